"""Runs Rasa's graph in an order that is worked out once: it is the same for every message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner


class OrderedGraphRunner:
    """What a loaded `DaskGraphRunner` does, without asking a scheduler of tasks for each message anew."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._schema = loaded._graph_schema
        self._nodes: dict[str, GraphNode] = loaded._instantiated_nodes
        self._orders: dict[tuple[str, ...], list[str]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The output of each target."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        outputs: dict[str, Any] = dict(inputs or {})
        for name in self._orders[wanted]:
            given = (
                (need, outputs[need]) for need in self._schema.nodes[name].needs.values() if need in outputs
            )
            _, outputs[name] = self._nodes[name](*given)
        return {name: outputs[name] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        """Every node that is needed, each after those that it needs."""
        nodes = self._schema.minimal_graph_schema(list(targets)).nodes
        order: list[str] = []

        def visit(name: str) -> None:
            if name in order or name not in nodes:
                return
            for need in nodes[name].needs.values():
                visit(need)
            order.append(name)

        for target in targets:
            visit(target)
        return order
