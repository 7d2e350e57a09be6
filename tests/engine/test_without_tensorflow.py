"""Rasa is imported without TensorFlow where nothing computes with it, and with it everywhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.engine import without_tensorflow
from bot.engine.without_tensorflow import computes_without, leave_out_tensorflow

IMPORTS = """
import sys
from pathlib import Path
from bot.engine.without_tensorflow import AbsentModule, leave_out_tensorflow
assert leave_out_tensorflow(Path("config.yml"))
import rasa.core.run
import rasa.engine.recipes.default_components
import thinc.compat
assert not thinc.compat.has_tensorflow
absent = [module for name, module in sys.modules.items() if name.partition(".")[0] == "tensorflow"]
assert absent and all(isinstance(module, AbsentModule) for module in absent)
assert not leave_out_tensorflow(Path("config.yml"))
"""


def test_all_of_rasa_is_imported_without_it_and_others_are_told():
    subprocess.run([sys.executable, "-W", "ignore", "-c", IMPORTS], check=True, timeout=120)


def test_our_own_configuration_computes_without_it():
    assert computes_without(yaml.safe_load(Path("config.yml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"pipeline": None, "policies": None},
        {"pipeline": [{"name": "bot.engine.language.LanguageIdentifier"}, {"name": "DIETClassifier"}]},
        {"pipeline": [{"name": "FallbackClassifier"}], "policies": [{"name": "TEDPolicy"}]},
        {"pipeline": [{"name": "somebody.else.Classifier"}], "policies": [{"name": "RulePolicy"}]},
    ],
)
def test_whatever_else_is_configured_gets_the_real_one(config, tmp_path, monkeypatch):
    file = tmp_path / "config.yml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)
    finders = list(sys.meta_path)
    assert not leave_out_tensorflow(file)
    assert sys.meta_path == finders


def test_what_is_already_loaded_stays(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", sys)
    assert not leave_out_tensorflow(Path("config.yml"))


def test_an_absent_name_can_be_derived_from_and_decorated_with_and_does_nothing():
    module = without_tensorflow.AbsentFinder().create_module(
        without_tensorflow.ModuleSpec("tensorflow", None)
    )
    assert module.function(jit_compile=True)(len) is len

    class Layer(module.keras.layers.Layer):
        pass

    with pytest.raises(TypeError):
        module.matmul(1, 2)(1, 2)
    for nothing in (module, Layer):
        with pytest.raises(AttributeError):
            nothing.__wrapped__  # noqa: B018
