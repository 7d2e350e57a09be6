"""Answers in parts, as the actions say them, for the fake engine."""

from __future__ import annotations

from tests.web.fake_engine import SOURCE, said

LINES = [
    ("Organisation", "Cluster Example", "change the organisation"),
    ("Region", "Lombardy (Italy)", "change the region"),
    ("Message", "First line\nsecond line", "change the message"),
]


def in_parts(text, custom, **buttons):
    return {**said(text, **buttons), "custom": custom}


CARDS = in_parts(
    "2 partnerships fit: Photonics.\n1. ONE - First of all (ESCP-S3). Why: theme Photonics\n2. Second",
    {
        "kind": "partnerships",
        "head": "2 partnerships fit: Photonics.",
        "items": [
            {
                "id": "one",
                "acronym": "ONE",
                "title": "First of all partnerships for light",
                "themes": ["Photonics", "Health"],
                "countries": ["Italy", "Spain"],
                "lead": "Cluster Example",
                "why": "theme Photonics",
                "note": "Does not fit fully: country.",
                "url": "https://example.org/one",
            },
            {"id": "two", "title": "Second"},
        ],
    },
    ONE='/show_partnership{"partnership":"one"}',
)
CHECKLIST = in_parts(
    "Not as things stand.\n- Country: Met. Italy. [1]\n- Own legal entity: Not met.\n- ECCP profile: ?",
    {
        "kind": "checklist",
        "head": "Not as things stand: at least one requirement is not met.",
        "items": [
            {"label": "Country", "state": "met", "detail": "Italy was a Member State. [1]"},
            {"label": "Own legal entity", "state": "not_met", "detail": "A department is none. [1]"},
            {"label": "ECCP profile", "state": "unknown", "detail": "Not said yet. [1]"},
        ],
        "after": ["The smallest change that would make it a yes:", "Let a legal entity apply."],
    },
)
PROGRESS = in_parts(
    "In which region is your organisation?",
    {"kind": "progress", "step": 3, "of": 9, "label": "Region"},
    Skip="/skip",
)
READ_BACK = in_parts(
    "Please check your expression of interest:\n"
    + "\n".join(f"- {label}: {value}" for label, value, _ in LINES)
    + "\nShall I send it like this?",
    {
        "kind": "read_back",
        "reference": None,
        "lines": [
            {"field": label.lower(), "label": label, "value": value, "say": say}
            for label, value, say in LINES
        ],
    },
    Send_it="/submit_eoi",
)
RECEIPT = in_parts(
    "Thank you. Your expression of interest is stored.\nReference: EOI-EXAM-PLE1",
    {
        "kind": "receipt",
        "reference": "EOI-EXAM-PLE1",
        "at": "1 March 2017, 10:00 Brussels time",
        "lines": [{"label": label, "value": value} for label, value, _ in LINES],
    },
)
ANSWERS = {
    "cards": [CARDS],
    "checklist": [CHECKLIST, said(SOURCE, "utter_source")],
    "progress": [PROGRESS],
    "read back": [READ_BACK],
    "receipt": [RECEIPT],
}
