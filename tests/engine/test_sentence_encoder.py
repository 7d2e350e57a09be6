"""The sentence encoders give one vector a message, near for near meanings."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import sentence_encoder
from bot.engine.language import LANGUAGE
from bot.engine.sentence_encoder import BATCH, SentenceEncoderFeaturizer
from tests.engine.small_pipeline import context

CLOSING = "When does the call close?"
OTHERS = ["What is the weather like?", "Show me partnerships on textiles"]
SIZES = {"use": 512, "minilm": 384}


def create(name, **config):
    config = {**SentenceEncoderFeaturizer.get_default_config(), **config}
    return SentenceEncoderFeaturizer.create(config, None, None, context(name))


@pytest.fixture(scope="module", params=sorted(SIZES))
def encoder(request):
    return create(request.param, encoder=request.param)


@pytest.fixture(scope="module")
def multilingual():
    return create("use", encoder="use")


def encode(encoder, *texts):
    return encoder.process([Message(data={TEXT: text}) for text in texts])


def vector(message):
    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence is None
    return sentence.features[0]


def nearness(encoder, one, other):
    first, second = (vector(message) for message in encode(encoder, one, other))
    return float(first @ second)


def test_a_message_gets_one_unit_vector_for_the_whole_sentence(encoder, request):
    name = request.node.callspec.params["encoder"]
    [message] = encode(encoder, CLOSING)
    [feature] = message.features
    assert (feature.type, feature.attribute, feature.origin) == (FEATURE_TYPE_SENTENCE, TEXT, name)
    assert feature.features.shape == (1, SIZES[name])
    assert feature.features.dtype == np.float32
    assert np.linalg.norm(feature.features) == pytest.approx(1, abs=1e-3)


def test_the_vector_is_known_by_its_alias_where_one_is_given():
    [message] = encode(create("node", alias="meaning"), CLOSING)
    assert message.features[0].origin == "meaning"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", None])
def test_a_text_without_words_gets_no_vector(encoder, text):
    [message] = encode(encoder, text)
    assert message.features == []


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("same", ["Until when is the call open?", "What is the closing date of the call?"])
def test_the_same_question_in_other_words_is_nearer_than_another_question(encoder, same, other):
    assert nearness(encoder, CLOSING, same) > nearness(encoder, CLOSING, other) + 0.1


@pytest.mark.parametrize(
    "translation",
    [
        "Quand se termine l'appel ?",
        "Wann endet der Aufruf?",
        "¿Cuándo se cierra la convocatoria?",
        "Quando scade il bando?",
        "Kiedy zamyka się nabór?",
    ],
)
@pytest.mark.parametrize("other", OTHERS)
def test_the_same_question_in_another_language_is_nearer_than_another_question(
    multilingual, translation, other
):
    assert nearness(multilingual, CLOSING, translation) > nearness(multilingual, CLOSING, other) + 0.1


def test_every_message_gets_its_own_vector_also_beyond_one_batch(encoder):
    texts = ["textiles", "", *["weather"] * (BATCH - 2), "closing date", "hydrogen", "a budget"]
    messages = encode(encoder, *texts)
    assert [message.get(TEXT) for message in messages] == texts
    assert [len(message.features) for message in messages] == [0 if text == "" else 1 for text in texts]
    for message in messages[BATCH:]:
        [alone] = encode(encoder, message.get(TEXT))
        assert vector(message) @ vector(alone) > 0.99  # int8 weights round otherwise in a batch
        assert vector(message) @ vector(messages[0]) < 0.9


def test_training_data_get_their_vectors_too(encoder):
    data = TrainingData([Message(data={TEXT: CLOSING, "intent": "faq"}), Message(data={"intent": "faq"})])
    worded, wordless = encoder.process_training_data(data).training_examples
    assert np.allclose(vector(worded), vector(*encode(encoder, CLOSING)))
    assert wordless.features == []


@pytest.mark.parametrize(
    "text", ["\ud800", "when \udfff closes", "\x00", "\u200b", "😀😀", "?", "ﷺ" * 50, "word " * 400]
)
def test_an_odd_text_gets_a_vector_of_numbers_rather_than_an_error(encoder, text):
    [message] = encode(encoder, text)
    assert np.isfinite(vector(message)).all()


def test_no_message_is_no_problem(encoder):
    assert encoder.process([]) == []


def test_an_encoder_that_does_not_exist_is_refused_by_name():
    with pytest.raises(ValueError, match=r"SentenceEncoderFeaturizer: encoder must be one of .*use"):
        create("node", encoder="bert")


def test_an_encoder_leaves_out_the_languages_it_does_not_know():
    encoder = create("english", encoder="minilm", languages=["en"])
    read = [Message(data={TEXT: "closing date", LANGUAGE: "en"}), Message(data={TEXT: "closing date"})]
    foreign = Message(data={TEXT: "Frist", LANGUAGE: "de"})
    encoder.process([*read, foreign])
    assert [len(message.features) for message in read] == [1, 1]
    assert foreign.features == []


def test_languages_must_be_a_list_of_codes():
    with pytest.raises(ValueError, match="SentenceEncoderFeaturizer: languages"):
        SentenceEncoderFeaturizer.validate_config({"encoder": "use", "languages": "en"})


def test_the_fingerprint_changes_with_what_an_encoder_has_learnt(monkeypatch, tmp_path):
    config = SentenceEncoderFeaturizer.get_default_config()
    before = SentenceEncoderFeaturizer.fingerprint_addon(config)
    assert SentenceEncoderFeaturizer.fingerprint_addon(config) == before
    for name in sentence_encoder.ENCODER_FILES:
        (tmp_path / name).write_bytes(b"learnt anew")
    monkeypatch.setattr(sentence_encoder, "__file__", str(tmp_path / "sentence_encoder.py"))
    assert SentenceEncoderFeaturizer.fingerprint_addon(config) != before
