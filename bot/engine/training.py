"""Trains the assistant as `rasa train` does, without what that does for the training after it.

Rasa keeps what each component made of the examples, and reads all of it to know it again next time. With many
examples that takes longer than to learn from them, and one new example makes all of it useless.
"""

from __future__ import annotations

import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.engine import validation
from rasa.engine.caching import TrainingCache
from rasa.engine.graph import ExecutionContext, GraphModelConfiguration, GraphNodeHook, GraphSchema
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_COMPONENTS_DIR, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.core.domain import Domain
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter


class NothingToLearnFrom(Exception):
    """There are no examples, or no rules."""


def train_model(domain: Path, config: Path, data: Path, into: Path) -> Path:
    """Learn from all examples and rules, and pack one model; the file it is in.

    Raises `NothingToLearnFrom`, and what Rasa says of a project that contradicts itself.
    """
    importer = TrainingDataImporter.load_from_config(str(config), str(domain), [str(data)])
    if importer.get_stories().is_empty() or importer.get_nlu_data().contains_no_pure_nlu_data():
        raise NothingToLearnFrom(f"{data} holds no examples, or no rules")
    settings = importer.get_config()
    graph = Recipe.recipe_for_name(settings.get("recipe")).graph_config_for_recipe(
        settings, {}, training_type=TrainingType.BOTH
    )
    validation.validate(graph)
    model = into / f"{time.strftime('%Y%m%d-%H%M%S')}.tar.gz"
    with TemporaryDirectory() as folder:
        trainer = GraphTrainer(_QuicklyPacked(Path(folder)), _NoCache(), _RunnerWithoutCache)
        trainer.train(graph, importer, model, force_retraining=True)
    return model


class _RunnerWithoutCache(DaskGraphRunner):
    """Runs the graph of the training, and has nobody read what comes out of each node."""

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> _RunnerWithoutCache:
        others = [hook for hook in hooks or () if not isinstance(hook, TrainingHook)]
        return cls(graph_schema, model_storage, execution_context, others)


class _QuicklyPacked(LocalModelStorage):
    """Packs the model with little effort: most of it are weights, which grow hardly smaller by more."""

    def create_model_package(
        self, model_archive_path: str | Path, model_configuration: GraphModelConfiguration, domain: Domain
    ) -> ModelMetadata:
        metadata = self._create_model_metadata(domain, model_configuration)
        Path(model_archive_path).parent.mkdir(parents=True, exist_ok=True)
        with (
            TemporaryDirectory() as folder,
            tarfile.open(model_archive_path, "w:gz", compresslevel=1) as packed,
        ):
            self._persist_metadata(metadata, Path(folder))
            packed.add(folder, arcname="")
            packed.add(self._storage_path, arcname=MODEL_ARCHIVE_COMPONENTS_DIR)
        return metadata


class _NoCache(TrainingCache):
    """Keeps nothing and has nothing."""

    def cache_output(self, *_: Any, **__: Any) -> None:
        """Nothing is kept."""

    def get_cached_output_fingerprint(self, fingerprint_key: str) -> None:
        """Nothing is there."""

    def get_cached_result(self, *_: Any, **__: Any) -> None:
        """Nothing is there."""
