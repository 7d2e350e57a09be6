"""The counts of whole messages are those of Rasa's own featurizer; those of single tokens are left out."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.sentence_counts import SentenceCountsFeaturizer
from tests.engine.small_pipeline import context

EXAMPLES = ["find partners in Spain", "partners partners please", "when does the call close?"]
KINDS = {
    "words": {"analyzer": "word", "min_ngram": 1, "max_ngram": 2},
    "letters": {"analyzer": "char_wb", "min_ngram": 2, "max_ngram": 4},
}


def read(texts):
    tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
    return tokenizer.process([Message(data={TEXT: text}) for text in texts])


def trained(kind, folder, **config):
    folder.mkdir()
    featurizer = kind.create(
        {**kind.get_default_config(), **config},
        LocalModelStorage(folder),
        Resource("counts"),
        context("counts"),
    )
    featurizer.train(TrainingData(read(EXAMPLES)))
    return featurizer


@pytest.fixture(params=sorted(KINDS))
def both(request, tmp_path):
    config = KINDS[request.param]
    kinds = (SentenceCountsFeaturizer, CountVectorsFeaturizer)
    return [trained(kind, tmp_path / kind.__name__, **config) for kind in kinds]


@pytest.mark.parametrize(
    "texts",
    [["partners in Spain"], ["close the call", "Spain, Spain please"], ["zygote"], ["", "please", "  "]],
)
def test_a_message_counts_as_rasa_counts_it(both, texts):
    ours, theirs = ([m.get_sparse_features(TEXT)[1] for m in one.process(read(texts))] for one in both)
    assert [one is None for one in ours] == [one is None for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one is None or (one.features != other.features).nnz == 0


def test_single_tokens_are_not_counted(both):
    ours, theirs = ([m.get_sparse_features(TEXT)[0] for m in one.process(read(["partners"]))] for one in both)
    assert ours == [None]
    assert theirs != [None]


def test_no_message_is_no_problem(both):
    assert both[0].process([]) == []
