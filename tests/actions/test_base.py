"""An action always says something: with the database away, with a fact missing, with a bug."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import _base
from actions._base import AnsweringAction, Services
from bot.logic.errors import FactMissing, StorageAway
from bot.settings import SettingsError
from tests.actions.conftest import DAY
from tests.actions.said import responses, said

GetServices = Callable[[], Services]


class Failing(AnsweringAction):
    """Says half of something and breaks. The action server makes one as well: it registers what it finds."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self._error = error or KeyError("a bug")

    def name(self) -> str:
        return "action_that_fails"

    async def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        dispatcher.utter_message(response="utter_answer", answer="half an")
        raise self._error


@pytest.mark.parametrize(
    ("error", "apology"),
    [
        (StorageAway("OperationalError"), "utter_storage_away"),
        (FactMissing("call.budget"), "utter_no_verified_answer"),
        (KeyError("a bug"), "utter_technical_problem"),
    ],
)
async def test_what_was_half_said_is_taken_back_and_owned_up_to(
    say: CollectingDispatcher, tracker_with: Callable[..., Tracker], error: Exception, apology: str
) -> None:
    events = await Failing(error).run(say, tracker_with("hello"), {})
    assert responses(say.messages) == [apology]
    assert events == []


async def test_an_apology_offers_a_person_or_says_how_to_go_on(
    say: CollectingDispatcher, tracker_with: Callable[..., Tracker]
) -> None:
    for error in (FactMissing("call.budget"), KeyError("a bug")):
        say.messages.clear()
        await Failing(error).run(say, tracker_with("hello"), {})
        assert "/request_person" in said(say.messages)[0].buttons.values()


async def test_no_word_of_the_person_reaches_the_log(
    say: CollectingDispatcher, tracker_with: Callable[..., Tracker]
) -> None:
    with structlog.testing.capture_logs() as logged:
        for error in (StorageAway("x"), FactMissing("x"), KeyError("a bug")):
            await Failing(error).run(say, tracker_with("my name is Anna Rossi", sender="anna"), {})
    assert [one["event"] for one in logged] == ["action_without_storage", "action_refused", "action_failed"]
    assert [one["log_level"] for one in logged] == ["error", "warning", "error"]
    assert "anna" not in str(logged).casefold()


async def test_an_error_that_repeats_what_was_typed_does_not_bring_it_into_the_log(
    say: CollectingDispatcher, tracker_with: Callable[..., Tracker], logged: io.StringIO
) -> None:
    await Failing(ValueError("Anna Rossi")).run(say, tracker_with("my name is Anna Rossi"), {})
    assert "action_failed" in logged.getvalue()
    assert "Anna" not in logged.getvalue()


async def test_the_services_of_the_process_are_opened_once_by_the_first_who_asks(
    monkeypatch: pytest.MonkeyPatch, seeded_file: object
) -> None:
    monkeypatch.setenv("BOT_SECRET_KEY", "a key for the tests of the actions, long enough")
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite+aiosqlite:///{seeded_file}")
    monkeypatch.setenv("BOT_AS_OF", DAY.isoformat())
    _base.services.cache_clear()
    try:
        opened = Failing(KeyError()).services
        assert opened is _base.services()
        assert opened.today() == DAY
        assert await opened.partnerships.get("escps3-tex4im")
        await opened.database.close()
    finally:
        _base.services.cache_clear()


def test_services_without_settings_say_which_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_SECRET_KEY", raising=False)
    _base.services.cache_clear()
    with pytest.raises(SettingsError, match="BOT_SECRET_KEY"):
        _base.services()
