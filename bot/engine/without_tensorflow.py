"""Serves without loading TensorFlow, where no component of the pipeline computes with it.

Rasa imports it for all its components, used or not: 430 MB and half of the time until Rasa is imported.
docs/adr/0007-serving-without-tensorflow.md has the figures and what speaks against it.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import yaml

NAMES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
COMPUTE_WITHOUT = ("FallbackClassifier", "RulePolicy")  # of Rasa's own components that we know of


class Absent(type):
    """A name of TensorFlow: good to derive from, to annotate and decorate with, as an import does."""

    def __getattr__(cls, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(name, (), {})

    def __call__(cls, *_: Any, **__: Any) -> Any:
        return lambda decorated: decorated


class AbsentModule(types.ModuleType):
    """A module of TensorFlow that has every name, and nothing behind it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(name, (), {})


class AbsentFinder(MetaPathFinder, Loader):
    """Gives Rasa names to import; everybody else learns that there is no TensorFlow."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The empty module for Rasa; None for what is none of TensorFlow."""
        if name.partition(".")[0] not in NAMES:
            return None
        if _importer().partition(".")[0] != "rasa":
            raise ModuleNotFoundError(f"{name} is left out while serving", name=name)
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> AbsentModule:
        """A module with nothing in it."""
        return AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run."""


def leave_out_tensorflow(config: Path) -> bool:
    """Leave it out where this configuration allows it; was it?"""
    loaded = yaml.safe_load(config.read_text(encoding="utf-8"))
    if "tensorflow" in sys.modules or not computes_without(loaded):
        return False
    sys.meta_path.insert(0, AbsentFinder())
    return True


def computes_without(config: Mapping[str, Any]) -> bool:
    """Is every component ours, or one of Rasa's that we know?"""
    names = [one["name"] for part in ("pipeline", "policies") for one in config.get(part) or ()]
    return bool(names) and all(name.startswith("bot.engine.") or name in COMPUTE_WITHOUT for name in names)


def _importer() -> str:
    """The module whose import statement is being carried out."""
    frame = sys._getframe(2)
    while frame.f_back is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", ""))
