"""Rasa lives on the engine's Python only; what needs it is collected there."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("rasa") else ["test_entities.py", "test_understanding.py"]
