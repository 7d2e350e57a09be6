"""Inside a form: does a message answer the question asked, or does the person want something else just now?

Losing an answer is worse than asking again, so free-text questions lean towards "answer": there only a
question, a command or a clear request is taken for something else, whatever the classifier believes.
"""

from __future__ import annotations

import re

from bot.logic.changes import asks_to_change
from bot.logic.contact import addresses_in
from bot.logic.words import clean, listed, tokens
from bot.logic.yes_no import yes_or_no

ANSWERING = listed("inform|affirm|deny|dont_know|pick_one|out_of_scope|nlu_fallback")
COMMANDS = listed("""
    cancel|request_person|change_eoi|submit_eoi|withdraw_eoi|eoi_status|save_eoi|continue_eoi|show_capabilities
    export_data|erase_data|follow_partnership|unfollow_partnership
    ask_why_asked|ask_why|greet|goodbye|thank
    """)
OWN_WORDS = frozenset({"organisation", "title", "motivation", "contact_name", "message"})
LEANING, SURE, VERY_SURE = 0.4, 0.7, 0.85
SHORT, SHORT_REQUEST, LONGEST_COMMAND, LONGEST_REQUEST, LONGEST_QUESTION = 3, 5, 8, 16, 25  # words

INTRODUCTIONS = (
    "my name is",
    "name:",
    "i am called",
    "our contact",
    "the contact person",
    "contact:",
    "je m'appelle",
    "mein name ist",
    "mi chiamo",
    "me llamo",
    "chamo-me",
    "nazywam się",
    "mijn naam is",
    "ik heet",
)
LEAD_IN = listed("please|ok|okay|well|hey|hi|hello|sorry|wait|but|and|so|first|before|that|then|yes|no|hm|um")
QUESTION_WORDS = listed("""
    what|whats|when|where|wheres|who|whos|whose|which|why|how|hows|pourquoi|quand|comment|warum|wann
    wieso|perche|quando|porque|waarom|wanneer|dlaczego|kiedy
    """)
ASKING_VERBS = listed("can|could|may|do|does|did|is|are|was|were|will|would|should|shall|must|am|has|have")
AFTER_ASKING_VERB = listed("""
    i|we|you|they|it|he|she|the|a|an|our|my|this|that|there|these|those|your|his|her|any|anyone|anybody
    someone|smes|clusters|regions|universities|partners|companies
    """)
STATING = listed("we|our|im|i|it|its|from|in|were|my|as|mainly|both")
PERSONS = listed("i|you|it|this|that")
ABOUT_THE_CHAT = listed("i|im|ive|id|me|my|this|it|you|your|here|questions|form|now|later|today")
ASKING_PHRASES = listed("""
    tell me|tell us|explain what|explain how|explain why|explain this|explain that|explain me
    i want to know|i would like to know|id like to know|i have a question|i have another question
    i have one more question|one question|one more question|another question|quick question|i wonder
    i was wondering|wondering|im wondering|remind me|let me know|not sure what|i dont understand
    """)
REQUEST_PHRASES = listed("""
    show me|show us|show partnerships|give me|list all|list the|list partnerships|find me|let me see
    read me|take me|check eligibility|check our eligibility|check my eligibility
    """)
COMMAND = re.compile(
    r"(?:(?:please|i|we|want|would|like|id|wed|need|lets|can|could|you|me|to|now|just) )*"
    r"(?:cancel|stopp?|quit|exit|abort|never ?mind|forget (?:it|about it|this)|start (?:over|again)|restart"
    r"|reset|go back|back|(?:go )?one step back|previous question|undo|menu|main menu|help|pause|more|repeat"
    r"|save|save and continue later|continue later|submit|send it|withdraw|continue|resume"
    r"|(?:(?:show|check) )?(?:my )?status"
    r"|(?:erase|delete|remove|export|download|show|give me)(?: all)?(?: of)? my data)"
    r"(?: (?:it|this|that|here|now|please|the|form|draft|everything|all|me|question|eoi|expression|of"
    r"|interest|again))*"
)
ONWARDS = listed("next|next question|go on|go ahead|carry on|move on|proceed")  # elsewhere they skip
PERSON = re.compile(
    r"(?:(?:please|can|could|may|i|we|want|would|like|id|rather|need|let|me|prefer|to) )*"
    r"(?:(?:talk|speak|chat) (?:to|with) \w+.*|(?:a )?(?:human|real person|operator|helpdesk)(?: please)?)"
)
SMALL_TALK = re.compile(
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|thx|cheers|bye|goodbye|lol"
    r"|see you)"
    r"(?: (?:there|again|you|very|much|so|a|lot|all|everyone|callguide|later|for|your|the|help))*"
)


def is_answer(field: str, text: str, intent: str | None, confidence: float) -> bool:
    """True: read it as the answer to `field`. False: serve the wish first, then ask again."""
    line = clean(text)
    if line.startswith("/"):  # a button: the engine has already read it
        return not intent or intent in ANSWERING
    if field in OWN_WORDS and _is_withdrawal(line):  # elsewhere it is a no
        return False
    if not line or yes_or_no(line) is not None or (field in ("email", "contact") and addresses_in(line)):
        return True
    if field == "contact_name" and line.casefold().startswith(INTRODUCTIONS):
        return True
    words, own_words = _spoken(line), field in OWN_WORDS
    if own_words and " ".join(words) in ONWARDS:
        return False
    if _commands(line, words) or _surely_meant(words, own_words, intent, confidence):
        return False
    if asks_to_change(line) and (not own_words or len(words) <= SHORT_REQUEST or intent == "change_eoi"):
        return False
    wish = bool(intent) and intent not in ANSWERING
    if own_words:
        return not _asks_freely(line, words, wish and confidence >= LEANING)
    if _question_opening(words) or _asks(line, words, intent, wish and confidence >= SURE):
        return False
    return not (wish and confidence >= SURE and len(words) > SHORT and words[0] not in STATING)


def _is_withdrawal(line: str) -> bool:
    words = tokens(line)
    return "withdraw" in words and COMMAND.fullmatch(" ".join(words)) is not None


def _commands(line: str, words: tuple[str, ...]) -> bool:
    """A command, a greeting or a request, by its words alone."""
    said, full = " ".join(words), " ".join(tokens(line))
    if any(pattern.fullmatch(text) for pattern in (COMMAND, SMALL_TALK) for text in (said, full)):
        return True
    if len(words) > LONGEST_REQUEST:
        return False
    return bool(PERSON.fullmatch(said)) or _opens(words, REQUEST_PHRASES)


def _surely_meant(words: tuple[str, ...], own_words: bool, intent: str | None, confidence: float) -> bool:
    """A short message that the classifier is very sure about; in own words only if it is about the chat."""
    if intent not in COMMANDS or confidence < VERY_SURE or len(words) > LONGEST_COMMAND:
        return False
    return not own_words or not ABOUT_THE_CHAT.isdisjoint(words)


def _asks_freely(line: str, words: tuple[str, ...], wish: bool) -> bool:
    """A question, for fields where people write freely: a title may well begin with "How"."""
    if line.endswith("?"):
        return wish or len(words) <= LONGEST_QUESTION
    if _opens(words, ASKING_PHRASES):
        return wish or len(words) <= LONGEST_COMMAND
    if not _question_opening(words) or len(words) > LONGEST_QUESTION:
        return False
    return wish or len(words) == 1 or words[0] in ASKING_VERBS or not PERSONS.isdisjoint(words[1:4])


def _asks(line: str, words: tuple[str, ...], intent: str | None, wish: bool) -> bool:
    """ "Is Norway eligible?" names a country and is no answer; "Norway?" is one, given with doubt."""
    asked = line.endswith("?")
    if len(words) > 1 and words[0] in ASKING_VERBS and (asked or wish):
        return True
    return asked and ((len(words) > SHORT and intent != "inform") or (len(words) == SHORT and wish))


def _question_opening(words: tuple[str, ...]) -> bool:
    if not words:
        return False
    if words[0] in QUESTION_WORDS or _opens(words, ASKING_PHRASES):
        return True
    return words[0] in ASKING_VERBS and len(words) > 1 and words[1] in AFTER_ASKING_VERB


def _opens(words: tuple[str, ...], phrases: frozenset[str]) -> bool:
    said = " ".join(words)
    return any(said == phrase or said.startswith(phrase + " ") for phrase in phrases)


def _spoken(line: str) -> tuple[str, ...]:
    """The words without "ok, but" and the like in front."""
    words = tokens(line)
    start = 0
    while start < len(words) - 1 and words[start] in LEAD_IN:
        start += 1
    return words[start:]
