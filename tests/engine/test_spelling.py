"""Misspelt English is read as it was meant; what somebody wrote stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.language import LANGUAGE
from bot.engine.linear_classifier import LinearIntentClassifier
from bot.engine.sentence_counts import SentenceCountsFeaturizer
from bot.engine.sentence_encoder import SentenceEncoderFeaturizer
from bot.engine.spacy_tokens import BlankSpacyTokenizer
from bot.engine.spelling import AS_MEANT, SpellingCorrector, text_as_meant
from tests.engine.small_pipeline import CLASSIFIER, context, example

ROOT = Path(__file__).parents[2]
RESOURCE = Resource("spelling")
ENGLISH = [
    "which countries can apply, and which can not",
    "what is the deadline of the call",
    "until which deadline can countries apply",
    "please submit my expression of interest",
    "please, what is an expression of interest",
    "show partners in Lombardy please",
    "partners from eligible countries, please",
    "submit it please",
    *(f"the deadline of call {number}" for number in range(20)),
]
GERMAN = ["wann ist die deadlin", "welche länder"]
NAMES = ["Lombardy", "Comunidad Foral de Navarra"]


@pytest.fixture(scope="module")
def tokenizer():
    return BlankSpacyTokenizer({})


def data(tokenizer, lookup=True):
    german = [Message(data={TEXT: text, "intent": "faq", LANGUAGE: "de"}) for text in GERMAN]
    english = [example(text, "faq") for text in ENGLISH]
    tables = [{"name": "region", "elements": NAMES}] if lookup else []
    return tokenizer.process_training_data(TrainingData([*english, *german], lookup_tables=tables))


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    return LocalModelStorage(tmp_path_factory.mktemp("spelling"))


@pytest.fixture(scope="module")
def corrector(tokenizer, storage):
    component = SpellingCorrector.create({}, storage, RESOURCE, context("spelling"))
    component.train(data(tokenizer))
    return component


@pytest.fixture
def read(tokenizer, corrector):
    def read(text, language="en", by=corrector):
        [message] = tokenizer.process([Message(data={TEXT: text, LANGUAGE: language})])
        return by.process([message])[0]

    return read


def lemmas(message):
    return [token.lemma for token in message.get(TOKENS_NAMES[TEXT])]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("plase submitt my expresion of intrest", "please submit my expression of interest"),
        ("wich  contries can aply ??", "which  countries can apply ??"),
        ("whats the dedline?", "whats the deadline?"),
        ("Wich countries\n(elegible)", "Which countries\n(eligible)"),
        ("Hello. Contries please", "Hello. Countries please"),
        ("WICH CONTRIES CAN APLY", "WHICH COUNTRIES CAN APPLY"),
        ("the deadlinecall", "the deadline call"),
        ("wich/contries", "which/countries"),
    ],
)
def test_a_misspelt_message_is_read_as_it_was_meant(read, written, meant):
    message = read(written)
    assert text_as_meant(message) == meant
    assert [word for lemma in lemmas(message) for word in lemma.split()] == [
        token.text for token in BlankSpacyTokenizer({}).tokenize(Message(data={TEXT: meant}), TEXT)
    ]


def test_what_was_written_stays(read):
    message = read("wich contries?")
    assert message.get(TEXT) == "wich contries?"
    assert [(token.text, token.start, token.end) for token in message.get(TOKENS_NAMES[TEXT])] == [
        ("wich", 0, 4),
        ("contries", 5, 13),
        ("?", 13, 14),
    ]
    assert AS_MEANT not in message.as_dict(only_output_properties=True)


@pytest.mark.parametrize(
    "text",
    [
        "which countries can apply",
        "a recipe for pasta, and the weather in Lisbon",
        "contacting Lombady or Wich Networks",
        "ask deadlime@partnrs.eu or https://www.contries.example/aply",
        "TexFor and S3martMed, DEDLINE of EU4FOOD",
        "navarra lombardy foral",
        "what is the deadlin",
        "2nd contry3",
        "ths is a kpi",
    ],
)
def test_right_words_names_addresses_and_codes_are_left_alone(read, text):
    message = read(text)
    assert text_as_meant(message) == text
    assert lemmas(message) == [token.text for token in message.get(TOKENS_NAMES[TEXT])]
    assert message.get(AS_MEANT) is None


@pytest.mark.parametrize("language", ["de", "fr", None])
def test_only_english_is_corrected(read, language):
    assert read("wich contries", language).get(AS_MEANT) is None


def test_a_word_of_another_language_leaves_the_message_alone(read):
    assert text_as_meant(read("wich contries")) == "which countries"
    assert text_as_meant(read("welche contries")) == "welche contries"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "wi\x00ch",
        "какой срок подачи",
        "截止日期是什么时候",
        "ما هو الموعد",
        "😀😀 \u200b",
        "İSTANBUL İİİ ĞĞĞĞ",
        "a" * 2000,
        "qzxj " * 400,
        "eligiblecountries" * 117,
        "?" * 2000,
    ],
)
def test_a_hostile_text_is_no_problem(read, text):
    message = read(text)
    assert message.get(TEXT) == text
    assert text_as_meant(message) == text


def test_half_a_character_is_kept(corrector):
    tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
    [message] = tokenizer.process([Message(data={TEXT: "\ud800 wich \udfffcontries", LANGUAGE: "en"})])
    assert text_as_meant(*corrector.process([message])) == "\ud800 which \udfffcountries"


def test_two_thousand_letters_are_corrected_to_the_end(read):
    assert text_as_meant(read("wich " * 400)) == "which " * 400


def test_no_message_and_a_message_without_tokens_are_no_problem(corrector):
    message = Message(data={TEXT: "wich", LANGUAGE: "en"})
    assert corrector.process([message, Message(data={LANGUAGE: "en"}), Message(data={})])[0] is message
    assert text_as_meant(message) == "wich"
    assert corrector.process([]) == []


def test_what_was_learnt_is_kept_with_the_model(read, corrector, storage):
    loaded = SpellingCorrector.load({}, storage, RESOURCE, context("spelling"))
    for text in ("wich contries can aply", "welche contries", "navarra lombardy", "contacting"):
        assert text_as_meant(read(text, by=loaded)) == text_as_meant(read(text, by=corrector))


def test_no_example_is_changed(tokenizer, corrector):
    read = data(tokenizer)
    texts = [text_as_meant(message) for message in corrector.process(read.training_examples)]
    assert texts == [*ENGLISH, *GERMAN]
    assert corrector.process_training_data(read) is read


def test_untrained_or_without_data_it_leaves_our_words_alone(read, tmp_path):
    component = SpellingCorrector.create({}, LocalModelStorage(tmp_path), RESOURCE, context("spelling"))
    assert text_as_meant(read("wich contries", by=component)) == "wich contries"
    component.train(TrainingData([]))
    assert text_as_meant(read("clustpartns eoi", by=component)) == "clustpartns eoi"


def test_words_and_letters_are_counted_as_meant(tokenizer, read, tmp_path):
    counter = SentenceCountsFeaturizer.create(
        SentenceCountsFeaturizer.get_default_config(),
        LocalModelStorage(tmp_path),
        Resource("counts"),
        context("counts"),
    )
    counter.train(data(tokenizer))
    counted = [
        counter.process([read(text)])[0].get_sparse_features(TEXT)[1].features.toarray()
        for text in ("wich contries can aply", "which countries can apply", "wich contries can not")
    ]
    assert (counted[0] == counted[1]).all()
    assert (counted[0] != counted[2]).any()


def test_an_encoder_reads_what_was_meant(read):
    config = {**SentenceEncoderFeaturizer.get_default_config(), "encoder": "minilm"}
    encoder = SentenceEncoderFeaturizer.create(config, None, None, context("minilm"))
    texts = ("wich contries can aply?", "which countries can apply?", "the deadline")
    vectors = [encoder.process([read(text)])[0].get_dense_features(TEXT)[1].features[0] for text in texts]
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


def test_a_corrected_word_is_familiar_to_the_classifier(tokenizer, read, tmp_path):
    classifier = LinearIntentClassifier.create(
        {**LinearIntentClassifier.get_default_config(), "english_only": ["minilm"]},
        LocalModelStorage(tmp_path),
        CLASSIFIER,
        context("classifier"),
    )
    encoders = [
        SentenceEncoderFeaturizer.create(
            {**SentenceEncoderFeaturizer.get_default_config(), "encoder": "minilm", "alias": alias},
            None,
            None,
            context(alias),
        )
        for alias in ("minilm", "other")
    ]
    messages = [example(text, "greet" if "deadline" in text else "faq/apply") for text in ENGLISH]
    examples = tokenizer.process_training_data(TrainingData(messages))
    for encoder in encoders:
        encoder.process_training_data(examples)
    classifier.train(examples)
    for encoder in encoders:
        right, misspelt = encoder.process([read("which countries apply")]), encoder.process([read("qzq xvx")])
        assert [classifier._machine_for(*one) for one in (right, misspelt)] == ["english", "any_language"]
    assert classifier._machine_for(read("wich contries aply")) == "english"
    assert classifier._machine_for(Message(data={TEXT: "wich contries aply"})) == "any_language"


def test_the_pipeline_corrects_once_the_language_is_known_and_before_words_are_counted():
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    names = [entry["name"].rsplit(".", 1)[1] for entry in pipeline if "." in entry["name"]]
    place = names.index("SpellingCorrector")
    assert names[place - 1] == "LanguageIdentifier"
    assert not [name for name in names[:place] if name.endswith("Featurizer")]
