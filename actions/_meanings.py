"""Asking back "did you mean", and reading the message once more as what was chosen.

The message is given to Rasa again with the chosen intent and its own words and names, as Rasa's own
two-stage fallback does it (rasa/core/actions/two_stage_fallback.py): the rule of that intent comes next.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, EventType, UserUttered
from rasa_sdk.executor import CollectingDispatcher

from actions._base import Services
from actions._heard import Heard
from actions._saying import button
from actions._turns import responses_in, turn_before
from bot.content.did_you_mean import load_offers
from bot.content.phrases import phrase
from bot.logic.errors import StorageAway
from bot.logic.meanings import Guess, MeaningChoice, guesses
from bot.logic.redaction import without_contacts
from bot.logic.words import clean
from bot.logic.yes_no import yes_or_no

log = structlog.get_logger(__name__)

DID_YOU_MEAN = "utter_did_you_mean"
CANNOT_ANSWER = "utter_cannot_answer"
TAKE = "take_meaning"
NEITHER = "none"
LAST = "-1"  # "the last one"
REMEMBERING_SECONDS = 1.0  # the answer is worth more than the memory of how it was found
PERSONAL_FORMS = ("eoi_form", "handoff_form")  # what is written in them may be a name


@dataclass(frozen=True)
class AskedBack:
    """A message that was asked back about, the form that was open, and title and meaning of each button."""

    message: dict[str, Any]
    form: str | None
    offered: tuple[tuple[str, str], ...]

    @property
    def meanings(self) -> tuple[str, ...]:
        """Those that mean something: without "None of these"."""
        return tuple(meaning for _, meaning in self.offered if meaning != NEITHER)


@dataclass(frozen=True)
class Chosen:
    """One of the meanings offered, or `NEITHER`."""

    asked: AskedBack
    meaning: str


def ask_back(dispatcher: CollectingDispatcher, tracker: Tracker, offered: Iterable[Guess]) -> None:
    """Offer the meanings, and none of them. A button names the message it is about, so it works later too."""
    titles, turn = load_offers().titles, str(_number_of_last(tracker))
    buttons = [button(titles[one.meaning], TAKE, meaning=one.meaning, turn=turn) for one in offered]
    buttons.append(button(phrase("clarify.other"), TAKE, meaning=NEITHER, turn=turn))
    dispatcher.utter_message(response=DID_YOU_MEAN, buttons=buttons)


def pressed(tracker: Tracker, said: Heard) -> Chosen | None:
    """What a button of "did you mean" says."""
    turn = said.one("turn") or ""
    asked = _asked_back(tracker, int(turn)) if turn.isdecimal() else None
    if asked is None:
        return None
    return next((Chosen(asked, one) for _, one in asked.offered if one == said.one("meaning")), None)


def picked_meaning(tracker: Tracker, said: Heard) -> Chosen | None:
    """The choice in words, right after the question: by its number or by its title."""
    asked = _asked_just_now(tracker)
    if asked is None or said.is_button:
        return None
    ordinal = said.one("ordinal") or ""
    if ordinal == LAST:
        return Chosen(asked, asked.meanings[-1])
    if ordinal.isdecimal() and 0 < int(ordinal) <= len(asked.offered):
        return Chosen(asked, asked.offered[int(ordinal) - 1][1])
    wanted = clean(said.text).casefold()
    return next((Chosen(asked, one) for title, one in asked.offered if title.casefold() == wanted), None)


def agreed_meaning(tracker: Tracker, said: Heard) -> Chosen | None:
    """A no is none of them; a yes means something where only one was offered."""
    asked = _asked_just_now(tracker)
    if asked is None:
        return None
    answer = yes_or_no(said.text)
    if answer is None and said.intent in ("affirm", "deny"):
        answer = said.intent == "affirm"
    if answer is False:
        return Chosen(asked, NEITHER)
    return Chosen(asked, asked.meanings[0]) if answer and len(asked.meanings) == 1 else None


async def take(
    get_services: Callable[[], Services], dispatcher: CollectingDispatcher, tracker: Tracker, chosen: Chosen
) -> list[EventType]:
    """Remember the choice, and have the message read as it was meant."""
    await _remember(get_services, tracker, chosen)
    if chosen.meaning == NEITHER:
        dispatcher.utter_message(response=CANNOT_ANSWER)
        return []
    message = chosen.asked.message
    again = UserUttered(message["text"], _as_meant(message, chosen.meaning), None, message["input_channel"])
    return [ActionExecuted("action_listen"), {**again, "metadata": message["metadata"]}]


def _as_meant(message: dict[str, Any], meaning: str) -> dict[str, Any]:
    """What the engine had made of the message, with the chosen meaning in place of its doubt."""
    parsed = message["parse_data"]
    intent, _, topic = meaning.partition("/")
    wish: dict[str, Any] = {"name": intent, "confidence": 1.0}
    others = [one for one in parsed.get("intent_ranking") or () if one["name"] != meaning]
    meant = {**parsed, "intent": wish, "intent_ranking": [{"name": meaning, "confidence": 1.0}, *others]}
    meant.pop("response_selector", None)
    if topic:  # a retrieval intent: Rasa and actions/_heard.py read its full name there
        selected = {"response": {"intent_response_key": meaning, "confidence": 1.0}}
        wish["full_retrieval_intent_name"] = meaning
        meant["response_selector"] = {
            "all_retrieval_intents": [intent],
            "default": selected,
            intent: selected,
        }
    return meant


async def _remember(get_services: Callable[[], Services], tracker: Tracker, chosen: Chosen) -> None:
    """Keep the choice for people to learn from. Whatever fails in this costs the person nothing."""
    try:
        async with asyncio.timeout(REMEMBERING_SECONDS):
            await get_services().meanings.remember(_choice(tracker, chosen))
    except (StorageAway, TimeoutError) as error:
        log.warning("meaning_not_kept", reason=type(error).__name__)
    except Exception:  # a bug: somebody must look
        log.exception("meaning_not_kept")


def _choice(tracker: Tracker, chosen: Chosen) -> MeaningChoice:
    parsed = chosen.asked.message["parse_data"]
    ranked = guesses((one["name"], one["confidence"]) for one in parsed.get("intent_ranking") or ())
    return MeaningChoice(
        conversation_id=tracker.sender_id,
        language=parsed.get("language"),
        offered=tuple(one for one in ranked if one.meaning in chosen.asked.meanings),
        chosen=None if chosen.meaning == NEITHER else chosen.meaning,
        text=None if chosen.asked.form in PERSONAL_FORMS else without_contacts(chosen.asked.message["text"]),
    )


def _asked_just_now(tracker: Tracker) -> AskedBack | None:
    """Did this message follow right after "did you mean", with no other buttons in between?"""
    shown = [event for event in turn_before(tracker) if _buttons(event)]
    if responses_in(shown[:1]) != [DID_YOU_MEAN]:
        return None
    return _asked_back(tracker, _number_of_last(tracker) - 1)


def _asked_back(tracker: Tracker, turn: int) -> AskedBack | None:
    """What was offered after the message of this number, counted from 1."""
    messages, before = _messages(tracker), _turns_before(tracker)
    if not before < turn <= before + len(messages):
        return None
    place = messages[turn - before - 1]
    after = takewhile(lambda event: event["event"] != "user", tracker.events[place + 1 :])
    asked = next((event for event in after if responses_in([event]) == [DID_YOU_MEAN]), None)
    if asked is None:
        return None
    loops = (event["name"] for event in reversed(tracker.events[:place]) if event["event"] == "active_loop")
    offered = tuple((one["title"], _meaning(one["payload"])) for one in _buttons(asked))
    return AskedBack(tracker.events[place], next(loops, None), offered)


def _messages(tracker: Tracker) -> list[int]:
    """The places of the person's messages among the events."""
    return [place for place, event in enumerate(tracker.events) if event["event"] == "user"]


def _number_of_last(tracker: Tracker) -> int:
    return _turns_before(tracker) + len(_messages(tracker))


def _turns_before(tracker: Tracker) -> int:
    """How many messages came before those that the engine still has at hand (bot/engine/live_tracker.py)."""
    told = ((event.get("metadata") or {}).get("turns_before") for event in tracker.events)
    return next((turns for turns in told if turns is not None), 0)


def _buttons(event: dict[str, Any]) -> list[dict[str, str]]:
    if event["event"] != "bot":
        return []
    return (event.get("data") or {}).get("buttons") or []


def _meaning(payload: str) -> str:
    return str(json.loads(payload.removeprefix(f"/{TAKE}"))["meaning"])
