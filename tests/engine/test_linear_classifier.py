"""The intent classifier learns, ranks by full name, keeps what it learned and does not boast."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine import linear_machine
from bot.engine.linear_classifier import FOR_ANY_LANGUAGE, NO_INTENT, LinearIntentClassifier
from bot.engine.linear_machine import LinearMachine
from tests.engine.small_pipeline import CLASSIFIER, SmallPipeline

CALLS = {
    "greet": ["hello there", "good morning", "hello and good day", "hi there"],
    "faq/closing_date": [
        "when does the call close",
        "what is the closing date",
        "until when can we apply",
        "date of closing please",
    ],
    "faq/money": [
        "how much money is there",
        "is there money in the call",
        "what budget do we get",
        "money for us?",
    ],
    "find": ["find partners in Spain", "show partners please", "list the partners", "partners in textiles"],
}


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    return SmallPipeline(tmp_path_factory.mktemp("calls"), CALLS)


def names(message):
    return [entry["name"] for entry in message.get("intent_ranking")]


def confidences(message):
    return [entry["confidence"] for entry in message.get("intent_ranking")]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hello", "greet"),
        ("what is the date of closing", "faq/closing_date"),
        ("is there any money", "faq/money"),
        ("please list partners in Italy", "find"),
    ],
)
def test_a_sentence_like_those_learned_gets_their_intent(calls, text, intent):
    assert names(calls.parse(text))[0] == intent


def test_the_ranking_names_full_retrieval_intents_once_each(calls):
    assert sorted(names(calls.parse("when is the closing date"))) == sorted(CALLS)


def test_the_intent_of_a_retrieval_intent_is_its_base_name_as_rules_use_it(calls):
    message = calls.parse("when is the closing date")
    assert message.get(INTENT) == {"name": "faq", "confidence": confidences(message)[0]}


def test_the_full_name_stands_where_the_response_selector_would_put_it(calls):
    message = calls.parse("when is the closing date")
    chosen = {"intent_response_key": "faq/closing_date", "confidence": confidences(message)[0]}
    assert message.get("response_selector")["default"]["response"] == chosen


def test_rasa_finds_the_full_name_by_its_own_rules(calls):
    """`MessageProcessor._update_full_retrieval_intent` looks exactly there."""
    selected = calls.parse("when is the closing date").get("response_selector")
    assert selected["all_retrieval_intents"] == ["faq"]
    assert selected["faq"]["response"]["intent_response_key"] == "faq/closing_date"


def test_an_ordinary_intent_has_no_selected_response(calls):
    assert calls.parse("hello").get("response_selector") is None


def test_what_rasa_passes_on_holds_intent_ranking_and_selection(calls):
    passed_on = calls.parse("when is the closing date").as_dict(only_output_properties=True)
    assert {INTENT, "intent_ranking", "response_selector"} <= set(passed_on)


def test_confidences_lie_between_0_and_1_fall_and_add_up_to_1(calls):
    found = confidences(calls.parse("hello, when does the call close?"))
    assert all(0 <= value <= 1 for value in found)
    assert found == sorted(found, reverse=True)
    assert sum(found) == pytest.approx(1)


def test_the_whole_answer_can_be_written_as_json(calls):
    message = calls.parse("when does the call close")
    assert json.loads(json.dumps([message.get(INTENT), message.get("intent_ranking")]))


def test_the_ranking_is_cut_to_its_length(tmp_path):
    assert len(names(SmallPipeline(tmp_path, CALLS, ranking_length=2).parse("hello"))) == 2


def test_unknown_words_are_never_surer_than_known_ones(calls):
    unknown = calls.parse("zygote quixotic")
    assert confidences(unknown)[0] < confidences(calls.parse("find partners in Spain"))[0]


def test_a_message_without_features_has_no_intent(calls):
    [message] = calls.classifier.process([Message(data={TEXT: ""})])
    assert message.get(INTENT) == NO_INTENT
    assert message.get("intent_ranking") == []


def test_an_answer_does_not_change_with_those_asked_beside_it(calls):
    texts = ["hello there", "is there money", "list the partners"]
    together = calls.classifier.process([calls.read(text) for text in texts])
    assert [names(message) for message in together] == [names(calls.parse(text)) for text in texts]


def test_no_message_is_no_problem(calls):
    assert calls.classifier.process([]) == []


def test_what_is_loaded_ranks_as_what_was_trained(tmp_path):
    pipeline = SmallPipeline(tmp_path, CALLS)
    before = pipeline.parse("good day, is there money in Spain?").get("intent_ranking")
    pipeline.reload()
    assert pipeline.parse("good day, is there money in Spain?").get("intent_ranking") == before


def test_the_same_sentences_give_the_same_model(tmp_path):
    first, second = (SmallPipeline(tmp_path / name, CALLS) for name in "ab")
    text = "good day, is there money in Spain?"
    assert first.parse(text).get("intent_ranking") == second.parse(text).get("intent_ranking")


def test_without_sentences_it_is_silent(tmp_path):
    pipeline = SmallPipeline(tmp_path, {})
    [message] = pipeline.classifier.process([Message(data={TEXT: "hello"})])
    assert message.get(INTENT) == NO_INTENT


def test_loaded_without_training_it_is_silent(tmp_path):
    pipeline = SmallPipeline(tmp_path, {})
    pipeline.reload()
    [message] = pipeline.classifier.process([Message(data={TEXT: "hello"})])
    assert message.get(INTENT) == NO_INTENT


def test_one_intent_alone_is_no_choice_and_stays_silent_after_loading_too(tmp_path):
    pipeline = SmallPipeline(tmp_path, {"greet": ["hello", "hi"]})
    assert pipeline.parse("hello").get(INTENT) == NO_INTENT
    pipeline.reload()
    assert pipeline.parse("hello").get(INTENT) == NO_INTENT


def test_two_intents_are_told_apart(tmp_path):
    pipeline = SmallPipeline(tmp_path, {intent: CALLS[intent] for intent in ("greet", "find")})
    assert names(pipeline.parse("hello there")) == ["greet", "find"]
    assert names(pipeline.parse("show partners")) == ["find", "greet"]


def test_where_words_say_nothing_the_sentence_vectors_decide(tmp_path):
    sentences = {"north": ["same words", "equal words"], "south": ["same words ", "equal words "]}
    vectors = {
        "same words": [0, 1],
        "equal words": [0.1, 1],
        "same words ": [1, 0],
        "equal words ": [1, 0.1],
        "words same": [0.05, 1],
        "words same ": [1, 0.05],
    }
    pipeline = SmallPipeline(tmp_path, sentences, vectors)
    assert names(pipeline.parse("words same"))[0] == "north"
    assert names(pipeline.parse("words same "))[0] == "south"


def test_a_message_that_lacks_the_sentence_vector_it_was_trained_with_has_no_intent(tmp_path):
    sentences = {"north": ["cold wind"], "south": ["warm wind"]}
    pipeline = SmallPipeline(tmp_path, sentences, {"cold wind": [0, 1], "warm wind": [1, 0]})
    assert pipeline.parse("a cold warm wind").get(INTENT) == NO_INTENT


MISLED = {
    "north": ["cold wind", "cold snow"],
    "south": ["warm wind", "warm sun"],
    "east": ["grey fog", "fog"],
}
MISLEADING = {
    "cold wind": [1, 0.1, 0],
    "cold snow": [1, 0, 0.1],
    "warm wind": [0.1, 1, 0],
    "warm sun": [0, 1, 0.1],
    "grey fog": [0, 0.1, 1],
    "fog": [0.1, 0, 1],
    "cold cold snow": [0.1, 1, 0.1],
}


ENGLISH_ONLY = {"english_only": ["stand-in"], "dense_weight": 3}


def test_an_english_vector_that_misleads_is_not_read_in_another_language(tmp_path):
    pipeline = SmallPipeline(tmp_path, MISLED, MISLEADING, **ENGLISH_ONLY)
    assert names(pipeline.parse("cold cold snow"))[0] == "south"
    assert names(pipeline.parse("cold cold snow", language="fr"))[0] == "north"


def test_an_english_vector_is_not_read_where_most_words_are_unknown(tmp_path):
    vectors = {**MISLEADING, "zimny zimny cold": [0.1, 1, 0]}
    pipeline = SmallPipeline(tmp_path, MISLED, vectors, **ENGLISH_ONLY)
    assert names(pipeline.parse("zimny zimny cold"))[0] == "north"


def test_an_english_vector_helps_in_english_after_loading_too(tmp_path):
    vectors = {**MISLEADING, "wind": [0.1, 1, 0]}
    pipeline = SmallPipeline(tmp_path, MISLED, vectors, **ENGLISH_ONLY)
    assert names(pipeline.parse("wind"))[0] == "south"
    pipeline.reload()
    assert names(pipeline.parse("wind"))[0] == "south"


def test_many_sentences_are_learnt_in_several_processes_and_give_the_same_model(tmp_path, monkeypatch):
    here = SmallPipeline(tmp_path / "here", MISLED, MISLEADING, **ENGLISH_ONLY)
    monkeypatch.setattr(linear_machine, "MANY", 1)
    apart = SmallPipeline(tmp_path / "apart", MISLED, MISLEADING, **ENGLISH_ONLY)
    for language in ("en", "fr"):
        rankings = [
            one.parse("cold cold snow", language=language).get("intent_ranking") for one in (here, apart)
        ]
        assert rankings[0] == rankings[1]


def test_examples_in_other_languages_teach_nothing_about_english(tmp_path):
    languages = {"fog": "nl", "grey fog": "nl"}
    pipeline = SmallPipeline(tmp_path, MISLED, MISLEADING, languages, **ENGLISH_ONLY)
    assert set(names(pipeline.parse("cold wind"))) == {"north", "south"}
    assert set(names(pipeline.parse("cold wind", language="nl"))) == {"north", "south", "east"}
    assert names(pipeline.parse("fog"))[0] == "east", "its words are no English ones"


def test_an_english_featurizer_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"LinearIntentClassifier: english_only .*'stand-on'"):
        SmallPipeline(tmp_path, MISLED, MISLEADING, english_only=["stand-in", "stand-on"])


def noisy_sentences(chance: random.Random, many: int) -> dict[str, list[str]]:
    """Sentences whose words often point the wrong way, so that nobody can always be right."""
    intents = ("sea", "land", "air", "fire", "moon")
    words = {intent: [f"{intent}{number}" for number in range(12)] for intent in intents}
    return {
        intent: [
            " ".join(
                chance.choice(words[intent if chance.random() < 0.4 else chance.choice(intents)])
                for _ in range(5)
            )
            for _ in range(many)
        ]
        for intent in intents
    }


def boast(pipeline: SmallPipeline, unseen: dict[str, list[str]]) -> float:
    """By how much the mean confidence on unseen sentences exceeds the share that is right."""
    right, sure = [], []
    for intent, texts in unseen.items():
        for text in texts:
            message = pipeline.parse(text)
            right.append(names(message)[0] == intent)
            sure.append(confidences(message)[0])
    return float(np.mean(sure) - np.mean(right))


def with_temperature(pipeline: SmallPipeline, temperature: float) -> None:
    with pipeline.storage.read_from(CLASSIFIER) as folder:
        file = folder / f"{FOR_ANY_LANGUAGE}.npz"
        replace(LinearMachine.kept(file), temperature=temperature).keep(file)
    pipeline.reload()


def test_confidence_says_how_often_it_is_right_because_of_its_temperature(tmp_path):
    chance = random.Random(7)
    pipeline = SmallPipeline(tmp_path, noisy_sentences(chance, 80))
    unseen = noisy_sentences(chance, 60)
    assert abs(boast(pipeline, unseen)) < 0.06
    for temperature in (0.3, 10):
        with_temperature(pipeline, temperature)
        assert abs(boast(pipeline, unseen)) > 0.15


def test_temperature_changes_how_sure_it_is_not_what_it_says(tmp_path):
    pipeline = SmallPipeline(tmp_path, CALLS)
    with_temperature(pipeline, 1.0)
    mild = pipeline.parse("when is the closing date")
    with_temperature(pipeline, 5.0)
    hot = pipeline.parse("when is the closing date")
    assert names(hot) == names(mild)
    assert confidences(hot)[0] > confidences(mild)[0]


def test_one_intent_with_a_single_sentence_does_not_unsettle_the_others(tmp_path):
    chance = random.Random(7)
    sentences, unseen = noisy_sentences(chance, 80), noisy_sentences(chance, 60)
    pipeline = SmallPipeline(tmp_path, {**sentences, "lonely": ["nobody says this"]})
    assert abs(boast(pipeline, unseen)) < 0.06


@pytest.mark.parametrize(
    "config",
    [
        {"C": 0},
        {"C": -1.0},
        {"C": float("nan")},
        {"C": "much"},
        {"C": None},
        {"dense_weight": 0},
        {"dense_weight": -2},
        {"folds": 1},
        {"folds": 2.5},
        {"ranking_length": 0},
        {"ranking_length": "all"},
        {"folds": True},
        {"tolerance": 0},
        {"english_only": "minilm"},
        {"english_only": [1]},
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(tmp_path, config):
    [name] = config
    with pytest.raises(ValueError, match=f"LinearIntentClassifier: {name} "):
        SmallPipeline(tmp_path, CALLS, **config)


def test_the_settings_it_comes_with_are_accepted():
    LinearIntentClassifier.validate_config(LinearIntentClassifier.get_default_config())
