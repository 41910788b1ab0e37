"""Saving and restoring a training run: one safetensors file, replaced atomically."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import paddle
from paddle import nn
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ocrlc.errors import ModelError
from ocrlc.inference.weights import Arrays
from ocrlc.system.files import atomic_path

STATE = Path("state") / "state.safetensors"


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
