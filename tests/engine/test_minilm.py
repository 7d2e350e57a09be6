"""Corrections of the English encoder: nothing corrected is nothing changed, and what is learnt arrives."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engine.minilm import PARTS, MiniLM, load_corrections, load_tokenizer, weight_names
from bot.engine.tuning import RANK, TrainableMiniLM, tune

TEXTS = ["When does the call close?", "textiles in Portugal", "how is the grant paid out"]
EXAMPLES = """version: "3.1"
nlu:
- intent: faq/call_closing_date
  examples: |
    - when does the call close
    - what is the last day
    - closing date please
- intent: faq/call_money
  examples: |
    - how much money is there
    - is there a budget
    - what do we get paid
- intent: greet
  examples: |
    - hello
    - good morning
- intent: greet
  metadata:
    language: fr
  examples: |
    - bonjour
"""


def likeness(one, other):
    """Of each pair of vectors, from -1 to 1."""
    return (one * other).sum(axis=1)


@pytest.fixture(scope="module")
def original():
    return MiniLM({})(TEXTS)


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    """What two short rounds over a few sentences write down, and the loss of each."""
    folder = tmp_path_factory.mktemp("tuning")
    (folder / "nlu.yml").write_text(EXAMPLES, encoding="utf-8")
    losses = tune(str(folder / "nlu.yml"), folder / "learnt.npz", epochs=2)
    return folder / "learnt.npz", losses


def nothing():
    shapes = {
        name: (1536, 384) if name.endswith("output.dense.weight") else (384, 384) for name in weight_names()
    }
    shapes |= {name: (384, 1536) for name in shapes if "intermediate" in name}
    shapes |= {name: (384, 384) for name in shapes if "attention" in name}
    return {name: (np.zeros((rows, 1)), np.zeros((1, columns))) for name, (rows, columns) in shapes.items()}


def test_a_correction_by_nothing_changes_nothing(original):
    assert likeness(MiniLM(nothing())(TEXTS), original) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("part", PARTS)
def test_a_correction_of_any_weight_of_a_layer_changes_the_vectors(original, part):
    name = f"encoder.layer.2.{part}.weight"
    chance = np.random.default_rng(1)
    shapes = [matrix.shape for matrix in nothing()[name]]
    corrected = MiniLM({name: tuple(chance.normal(scale=1.0, size=shape) for shape in shapes)})(TEXTS)
    assert likeness(corrected, original).max() < 0.999


def test_the_trainable_model_begins_as_the_original(original):
    tokens = load_tokenizer().encode_batch(TEXTS)
    ids, masks = ([getattr(one, kind) for one in tokens] for kind in ("ids", "attention_mask"))
    vectors = TrainableMiniLM()(np.array(ids), np.array(masks), 0.0).numpy()
    assert likeness(vectors, original).min() > 0.99  # int8 weights there, plain ones here


def test_tuning_learns_and_leaves_out_other_languages(tuned):
    _, losses = tuned
    assert losses[1] < losses[0] < np.log(3) * 2


def test_what_was_learnt_corrects_every_weight_and_arrives_in_the_encoder(tuned, original):
    path, _ = tuned
    corrections = load_corrections(path)
    assert set(corrections) == set(weight_names())
    assert {down.shape[1] for down, _ in corrections.values()} == {RANK}
    assert likeness(MiniLM(corrections)(TEXTS), original).max() < 0.9999


def test_the_corrections_in_the_repository_fit_the_model(original):
    vectors = MiniLM(load_corrections())(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    assert likeness(vectors, original).max() < 0.99
