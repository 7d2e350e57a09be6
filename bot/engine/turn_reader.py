"""Reads what a person wrote in one turn: perhaps two questions, perhaps half a one that leans on the last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.subjects import load_subjects
from bot.engine.language import LANGUAGE
from bot.engine.wishes_by_names import FULL_NAME, is_of_our_field, wish_by_names
from bot.logic.bare_answers import is_bare_answer
from bot.logic.follow_ups import (
    KIND_AFTER,
    Last,
    after,
    composition,
    kinds_lent,
    read_on,
    strays,
    taken_together,
)
from bot.logic.leaning import points_back
from bot.logic.once_more import wants_it_again
from bot.logic.open_question import asks_about_the_question
from bot.logic.partnership_questions import own_words
from bot.logic.question_cuts import cuts, without_lead
from bot.logic.question_parts import are_apart, order_of_answers
from bot.logic.readings import OUT_OF_SCOPE, UNSURE, Reading

Parse = Callable[[str], Awaitable[dict[str, Any]]]

ABOUT_THE_ANSWER = ("ask_more", "ask_why")  # they ask nothing new: the question before them stands
LOOKED_BACK = 3  # messages


@dataclass(frozen=True)
class Part:
    """A message as the engine is to take it: its words, what the model made of them, what they mean here."""

    text: str
    parse_data: dict[str, Any]
    reading: Reading


class TurnReader:
    """Reads one message; every text is parsed once, however many cuts it is part of."""

    def __init__(self, parse: Parse) -> None:
        self._parse_text = parse
        self._parsed: dict[str, dict[str, Any]] = {}

    async def read(self, text: str, tracker: DialogueStateTracker | None) -> list[Part]:
        """The parts in the order in which they are to be answered; mostly it is one, the message itself.

        Buttons and answers to a form are taken as they are: a form tells answers and questions apart itself.
        """
        form = tracker.active_loop_name if tracker is not None else None
        if text.startswith("/") or form:
            parsed = await self._parse(text)
            if asks_about_the_question(text) or (form and wants_it_again(text)):
                parsed = _as_meant(parsed, Reading(text, "ask_why_asked", confidence=1.0))
            return [Part(text, parsed, reading_of(text, parsed))]
        last = last_answer(tracker)
        for cut in cuts(text):
            whole = await self._parse_outside_forms(text)
            parts = await self._read_parts(cut, last)
            readings = [part.reading for part in parts]
            if parts and are_apart(readings, reading_of(text, whole)):
                language = whole.get(LANGUAGE)
                return [_in_language(language, parts[place]) for place in order_of_answers(readings)]
        part = await self._read_part(text, text, last)
        if tracker is None or tracker.latest_message is None or not points_back(text):
            return [part]
        return [_with_names(kinds_lent(last, part.reading), tracker.latest_message.entities, part)]

    async def _read_parts(self, cut: Sequence[str], last: Last) -> list[Part]:
        """Each part in the light of the one before; none where "it" would be taken for something else."""
        parts: list[Part] = []
        for written in cut:
            part = await self._read_part(written, without_lead(written), last)
            if parts and strays(last, part.reading, load_subjects()):
                return []
            if parts:
                before = parts[-1].parse_data["entities"]
                part = _with_names(kinds_lent(last, part.reading), before, part)
            parts.append(part)
            last = after(part.reading)
        return parts

    async def _read_part(self, written: str, text: str, last: Last) -> Part:
        parsed = await self._parse_outside_forms(text)
        alone = reading_of(written, parsed)
        if not alone.is_sure and without_lead(text) != text:  # "and budget?" is half known, "budget?" well
            bare = reading_of(written, await self._parse(without_lead(text)))
            alone = bare if bare.is_sure else alone
        meant = read_on(last, alone, load_subjects())
        together = composition(last, meant)
        if together:
            meant = taken_together(last, meant, reading_of(together, await self._parse(together)))
        return Part(text, _as_meant(parsed, meant), meant)

    async def _parse_outside_forms(self, text: str) -> dict[str, Any]:
        """In a form, names are answers to what was asked."""
        parsed = await self._parse(text)
        wish = wish_by_names(text, parsed)
        return _as_meant(parsed, Reading(text, wish, confidence=1.0)) if wish else parsed

    async def _parse(self, text: str) -> dict[str, Any]:
        if text not in self._parsed:
            parsed = await self._parse_text(text)
            if is_bare_answer(text):
                parsed = _as_meant(parsed, Reading(text, "inform", confidence=1.0))
            elif wants_it_again(text):
                parsed = _as_meant(parsed, Reading(text, "ask_more", confidence=1.0))
            elif parsed["intent"].get("name") == OUT_OF_SCOPE and is_of_our_field(text, parsed):
                parsed = _not_out_of_scope(parsed)
            self._parsed[text] = parsed
        return self._parsed[text]


def reading_of(text: str, parsed: dict[str, Any]) -> Reading:
    """What decisions are made on, out of what the model says."""
    intent, entities = parsed["intent"], parsed["entities"]
    spans = [(one["start"], one["end"]) for one in entities if "start" in one and "end" in one]
    return Reading(
        text=text,
        intent=intent.get("name"),
        topic=str(intent.get(FULL_NAME) or "").partition("/")[2] or None,
        confidence=float(intent.get("confidence") or 0.0),
        names=frozenset(str(one["entity"]) for one in entities),
        free=own_words(str(parsed.get("text") or ""), spans),
    )


def last_answer(tracker: DialogueStateTracker | None) -> Last:
    """What the slots keep of the last answer, and the question that it answered."""
    if tracker is None:
        return Last()
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    asked = list(islice(said, LOOKED_BACK))
    new = next((event for event in asked if event.intent_name not in ABOUT_THE_ANSWER), None)
    is_question = new is not None and new.intent_name in KIND_AFTER and not str(new.text).startswith("/")
    kind, topic = tracker.get_slot("last_kind"), tracker.get_slot("last_topic")
    return Last(
        kind="answer" if kind == "answer_in_full" else kind,
        topic=topic,
        question=str(new.text) if new is not None and is_question else None,
    )


def _as_meant(parsed: dict[str, Any], meant: Reading) -> dict[str, Any]:
    """The model's answer with the wish that holds here; the names in it stay those of the message."""
    name = f"{meant.intent}/{meant.topic}" if meant.topic else meant.intent
    intent = parsed["intent"]
    if name == (intent.get(FULL_NAME) or intent.get("name")):
        return parsed
    wish: dict[str, Any] = {"name": meant.intent, "confidence": meant.confidence}
    best = {"name": name, "confidence": meant.confidence}
    others = [one for one in parsed.get("intent_ranking", []) if one["name"] != name]
    changed = {**parsed, "intent": wish, "intent_ranking": [best, *others]}
    if meant.topic:
        chosen = {"response": {"intent_response_key": name, "confidence": meant.confidence}}
        wish[FULL_NAME] = name
        changed["response_selector"] = {
            "all_retrieval_intents": [meant.intent],
            "default": chosen,
            meant.intent: chosen,
        }
    return changed


def _not_out_of_scope(parsed: dict[str, Any]) -> dict[str, Any]:
    """Rather ask back with what else it may be than refuse what speaks of the call."""
    others = [one for one in parsed.get("intent_ranking", []) if one["name"] != OUT_OF_SCOPE]
    return _as_meant({**parsed, "intent_ranking": others}, Reading(str(parsed.get("text")), UNSURE))


def _with_names(kinds: Collection[str], entities: Sequence[dict[str, Any]], part: Part) -> Part:
    """The part with the names of these kinds from the message before it, which stand nowhere in this one."""
    lent = [{**one, "start": 0, "end": 0} for one in entities if one["entity"] in kinds]
    if not lent:
        return part
    return Part(part.text, {**part.parse_data, "entities": lent}, part.reading)


def _in_language(language: str | None, part: Part) -> Part:
    """A message has one language; a part of three words alone does not show it."""
    return Part(part.text, {**part.parse_data, LANGUAGE: language}, part.reading)
