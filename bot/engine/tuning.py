"""Learns corrections to MiniLM's weights, so that sentences that want the same answer come to lie together.

`python -m bot.engine tune` does it, in a few minutes, on the English sentences of data/nlu and nothing else.
It is worth while after the topics have changed much. The assistant is trained with the result as usual.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from tokenizers import Tokenizer

from bot.engine.minilm import HEADS, LAYERS, PARTS, Corrections, load_tokenizer, load_weights, weight_names

RANK = 16
HEAD_WIDTH = 32
EPOCHS = 1  # more of them learn the examples by heart
BATCH = 32
LEARNING_RATE = 5e-4
DROPOUT = 0.1
SHARPNESS = 20.0  # of the choice between intents; a vector and an intent are at most 1 alike
SMOOTHING = 0.05  # some labels are wrong
SEED = 42


class TrainableMiniLM(tf.Module):
    """MiniLM in TensorFlow: the original weights stay, the corrections learn."""

    def __init__(self) -> None:
        super().__init__()
        self._weights = {
            name: tf.constant(value) for name, value in load_weights().items() if value.dtype == np.float32
        }
        chance = tf.random.Generator.from_seed(SEED)
        self._down, self._up = {}, {}
        for name in weight_names():
            outputs, inputs = self._weights[name].shape
            self._down[name] = tf.Variable(chance.normal((inputs, RANK), stddev=inputs**-0.5))
            self._up[name] = tf.Variable(tf.zeros((RANK, outputs)))  # no correction to begin with

    @property
    def corrections(self) -> Corrections:
        """What was learnt, in half precision."""
        return {
            name: (self._down[name].numpy().astype(np.float16), self._up[name].numpy().astype(np.float16))
            for name in weight_names()
        }

    def __call__(self, ids: tf.Tensor, mask: tf.Tensor, dropout: float) -> tf.Tensor:
        """One unit vector for each text."""
        of = self._weights
        states = (
            tf.gather(of["embeddings.word_embeddings.weight"], ids)
            + of["embeddings.position_embeddings.weight"][: tf.shape(ids)[1]]
            + of["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._normalised(states, "embeddings.LayerNorm")
        hidden = (1.0 - tf.cast(mask, tf.float32))[:, None, None, :] * -1e9
        for layer in LAYERS:
            states = self._layer(states, hidden, f"encoder.layer.{layer}.", dropout)
        real = tf.cast(mask, tf.float32)[:, :, None]
        return tf.nn.l2_normalize(tf.reduce_sum(states * real, 1) / tf.reduce_sum(real, 1), -1)

    def _layer(self, states: tf.Tensor, hidden: tf.Tensor, layer: str, dropout: float) -> tf.Tensor:
        query, key, value, attended, inner, outer = (layer + part for part in PARTS)
        q, k, v = (self._heads(self._linear(states, name)) for name in (query, key, value))
        weights = tf.nn.softmax(tf.matmul(q, k, transpose_b=True) / HEAD_WIDTH**0.5 + hidden)
        together = tf.transpose(tf.matmul(weights, v), [0, 2, 1, 3])
        seen = self._linear(tf.reshape(together, tf.shape(states)), attended)
        states = self._normalised(states + tf.nn.dropout(seen, dropout), layer + "attention.output.LayerNorm")
        thought = self._linear(tf.nn.gelu(self._linear(states, inner)), outer)
        return self._normalised(states + tf.nn.dropout(thought, dropout), layer + "output.LayerNorm")

    def _linear(self, states: tf.Tensor, name: str) -> tf.Tensor:
        weight = f"{name}.weight"
        plain = tf.einsum("btd,od->bto", states, self._weights[weight]) + self._weights[f"{name}.bias"]
        narrow = tf.einsum("btd,dr->btr", states, self._down[weight])
        return plain + tf.einsum("btr,ro->bto", narrow, self._up[weight])

    def _heads(self, states: tf.Tensor) -> tf.Tensor:
        shape = tf.shape(states)
        return tf.transpose(tf.reshape(states, [shape[0], shape[1], HEADS, HEAD_WIDTH]), [0, 2, 1, 3])

    def _normalised(self, states: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(states, -1, keepdims=True)
        scaled = (states - mean) * tf.math.rsqrt(variance + 1e-12)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def tune(training_files: str, into: Path, epochs: int = EPOCHS) -> list[float]:
    """Learn from the English examples and write the corrections; the mean loss of each epoch."""
    examples = [one for one in load_data(training_files).intent_examples if _is_english(one)]
    names = [str(one.get(INTENT_RESPONSE_KEY) or one.get(INTENT)) for one in examples]
    texts = np.array([one.get(TEXT) for one in examples])
    labels, targets = np.unique(names, return_inverse=True)
    tf.random.set_seed(SEED)
    model, tokenizer = TrainableMiniLM(), load_tokenizer()
    intents = tf.Variable(_means(model, tokenizer, texts, targets))
    variables = [*model.trainable_variables, intents]
    steps = epochs * -(-len(texts) // BATCH)
    rate = tf.keras.optimizers.schedules.PolynomialDecay(LEARNING_RATE, steps, 0.0)
    optimizer = tf.keras.optimizers.legacy.Adam(rate)

    @tf.function(
        autograph=False,
        input_signature=[tf.TensorSpec([None, None], tf.int32)] * 2 + [tf.TensorSpec([None], tf.int32)],
    )
    def step(ids: tf.Tensor, mask: tf.Tensor, wanted: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            vectors = model(ids, mask, DROPOUT)
            likeness = SHARPNESS * tf.matmul(vectors, tf.nn.l2_normalize(intents, 0))
            losses = tf.keras.losses.categorical_crossentropy(
                tf.one_hot(wanted, len(labels)), likeness, from_logits=True, label_smoothing=SMOOTHING
            )
            loss = tf.reduce_mean(losses)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    chance = np.random.default_rng(SEED)
    means = []
    for _ in range(epochs):
        losses = []
        for batch in _batches(texts, chance):
            ids, mask = _tokens(tokenizer, texts[batch])
            losses.append(float(step(ids, mask, targets[batch].astype(np.int32))))
        means.append(float(np.mean(losses)))
        _write(model.corrections, into)
    return means


def _tokens(tokenizer: Tokenizer, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    tokens = tokenizer.encode_batch(list(texts))
    ids = np.array([one.ids for one in tokens], dtype=np.int32)
    return ids, np.array([one.attention_mask for one in tokens], dtype=np.int32)


def _means(
    model: TrainableMiniLM, tokenizer: Tokenizer, texts: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    """Where the sentences of each intent lie before anything is learnt: one column each."""
    sums = np.zeros((384, targets.max() + 1), dtype=np.float32)
    for batch in _batches(texts, np.random.default_rng(SEED)):
        vectors = model(*_tokens(tokenizer, texts[batch]), 0.0).numpy()
        np.add.at(sums.T, targets[batch], vectors)
    return sums / np.linalg.norm(sums, axis=0)


def _batches(texts: np.ndarray, chance: np.random.Generator) -> list[np.ndarray]:
    """All examples in a random order, in batches of much the same length."""
    order = chance.permutation(len(texts))
    many = BATCH * 32
    groups = [sorted(order[at : at + many], key=lambda i: len(texts[i])) for at in range(0, len(order), many)]
    batches = [np.array(group[at : at + BATCH]) for group in groups for at in range(0, len(group), BATCH)]
    return [batches[place] for place in chance.permutation(len(batches))]


def _write(corrections: Corrections, into: Path) -> None:
    arrays = {}
    for name, (down, up) in corrections.items():
        arrays[f"{name}.down"], arrays[f"{name}.up"] = down, up
    np.savez_compressed(into, **arrays)


def _is_english(example: Any) -> bool:
    stated = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return bool(example.get(TEXT)) and "language" not in stated
