"""Somebody sends, comes back elsewhere, takes a copy, has all of it erased, and nothing is left anywhere."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from tests.dialogues.assistant import Assistant

PLANTED = {
    "organisation": "Plantedorganisation Fictional Cluster",
    "motivation": "Plantedmotivation: we bring recycled fibres.",
    "name": "Plantedname Surname",
    "address": "planted.address@example.org",
}
SENT = (
    "we want to join TEX4IM",
    PLANTED["organisation"],
    "cluster organisation",
    "Italy",
    "skip",
    "textiles",
    "partner",
    PLANTED["motivation"],
    "I agree",
    PLANTED["name"],
    PLANTED["address"],
    "yes, send it",
)


def left(assistant: Assistant) -> set[str]:
    """Which planted values stand anywhere, however they are written."""
    kept = assistant.everything_kept().lower()
    return {name for name, value in PLANTED.items() if value.lower() in kept}


def test_what_was_planted_is_shown_to_its_owner_and_then_is_nowhere(assistant: Assistant) -> None:
    assistant.set_day("2017-03-01")
    first, second, stranger = (uuid.uuid4().hex for _ in range(3))

    def say(sender: str, text: str) -> str:
        return "\n".join(message["text"] for message in assistant.say(sender, text)["messages"])

    for text in SENT:
        receipt = say(first, text)
    assert re.search(r"EOI-\w{4}-\w{4}", receipt)
    say(stranger, f"status for {PLANTED['address'].upper()}")
    assert left(assistant) == set(PLANTED)

    say(second, "give me all my data")
    say(second, PLANTED["address"])
    copy = say(second, assistant.newest_code())
    link = re.search(r"https?://\S+", copy)
    assert link
    page = assistant.page(urlsplit(link[0]).path)
    assert {name for name, value in PLANTED.items() if value in page} == set(PLANTED)

    read_back = say(second, "please erase my data")
    assert receipt[receipt.index("EOI-") :][:13] in read_back
    assert "being erased" in say(second, "yes")
    assistant.wait_until_erased()
    assert left(assistant) == set()
    assert "e-mail address" in say(first, "what is the status of my expression of interest?")
