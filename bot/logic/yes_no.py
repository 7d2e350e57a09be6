"""Yes and no in eight languages, and the stricter yes that a consent needs."""

from __future__ import annotations

from collections.abc import Iterator

from bot.logic.checked import Checked
from bot.logic.words import listed, tokens

YES, NO, FILLER, CONDITION, OTHER = "yes", "no", "filler", "condition", "other"

YES_PHRASES = listed("""
    yes|y|ye|yess|yeah|yep|yup|ok|okay|sure|of course|absolutely|definitely|certainly|indeed|exactly
    agreed|accepted|fine|fine with me|all right|alright|go ahead|please do|sounds good|with pleasure
    correct|right|thats right|that is right|thats correct|that is correct|confirmed|i confirm|i do|we do
    it is|no problem|you may|you can|i agree|we agree|agree|i accept|we accept|accept|i consent
    we consent|i give my consent|i give consent|oui|ouais|daccord|je suis daccord|jaccepte|bien sur
    volontiers|pas de probleme|ja|jawohl|gerne|gern|naturlich|einverstanden|ich bin einverstanden
    ich stimme zu|in ordnung|kein problem|si|certo|certamente|va bene|accetto|daccordo|sono daccordo
    acconsento|nessun problema|claro|vale|de acuerdo|estoy de acuerdo|acepto|por supuesto|sin problema
    sim|aceito|concordo|de acordo|estou de acordo|com certeza|sem problema|tak|zgoda|zgadzam sie
    wyrazam zgode|oczywiscie|jasne|dobrze|nie ma problemu|akkoord|ik ga akkoord|ik stem toe|goed
    natuurlijk|zeker|geen probleem
    """)
NO_PHRASES = listed("""
    no|n|noo|nope|nah|never|not|i do not|we do not|do not|dont|wont|cant|cannot|without|refuse|decline
    disagree|withdraw|revoke|non|pas|jamais|nein|nicht|nie|kein|keine|niemals|mai|rifiuto|rechazo|nunca
    nao|recuso|odmawiam|nee|niet|geen
    """)
CONDITION_PHRASES = listed("""
    but|if|unless|only|later|maybe|perhaps|until|whether|should|would|what|why|how|who|which|when|where
    depends|aber|wenn|nur|vielleicht|spater|mais|si vous|seulement|peut etre|ma|solo|forse|pero|quizas
    mas|talvez|ale|moze|jesli|maar|als|misschien
    """)
FILLERS = listed("""
    please|thanks|thank you|thank|you|thats|that|it|is|i|we|am|have|well|oh|um|then|bitte|merci|grazie
    gracias
    """)

AGREEING = listed("""
    i agree|we agree|agree|i accept|we accept|accept|i consent|we consent|i give my consent
    i give consent|daccord|jaccepte|je suis daccord|ich stimme zu|einverstanden|ich bin einverstanden
    accetto|acconsento|daccordo|sono daccordo|acepto|de acuerdo|estoy de acuerdo|aceito|concordo
    zgadzam sie|wyrazam zgode|akkoord|ik ga akkoord|ik stem toe
    """)
PAYLOADS = {"/affirm": True, "/deny": False, "👍": True, "👎": False, "✅": True, "❌": False}
LONGEST_PHRASE = 4
CONSENTING = frozenset("consent agree agreed permission allow authorise authorize".split())
REFUSING = frozenset("not dont no longer never withdraw revoke cannot cant without disagree refuse".split())
NONE_WORDS = frozenset("no none nobody alone without zero yet".split())
NOT_DECIDED = frozenset("sure know certain clear decided decide maybe perhaps idea unsure".split())
LONGEST_NONE = 8  # words
LONGEST_WITHDRAWAL = 14  # different words; a longer text is a motivation or a story

PHRASES = {
    tuple(phrase.split()): tag
    for tag, phrases in (
        (FILLER, FILLERS),
        (CONDITION, CONDITION_PHRASES),
        (NO, NO_PHRASES),
        (YES, YES_PHRASES),
    )
    for phrase in phrases
}


def yes_or_no(text: str) -> bool | None:
    """True or False where the whole message is a yes or a no; None for anything else and for both at once."""
    if text.strip() in PAYLOADS:
        return PAYLOADS[text.strip()]
    tags = {tag for tag, _ in _tagged(tokens(text))}
    if "?" in text or OTHER in tags or CONDITION in tags or (YES in tags) == (NO in tags):
        return None
    return YES in tags


def without_reservation(text: str) -> bool:
    """Neither a question nor a condition nor a "not" in it: only then a wish is carried out at once."""
    tags = {tag for tag, _ in _tagged(tokens(text))}
    return "?" not in text and tags.isdisjoint({CONDITION, NO})


def read_consent(text: str) -> Checked:
    """A plain yes gives "yes". A no is refused as such; a yes with a condition or question is no consent."""
    plain = yes_or_no(text)
    if plain is not None:
        return Checked("yes") if plain else Checked(refusal="consent_needed")
    parts = list(_tagged(tokens(text)))
    tags = {tag for tag, _ in parts}
    if "?" in text or CONDITION in tags or {YES, NO} <= tags:
        return Checked(refusal="consent_unclear")
    if NO in tags:
        return Checked(refusal="consent_needed")
    first = next((tag for tag, _ in parts if tag != FILLER), OTHER)
    if first == YES or any(phrase in AGREEING for _, phrase in parts):
        return Checked("yes")
    return Checked(refusal="consent_unclear")


def _tagged(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The message cut into known phrases, the longest first; agreeing right after a "not" is a no."""
    start, before = 0, OTHER
    while start < len(words):
        phrase = _longest_phrase(words[start : start + LONGEST_PHRASE])
        tag = PHRASES.get(phrase, OTHER)
        said = " ".join(phrase)
        before = NO if before == NO and said in AGREEING else tag
        yield before, said
        start += len(phrase)


def _longest_phrase(words: tuple[str, ...]) -> tuple[str, ...]:
    lengths = range(len(words), 1, -1)
    return next((words[:length] for length in lengths if words[:length] in PHRASES), words[:1])


def withdraws_consent(text: str) -> bool:
    """Does the person take back the consent, in whatever step: "I do not agree any more"?"""
    words = set(tokens(text))
    about = not words.isdisjoint(CONSENTING)
    return about and len(words) <= LONGEST_WITHDRAWAL and not words.isdisjoint(REFUSING)


def says_none(text: str) -> bool:
    """Is the answer to "which partners?" that there are none: "no partners yet", "we are alone"?

    "Not sure yet" is none: it leaves the question open.
    """
    words = tokens(text)
    return len(words) <= LONGEST_NONE and not NONE_WORDS.isdisjoint(words) and NOT_DECIDED.isdisjoint(words)
