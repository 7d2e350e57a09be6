"""What of one partnership is asked for: its lead, money, time or results, a contact, how many are in it."""

from __future__ import annotations

from bot.logic.cue_words import any_of, pattern
from bot.logic.folding import folded
from bot.logic.partnership_questions import asks_who_leads

LEAD, MONEY, TIME, RESULTS = "lead", "money", "time", "results"
CONTACT, NUMBER = "contact", "number"

CUES = {
    MONEY: any_of("""
        how much|grants?|budgets?|money|fund(?:s|ed|ing)?|financ(?:e|ed|ing)|euros?|sums?|amounts?
        costs?|combien a|subventions?|financements?|argent|montant|wieviel geld|wie viel geld|zuschuss
        forderung|finanzierung|gefordert|quanto ha|finanziament[oi]|contributo|soldi|cuanto|subvencion
        financiacion|presupuesto|dinero|quanto recebeu|financiamento|orcamento|dinheiro|dofinansowanie
        dotacj[aei]|budzet|pieniadze|pieniedzy|hoeveel geld|subsidie|financiering
    """),
    TIME: any_of("""
        when|since|until|how long|duration|start(?:s|ed|ing)?|began|begins?|end(?:s|ed|ing)?
        finish(?:ed)?|is over|still|active|running|alive|years?|quand|depuis|debut|duree|actif|wann|seit
        beginn|dauer|laufzeit|aktiv|endet|lauft noch|quando|durata|inizio|attiv[ao]|cuando|desde
        duracion|sigue|activ[ao]|inicio|ativ[ao]|kiedy|trwa|nadal|wanneer|sinds|actief|loopt|afgelopen
    """),
    RESULTS: any_of("""
        achiev(?:e|ed|ement|ements)|results?|outcomes?|impact|success(?:es|ful)?
        accomplish(?:ed|ments?)?|resultats?|reussi|ergebnis(?:se)?|erreicht|erfolge?|risultati|raggiunto
        resultados?|logros?|logrado|alcancou|wyniki|osiagnel[aoi]|resultaten|bereikt
    """),
    CONTACT: any_of("""
        contacts?|e-?mails?|phone|telephone|websites?|web (?:sites?|page)|webpage|home(?:page| page)|url|link
        reach them|get in touch|whom to (?:ask|write)|contacter|courriel|coordonnees|site (?:web|internet)
        kontakt(?:ieren|person|daten)?|webseite|ansprechpartner(?:in)?|telefon|contatt[io]|contattare
        sito|contacto|contactar|correo|pagina web|contato|site|strona|stron[ey]|adres|contactpersoon
    """),
    NUMBER: any_of("""
        how many|how big|how large|number of|combien de|wieviele|wie viele|quant[ie]|cuant[ao]s|quant[ao]s|ilu
        ile|hoeveel
    """),
}
PATTERNS = {aspect: pattern(rf"\b{cues}\b") for aspect, cues in CUES.items()}


def asked_aspects(text: str) -> tuple[str, ...]:
    """The aspects that a sentence asks for, in the order of this list; none where all of it is wanted."""
    plain = folded(text)
    asked = tuple(aspect for aspect, cue in PATTERNS.items() if cue.search(plain))
    return (LEAD, *asked) if asks_who_leads(text) else asked
