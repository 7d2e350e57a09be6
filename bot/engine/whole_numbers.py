"""Weights as whole numbers, which onnxruntime multiplies as they are: less to read, and faster."""

from __future__ import annotations

import numpy as np

LARGEST = 63  # seven bits: with eight, sums overflow on processors without VNNI, and answers would differ
MICROSOFT = "com.microsoft"  # whose kinds of nodes onnxruntime adds


def as_whole_numbers(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 weights, and the scale of each column: `weight` is nearly their product."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-9) / LARGEST
    return np.round(weight / scale[None, :]).astype(np.int8), scale.astype(np.float32)
