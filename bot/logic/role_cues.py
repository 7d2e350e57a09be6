"""The words that say whose place is named: "we are in", "our partners are from", "looking for partners"."""

from __future__ import annotations

from bot.logic.cue_words import any_of, pattern

BODY = any_of(r"""
    cluster\w*|clúster|klaster|organi[sz]ation|company|firm|association|network|park|centre|center|institute|region
    university|business|group|sme|start-?up|team|office|headquarters|hq|seat|verband|netzwerk|unternehmen|azienda
    empresa|asociación
    """)
SITS = r"(?:based|located|situated|established|registered|headquartered)\s+(?:in|at)"
PARTNERS = rf"""{
    any_of(r'''
    partner(?:s|n|in|innen|em|a|ami|ów|y|zy|zami)?|co-?applicants?|allies|members|colleagues|contacts
    partenaires?|socios?|soci|parceiros?
    ''')
}\b(?:\s+(?:\w+\s+){{0,2}}{SITS}\b)?"""
BUSY = any_of("""
    looking|searching|seeking|interested|hoping|missing|lacking|wondering|asking|curious|thinking|working with
    cooperating|collaborating|partnering|talking|in contact|in touch|joining|joined|sure|unsure|afraid|aware
    """)
WE = r"\b(?:we|i)"
WE_ELSEWHERE = any_of(r"""
    nous (?:sommes|venons|représentons|travaillons)|je (?:suis|viens|représente|travaille)|notre
    basée?s? (?:à|en|au|dans)
    wir (?:sind|kommen|sitzen|arbeiten|vertreten)|ich (?:bin|komme|sitze|arbeite|vertrete)|unser\w*
    mit sitz in|ansässig in
    siamo|io sono|veniamo|vengo|rappresent(?:o|iamo)|lavor(?:o|iamo)|il nostro|la nostra|con (?:sede|sedi)
    somos|soy|estamos|venimos|vengo|represent(?:o|amos)|trabaj(?:o|amos)|nuestr[oa]
    sou|vimos|venho|trabalh(?:o|amos)|nosso|nossa
    jesteśmy|jestem|pochodz(?:imy|ę)|reprezentuj(?:emy|ę)|działa(?:my|m)|z siedzibą|nasz\w*
    (?:wij|we) (?:zijn|komen|zitten|werken|vertegenwoordigen)|ik (?:ben|kom|zit|werk|vertegenwoordig)
    gevestigd in|onze
    """)
SURE_OWN = "|".join((
    rf"{WE}(?:\s+are|\s+am|\s+r|['’]re|['’]m)\b(?!\s+(?:\w+\s+)?{BUSY})",
    rf"{WE}\s+(?:come|represent|operate|live|sit|manage|run|lead|coordinate|work(?!\s+with))\b",
    rf"\b(?:my|our)\s+(?:\w+\s+)?{BODY}\b",
    r"\b(?:my|our)\s+(?:\w+\s+){1,2}(?:is|are)\s+(?:in|from)\b",
    r"\bon\s+behalf\s+of\b",
    r"\bthis\s+is\s+(?:an?|the)\b",
    r"\b(?:writing|coming|speaking|greetings|regards|hello|hi)\s+(?:to\s+you\s+)?from\b",
    r"\b(?:my|our)\s+(?:home\s+)?(?:country|city|town|location|headquarters)\b",
    r"(?<!show )(?<!give )(?<!tell )(?<!send )(?<!the )\bus,?\s+(?:in|from)\b",
    r"(?:[:;,(]|\band)\s*(?:me|myself|ourselves)\s+(?:in|from)\b",
    r"\b(?:we|us|me|myself|ourselves)\s*[:=(]",
    r"\bas\s+an?\b(?!\s+(?:\w+\s+)?partner)",
    rf"\b{WE_ELSEWHERE}\b",
))  # fmt: skip
TOGETHER = any_of(r"""
    (?:together|jointly|along) with|team(?:ed|ing)? up with|teaming with|partner(?:ed|ing)?(?: up)? with
    (?:co-?operat|collaborat)\w+ with|forces with|work(?:s|ed|ing)? with|alongside|joined by
    zusammen mit|insieme a|junto con|juntamente com|razem z|samen met|ensemble avec
    """)
OTHERS = any_of(r"""
    the|all|both|two|three|four|five|six|seven|\d+|others?|potential|possible|future|foreign|european|international
    """)
NOT_ITS_MEMBERS = r"(?!(?:(?:about|over|some|more than)\s+)?\d+\s+members\b)"  # a cluster has its own
SURE_PARTNER = "|".join((
    rf"\b(?:our|my|unsere\w*|nos|i\s+nostri|nuestros|nossos|nasi|onze)\s+(?:\w+\s+){{0,2}}{PARTNERS}",
    rf"\b(?:with|avec|mit|con|com|z|met)\s+{NOT_ITS_MEMBERS}(?:\w+\s+){{0,3}}?{PARTNERS}",
    rf"\b{TOGETHER}\b",
    rf"\b(?:have|has|got|plus|bring(?:ing)?|brought)\s+{NOT_ITS_MEMBERS}(?:\w+\s+){{0,3}}?{PARTNERS}",
    rf"\b(?!\d+\s+members\b){OTHERS}\s+(?:\w+\s+)?{PARTNERS}",
))  # fmt: skip
MAYBE_PARTNER = "|".join((
    rf"(?<!\d )\b{PARTNERS}",
    r"\bconsorti(?:um|a)\b",
    r"\bothers?\s+(?:are|is|come|comes)\b",
    r"\b(?:one|another)(?:\s+is)?\s+(?:from|in)\b",
    r"\b(?:them|they)\s*[:=(]",
))  # fmt: skip
WISH = any_of(r"""
    look(?:s|ing)? for|search(?:es|ing)?|seek(?:s|ing)?|find(?:ing)?|show|list|which|what(?! if)|who|where
    how many|how much|are there|is there|do you (?:have|know)|tell me|give me|interested in|recommend|suggest
    replace|change|swap|correct
    (?:needs?|wants?|would like|missing|lack(?:ing)?|without|no|any)(?: \w+){0,3}? PARTNERS
    suche\w*|cherch\w+|cerc\w+|busc\w+|procur\w+|szuk\w+|poszuk\w+|zoek\w*|recherch\w+|ricerca|gibt es
    welche\w*|quel\w*|quali
    """).replace("PARTNERS", PARTNERS)
CUE = pattern(
    rf"(?P<wish>\b{WISH}\b(?:(?:\s+\w+){{0,4}}?\s+{PARTNERS})?)"
    rf"|(?P<sure_partner>{SURE_PARTNER})|(?P<sure_own>{SURE_OWN})|(?P<maybe_own>\b{SITS}\b)"
    rf"|(?P<maybe_partner>{MAYBE_PARTNER})"
)
PARTNERS_AFTER = pattern(
    r"\s+(?:(?:as|are|is|will\s+be|would\s+be|being)\s+)?"
    rf"(?:(?:our|my|the|both|all|cluster|industrial|project|consortium)\s+){{0,2}}{PARTNERS}"
)
WITH = pattern(r"(?:(?P<what>\w+)\s+)?\b(?:with|mit|avec|con|com|met)\s+(?:the\s+|a\s+|an\s+|some\s+)?$")
COUNTED = pattern(
    r"(?:[,;&+]|\b(?:and|plus))\s+(?:one|two|three|four|five|six|another|\d+)\s+(?:(?:from|in)\s+)?$"
)
BASED_AFTER = pattern(rf"(?:\s+|-)based\b(?!\s+{PARTNERS})(?!\s+\w+s\b)|\s+here\b")
CLAUSE_BEGINS = pattern(r"(?:^|[.!?:;,\n]|\b(?:hello|hi|hey|and|but))\s*(?:the\s+|a\s+|an\s+)?$")
NOT_WITH = pattern(
    any_of(r"""
    partnerships?|projects?|programmes?|programs?|platforms?|consorti\w+|initiatives?|calls?|areas?|topics?
    themes?|networks?|lists?|ones?|something|anything|everything|nothing|some|any|all|those|others?|start|do
    begin|deal|help|problem|what|how
    """)
)
