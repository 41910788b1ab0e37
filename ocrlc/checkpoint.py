"""Saving and restoring a training run: one safetensors file, replaced atomically."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import paddle
from numpy.typing import NDArray
from paddle import nn
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ocrlc.bundles import CARD, CONFIG, WEIGHTS
from ocrlc.config import Config
from ocrlc.errors import ModelError
from ocrlc.files import atomic_path, write_atomic
from ocrlc.recipes import dump_config

STATE = Path("state") / "state.safetensors"

Arrays = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands.

    Attributes:
        step: optimiser steps done.
        lines: lines seen by all processes.
        best: lowest validation error so far, in percent.
        seconds: time trained.
        positions: for each process, its chunk and the batches of it that are done.
    """

    step: int = 0
    lines: int = 0
    best: float = float("inf")
    seconds: float = 0.0
    positions: tuple[tuple[int, int], ...] = ((0, 0),)


def tensors(model: nn.Layer) -> dict[str, paddle.Tensor]:
    """A model's parameters and buffers, each once: Paddle's `state_dict` has LSTMs' twice."""
    kept = model.state_dict()
    buffers = {name: buffer for name, buffer in model.named_buffers() if name in kept}
    return {**dict(model.named_parameters()), **buffers}


def to_arrays(state: dict[str, paddle.Tensor]) -> Arrays:
    """Copy a state dict to NumPy."""
    return {name: np.array(tensor.numpy()) for name, tensor in state.items()}


def load_arrays(model: nn.Layer, arrays: Arrays, source: str) -> None:
    """Load weights, with every name and shape checked.

    Raises:
        ModelError: a name is missing or too many, or a shape differs.
    """
    expected = tensors(model)
    if wrong := sorted(expected.keys() ^ arrays.keys()):
        raise ModelError(f"{source}: weights do not fit the architecture: {', '.join(wrong[:4])}")
    for name, tensor in expected.items():
        if list(arrays[name].shape) != list(tensor.shape):
            shapes = f"{list(arrays[name].shape)} instead of {list(tensor.shape)}"
            raise ModelError(f"{source}: {name} has shape {shapes}")
    for name, tensor in expected.items():
        tensor.set_value(arrays[name])


def save_bundle(folder: Path, weights: Arrays, config: Config, charset: str, card: str) -> None:
    """Write a bundle; each file is replaced atomically, the weights last."""
    write_atomic(folder / CONFIG, dump_config(config))
    write_atomic(folder / "charset.txt", "\n".join(charset) + "\n")
    write_atomic(folder / CARD, card)
    with atomic_path(folder / WEIGHTS) as temporary:
        save_file(weights, temporary)


def optimizer_arrays(optimizer: paddle.optimizer.Optimizer, model: nn.Layer) -> Arrays:
    """Optimiser state under the parameters' structured names, which outlive the process."""
    structured = {param.name: name for name, param in model.named_parameters()}
    arrays = {}
    for key, tensor in optimizer.state_dict().items():
        if isinstance(tensor, paddle.Tensor):
            name = next(n for n in _prefixes(key) if n in structured)
            arrays[f"{structured[name]}|{key[len(name) :]}"] = np.array(tensor.numpy())
    return arrays


def load_optimizer(optimizer: paddle.optimizer.Optimizer, model: nn.Layer, arrays: Arrays) -> None:
    """Put back what `optimizer_arrays` returned."""
    names = {name: param.name for name, param in model.named_parameters()}
    state = {}
    for key, array in arrays.items():
        name, _, suffix = key.partition("|")
        state[names[name] + suffix] = paddle.to_tensor(array)
    optimizer.set_state_dict(state)


def _prefixes(key: str) -> list[str]:
    return [key[:i] for i in range(len(key), 0, -1)]


def save_state(run: Path, groups: dict[str, Arrays], progress: Progress) -> None:
    """Write the resumable state."""
    tensors = {f"{group}/{k}": v for group, arrays in groups.items() for k, v in arrays.items()}
    with atomic_path(run / STATE) as temporary:
        save_file(tensors, temporary, {"progress": json.dumps(asdict(progress))})


def load_state(run: Path) -> tuple[dict[str, Arrays], Progress]:
    """Read the resumable state.

    Raises:
        ModelError: the run has none, or it is broken.
    """
    path = run / STATE
    if not path.is_file():
        raise ModelError(f"{run}: no {STATE} to resume from")
    groups: dict[str, Arrays] = {}
    try:
        with safe_open(path, "numpy") as file:
            values = json.loads((file.metadata() or {})["progress"])
            for key in file.keys():  # noqa: SIM118 (not a dict)
                group, _, name = key.partition("/")
                groups.setdefault(group, {})[name] = file.get_tensor(key)
    except (SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{path} is broken: {error}") from error
    positions = tuple((int(a), int(b)) for a, b in values.pop("positions"))
    return groups, Progress(**values, positions=positions)
