"""Starting weights from a bundle, or for the backbone from a public recogniser (ONNX, Paddle)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import paddle

from ocrlc.charset import Charset
from ocrlc.errors import ModelError
from ocrlc.inference.bundles import CONFIG, Bundle, find_bundle
from ocrlc.inference.weights import Arrays, tensors, to_arrays
from ocrlc.system.files import expand_path
from ocrlc.training.foreign_weights import Weights, onnx_weights, paddle_weights

logger = logging.getLogger(__name__)


def initial_arrays(source: str, model: paddle.nn.Layer, charset: Charset) -> Arrays:
    """Return the model's weights, with those that fit replaced by weights from `source`.

    Args:
        source: a bundle (name or folder) of the same architecture, whose charset and neck may
            differ; or a bundle of another family, of which the backbone is taken; or an `.onnx`
            file or a folder in PaddleOCR's inference format whose first convolutions and batch
            norms match the backbone's.
        model: the network to train.
        charset: the network's characters.

    Raises:
        ModelError: the weights at `source` do not fit.
    """
    arrays = to_arrays(tensors(model))
    source = expand_path(source)
    path = Path(source)
    if path.suffix == ".onnx":
        return {**arrays, **_match(model, onnx_weights(path), source)}
    if path.is_dir() and not (path / CONFIG).is_file():
        return {**arrays, **_match(model, paddle_weights(path), source)}
    return {**arrays, **_from_bundle(find_bundle(source), arrays, charset)}


def _from_bundle(bundle: Bundle, arrays: Arrays, charset: Charset) -> Arrays:
    """Return all weights that fit; rows of the last layer are matched by character.

    A neck of another kind starts with random weights; so does everything behind the backbone if
    the bundle is of another family.
    """
    found = {name: array for name, array in bundle.weights().items() if name in arrays}
    rows = ("head.fc.weight", "head.fc.bias")
    neck = {name for name in arrays if name.startswith("neck.")}
    end = {name for name in arrays if not name.startswith("backbone.")}
    fresh = next((part for part in (end, neck) if not part & found.keys()), set())
    for name in arrays.keys() - fresh:
        # The number of the last layer's rows (columns in Paddle) may differ.
        wanted = arrays[name].shape[: -1 if name in rows else None]
        shape = found[name].shape[: -1 if name in rows else None] if name in found else None
        if shape != wanted:
            raise ModelError(f"init_from {bundle.name}: {name} does not fit the architecture")
    old = {c: i for i, c in enumerate(bundle.charset.characters, start=1)}
    pairs = [(0, 0)]
    pairs += [(i, old[c]) for i, c in enumerate(charset.characters, start=1) if c in old]
    here, there = (list(indices) for indices in zip(*pairs, strict=True))
    for name in (arrays.keys() - fresh) & set(rows):
        if found[name].shape[-1] != bundle.charset.classes:
            raise ModelError(f"init_from {bundle.name}: {name} does not fit its own charset")
        mixed = np.array(arrays[name])
        mixed[..., here] = found[name][..., there]
        found[name] = mixed
    logger.info("init_from %s: %d of %d characters", bundle.name, len(pairs) - 1, len(old))
    return found


def _match(model: paddle.nn.Layer, operators: Sequence[Weights], source: str) -> Arrays:
    """Assign operators to the backbone's layers in forward order, checking every shape."""
    taken: Arrays = {}
    wanted = list(_layers(model.backbone))
    for i, (name, layer) in enumerate(wanted):
        kind = "bn" if isinstance(layer, paddle.nn.BatchNorm2D) else "conv"
        fields = ("weight", "bias", "_mean", "_variance") if kind == "bn" else ("weight", "bias")
        parts = [f for f in fields if getattr(layer, f) is not None]
        if i >= len(operators) or operators[i][0] != kind or len(operators[i][1]) < len(parts):
            raise ModelError(f"init_from {source}: operator {i} is not the {kind} of {name}")
        for part, array in zip(parts, operators[i][1], strict=False):
            shape = list(getattr(layer, part).shape)
            if list(array.shape) != shape:
                found = f"{list(array.shape)} instead of {shape}"
                raise ModelError(f"init_from {source}: {name}.{part} has shape {found}")
            taken[f"backbone.{name}.{part}"] = np.array(array, np.float32)
    logger.info("init_from %s: %d arrays of the backbone", source, len(taken))
    return taken


def _layers(backbone: paddle.nn.Layer) -> Iterable[tuple[str, paddle.nn.Layer]]:
    kinds = (paddle.nn.Conv2D, paddle.nn.BatchNorm2D)
    return [(n, layer) for n, layer in backbone.named_sublayers() if isinstance(layer, kinds)]
