"""The graph in its fixed order gives what Rasa's scheduler gives."""

from __future__ import annotations

from types import SimpleNamespace

from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from bot.engine.graph_runner import OrderedGraphRunner

NEEDS = {
    "tokens": {"messages": "__message__"},
    "letters": {"messages": "tokens"},
    "words": {"messages": "tokens"},
    "intent": {"one": "letters", "other": "words", "talk": "__tracker__"},
    "rules": {"talk": "__tracker__"},
}


def runners(ran):
    """Both runners over nodes that say what they were given."""

    def node(name):
        def run(*given):
            ran.append(name)
            return name, [name, *given]

        return run

    schema = GraphSchema(
        {
            name: SchemaNode(needs, object, "load", "run", {}, is_target=name in ("intent", "rules"))
            for name, needs in NEEDS.items()
        }
    )
    dask = DaskGraphRunner.__new__(DaskGraphRunner)
    dask._graph_schema = schema
    dask._instantiated_nodes = {name: node(name) for name in NEEDS}
    dask._execution_context = SimpleNamespace()
    return dask, OrderedGraphRunner(dask)


def test_it_gives_what_the_scheduler_gives_and_runs_each_node_once():
    ran = []
    dask, ordered = runners(ran)
    for inputs, targets in (
        ({"__message__": ["hello"], "__tracker__": "talk"}, ["intent"]),
        ({"__message__": ["good morning"], "__tracker__": "other"}, ["intent"]),
        ({"__tracker__": "talk"}, ["rules"]),
        ({"__message__": [], "__tracker__": "talk"}, None),
    ):
        expected = dask.run(inputs, targets)
        ran.clear()
        assert ordered.run(inputs, targets) == expected
        assert len(ran) == len(set(ran))


def test_only_what_is_needed_runs():
    ran = []
    _, ordered = runners(ran)
    ordered.run({"__tracker__": "talk"}, ["rules"])
    assert ran == ["rules"]
