"""Reading answers in own words: organisation, title, motivation, contact name."""

from __future__ import annotations

import re

from bot.logic.checked import Checked
from bot.logic.cue_words import any_of, pattern
from bot.logic.words import clean, letters, listed, tokens
from bot.logic.yes_no import yes_or_no

LIMITS = {"organisation": 200, "title": 150, "motivation": 2000, "contact_name": 100, "region": 100}
FEWEST_LETTERS = {"title": 4, "motivation": 10, "contact_name": 2}
ORGANISATION_OPENING = re.compile(
    r"(?:(?:my|our|the) )?(?:name of (?:the|our|my) )?"
    r"(?:organi[sz]ation|cluster|company|institution|network|name|it)(?:'s name)?"
    r"(?: is called| is named| is|'s called|'s|:)\s+"
    r"|(?:we are called|we are|we're called|we're|i am from|i'm from|i work (?:for|at)|i represent"
    r"|we represent|on behalf of)\s+",
    re.IGNORECASE,
)
NAME_OPENING = re.compile(
    r"(?:(?:my|the|our|her|his) (?:full )?name is"
    r"|(?:the|our|my) contact(?: person)?(?: name)? (?:is|will be|would be)|contact(?: person| name)?:|name:"
    r"|i am called|i am|i'm|it is|it's|its|this is|that is|that's|(?:you can |please |just )*call me"
    r"|please (?:write|talk) to|je m'appelle|je suis|ich heiße|ich heisse|ich bin|mein name ist|mi chiamo"
    r"|sono|me llamo|soy|chamo-me|o meu nome é|nazywam się|mijn naam is|ik heet|ik ben)\s+",
    re.IGNORECASE,
)
NAME_ENDING = re.compile(
    r"[,;.]? (?:and )?(?:(?:my|the|her|his) )?e-?mail\b.*$| (?:here|speaking)[.!]?$"
    r"|,? (?:please|thanks|thank you)[.!]?$",
    re.IGNORECASE,
)
TITLE_OPENING = re.compile(
    r"(?:(?:the |our |its )?(?:working |project )?(?:title|name) (?:is|would be|could be|will be)"
    r"|title:|(?:we|let's|i'd|i would|we would|we'd) (?:like to )?call it|it is called|it's called"
    r"|call it)\s*",
    re.IGNORECASE,
)
NOT_GIVEN = listed("""
    none|nothing|n a|na|nobody|no one|unknown|skip|pass|tbd|later|i dont know|dont know|idk|no idea
    not sure|im not sure|i do not know|no name|no organisation|test|same|whatever|i dont have one
    we dont have one|not yet|hello|hi|me|myself|its me|just me|you know it|see above|as above
    """)
NOT_IN_NAMES = listed("""
    already|told|you|want|need|dont|have|give|what|above|said|cannot|rather|prefer|private|anonymous
    name|why|this|that|the|not|please|we|our|my|is|are|better|instead|correct
    """)
KEPT_BACK = pattern(
    any_of(r"""
    (?:(?:i|we|id|wed)(?: would)? )?(?:rather|prefer) not(?: .*)?|not telling(?: .*)?|no comment
    (?:i|we) (?:do not|dont|will not|wont) (?:(?:want|wish|like) to )?(?:tell|say|give|share|answer)(?: .*)?
    none of your business|(?:that is |thats |it is |its )?(?:a secret|private|confidential)
    """)
)
ARTICLES = frozenset({"a", "an"})
DESCRIBING = ARTICLES | {"the", "our", "based", "located", "from", "in", "and", "we"}
NAME_MARKS = frozenset(" .'-,’()")
UNREADABLE = frozenset("<>{}\\|")


def read_organisation(text: str) -> Checked:
    """The name of the organisation, also from "we are Lyonbiopole, a health cluster"."""
    line = clean(text)
    if yes_or_no(text) is not None:
        return Checked(refusal="organisation_is_yes_no")
    if _not_given(line):
        return Checked(refusal="organisation_not_given")
    if "@" in line:
        return Checked(refusal="organisation_is_email")
    if line.endswith("?"):
        return Checked(refusal="organisation_is_question")
    name = _without(ORGANISATION_OPENING, line)
    if name != line:
        name = _bare_name(name)
        if not name:
            return Checked(refusal="organisation_not_given")
    if _unreadable(name):
        return Checked(refusal="organisation_unreadable")
    if sum(char.isalnum() for char in name) < 2 or not letters(name):
        return Checked(refusal="organisation_too_short")
    return _kept("organisation", name)


def read_title(text: str) -> Checked:
    """A working title for a partnership that is proposed."""
    if yes_or_no(text) is not None:
        return Checked(refusal="title_is_yes_no")
    line = clean(text)
    if _not_given(line):
        return Checked(refusal="title_not_given")
    title = _without(TITLE_OPENING, line).strip(" \"'“”«»„")
    if _unreadable(title):
        return Checked(refusal="title_unreadable")
    if letters(title) < FEWEST_LETTERS["title"]:
        return Checked(refusal="title_too_short")
    return _kept("title", title)


def read_motivation(text: str) -> Checked:
    """Why they want to take part, in their own words; one word is not a reason."""
    line = clean(text)
    if letters(line) < FEWEST_LETTERS["motivation"] or len(tokens(line)) < 2 or _not_given(line):
        return Checked(refusal="motivation_too_short")
    return _kept("motivation", line)


def read_contact_name(text: str) -> Checked:
    """The name of a person, also from "my name is Anna Rossi and my e-mail is ..."."""
    line = clean(text)
    if yes_or_no(text) is not None:
        return Checked(refusal="name_is_yes_no")
    if _not_given(line):
        return Checked(refusal="name_not_given")
    if line.endswith("?"):
        return Checked(refusal="name_is_question")
    name = _without(NAME_OPENING, " ".join(word for word in line.split() if "@" not in word))
    name = NAME_ENDING.sub("", name).strip(" ,;:.!")
    if not name and "@" in line:
        return Checked(refusal="name_is_email")
    if letters(name) == 0:
        return Checked(refusal="name_has_no_letters")
    if _not_given(name) or _is_no_name(tokens(name)):
        return Checked(refusal="name_not_given")
    if any(not (char.isalpha() or char in NAME_MARKS or _is_mark(char)) for char in name):
        return Checked(refusal="name_unreadable")
    if letters(name) < FEWEST_LETTERS["contact_name"]:
        return Checked(refusal="name_too_short")
    return _kept("contact_name", name)


def _kept(field: str, text: str) -> Checked:
    return Checked(text) if len(text) <= LIMITS[field] else Checked(refusal="too_long")


def _without(opening: re.Pattern[str], line: str) -> str:
    """The line without its opening words, unless nothing would be left."""
    match = opening.match(line.replace("’", "'"))
    return line[match.end() :].strip() or line if match else line


def _bare_name(rest: str) -> str:
    """What follows "we are": a name without its description, nothing where it is only a description."""
    if rest.split()[0].lower() in ARTICLES:
        return ""
    name = rest[4:] if rest.startswith("the ") else rest
    head, _, tail = name.partition(", ")
    if tail.split(" ")[0].lower() in DESCRIBING:
        name = head
    return name.rstrip("!").removesuffix(".") if len(name.split()[-1]) > 5 else name


def _is_no_name(words: tuple[str, ...]) -> bool:
    return len(words) > 1 and (words[0] in ARTICLES or not NOT_IN_NAMES.isdisjoint(words))


def _not_given(line: str) -> bool:
    said = " ".join(tokens(line))
    return said in NOT_GIVEN or KEPT_BACK.fullmatch(said) is not None


def _unreadable(line: str) -> bool:
    return line.startswith("/") or not UNREADABLE.isdisjoint(line)


def _is_mark(char: str) -> bool:
    return not char.isascii() and not char.isalnum() and not char.isspace() and ord(char) < 0x2000
