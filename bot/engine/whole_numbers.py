"""Networks of whole numbers, which onnxruntime multiplies as they are: less to read, and faster."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

LARGEST = 63  # seven bits: with eight, sums overflow on processors without VNNI, and answers would differ
MICROSOFT = "com.microsoft"  # whose kinds of nodes onnxruntime adds


def as_whole_numbers(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 weights, and the scale of each column: `weight` is nearly their product."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-9) / LARGEST
    return np.round(weight / scale[None, :]).astype(np.int8), scale.astype(np.float32)


class Graph:
    """Nodes and constants, put together one after the other; each returns the name of what it says."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        """These numbers."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def numbers(self, *values: int) -> str:
        """These places or sizes."""
        return self.constant(np.array(values, dtype=np.int64))

    def add(self, kind: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """A node of this kind."""
        name = f"value_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def product(self, factor: str, weight: np.ndarray, plus: np.ndarray | None = None) -> str:
        """The product with a weight, and this added to it."""
        whole, scale = as_whole_numbers(weight)
        inputs = [factor, self.constant(whole), self.constant(scale)]
        if plus is not None:
            inputs += ["", self.constant(plus)]  # the one between is where the weights' zero is
        return self.add("DynamicQuantizeMatMul", *inputs, domain=MICROSOFT)

    def evened(self, rows: str, gamma: np.ndarray, beta: np.ndarray, epsilon: float) -> str:
        """Rows of the same mean and variance."""
        return self.add(
            "LayerNormalization", rows, self.constant(gamma), self.constant(beta), epsilon=epsilon
        )

    def session(
        self, given: tuple[str, list[str | int]], outcome: str, shape: list[str | int]
    ) -> onnxruntime.InferenceSession:
        """Ready to run, one message at a time on one core: more threads would only wait for each other."""
        made = helper.make_graph(
            self._nodes,
            "sentence",
            [helper.make_tensor_value_info(given[0], TensorProto.FLOAT, given[1])],
            [helper.make_tensor_value_info(outcome, TensorProto.FLOAT, shape)],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(made, opset_imports=opsets, ir_version=8)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options)
