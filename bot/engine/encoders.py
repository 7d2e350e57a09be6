"""Sentence encoders whose weights come inside a package, so that nothing is fetched at run time.

`use`: Universal Sentence Encoder multilingual 3: 512 numbers, 16 languages (bot/engine/multilingual.py).
`minilm`: all-MiniLM-L6-v2, int8, run by onnxruntime: 384 numbers, stronger in English.
`minilm-tuned`: the same with corrections learnt from the sentences of data/nlu (bot/engine/minilm.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from threadpoolctl import threadpool_limits

Encoder = Callable[[list[str]], np.ndarray]


@lru_cache(maxsize=2)
def load_encoder(name: str) -> Encoder:
    """The encoder of this name, loaded once a process: texts in, one unit vector each out."""
    return ENCODERS[name]()


def encode_all(name: str, batches: list[list[str]]) -> list[np.ndarray]:
    """The vectors of each batch; several batches keep all cores at work, each core with one of them."""
    encode = load_encoder(name)
    if len(batches) < 2:
        return [encode(batch) for batch in batches]
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(encode, batches))


def _load_use() -> Encoder:
    from bot.engine.multilingual import MultilingualEncoder

    return MultilingualEncoder()


def _load_minilm() -> Encoder:
    from bot.engine.minilm import MiniLM

    return MiniLM({})


def _load_tuned_minilm() -> Encoder:
    from bot.engine.minilm import MiniLM, load_corrections

    return MiniLM(load_corrections())


ENCODERS: dict[str, Callable[[], Encoder]] = {
    "use": _load_use,
    "minilm": _load_minilm,
    "minilm-tuned": _load_tuned_minilm,
}
