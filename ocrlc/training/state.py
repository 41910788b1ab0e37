"""Saving and restoring a training run: one safetensors file, replaced atomically."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import paddle
from paddle import nn
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from ocrlc.errors import ModelError
from ocrlc.inference.weights import Arrays
from ocrlc.system.files import write_atomic

STATE = Path("state") / "state.safetensors"


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run.

    Attributes:
        step: number of optimiser steps done.
        lines: number of lines trained on by all processes.
        best: lowest validation error rate so far, in percent.
        seconds: training time in seconds.
        positions: for each process, the number of its chunk and of the chunk's batches done.
    """

    step: int = 0
    lines: int = 0
    best: float = float("inf")
    seconds: float = 0.0
    positions: tuple[tuple[int, int], ...] = ((0, 0),)


def optimizer_arrays(optimizer: paddle.optimizer.Optimizer, model: nn.Layer) -> Arrays:
    """Return the optimiser's state by the parameters' structured names, valid in any process."""
    structured = {param.name: name for name, param in model.named_parameters()}
    arrays = {}
    for key, tensor in optimizer.state_dict().items():
        if isinstance(tensor, paddle.Tensor):
            name = next(n for n in _prefixes(key) if n in structured)
            arrays[f"{structured[name]}|{key[len(name) :]}"] = np.array(tensor.numpy())
    return arrays


def load_optimizer(optimizer: paddle.optimizer.Optimizer, model: nn.Layer, arrays: Arrays) -> None:
    """Restore the optimiser's state that `optimizer_arrays` returned."""
    names = {name: param.name for name, param in model.named_parameters()}
    state = {}
    for key, array in arrays.items():
        name, _, suffix = key.partition("|")
        state[names[name] + suffix] = paddle.to_tensor(array)
    optimizer.set_state_dict(state)


def _prefixes(key: str) -> list[str]:
    return [key[:i] for i in range(len(key), 0, -1)]


def save_state(run: Path, groups: dict[str, Arrays], progress: Progress) -> None:
    """Write the state from which a run can be resumed."""
    tensors = {f"{group}/{k}": v for group, arrays in groups.items() for k, v in arrays.items()}
    # Not safetensors' own function for files, whose errors do not tell a full disk.
    write_atomic(run / STATE, save(tensors, {"progress": json.dumps(asdict(progress))}))


def load_state(run: Path) -> tuple[dict[str, Arrays], Progress]:
    """Read the state from which a run can be resumed.

    Raises:
        ModelError: the state is missing or broken.
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
