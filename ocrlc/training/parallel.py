"""Communication between the processes of a data-parallel run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import paddle
import paddle.distributed as dist
from paddle import nn

from ocrlc.inference.weights import tensors

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Figures of a step over all processes.

    Attributes:
        loss: mean loss per line.
        lines: number of lines.
        norm: norm of all gradients together, before clipping.
        stop: whether a process was told to stop.
    """

    loss: float
    lines: int
    norm: float
    stop: bool


@paddle.no_grad()  # type: ignore[untyped-decorator]
def exchange(
    parameters: Iterable[paddle.Tensor],
    *,
    loss: float,
    lines: int,
    stop: bool,
    clip_norm: float,
    procs: int,
) -> Exchange:
    """Sum gradients over all processes, divide by the number of lines, clip by the global norm.

    Args:
        parameters: parameters of the model; their gradients are replaced.
        loss: sum of the loss over this process's lines.
        lines: number of this process's lines.
        stop: whether this process was told to stop.
        clip_norm: largest norm of all gradients together.
        procs: number of processes.
    """
    params = [p for p in parameters if p.grad is not None]
    tail = paddle.to_tensor([loss, float(lines), float(stop)], dtype="float32")
    flat = paddle.concat([p.grad.reshape([-1]) for p in params] + [tail])
    if procs > 1:
        dist.all_reduce(flat)
    loss, count, stops = (float(v) for v in flat[-3:].numpy())
    gradients = flat[:-3] / count
    # Paddle's function for the norm would take half of this function's time.
    norm = math.sqrt(float((gradients * gradients).sum()))
    gradients *= min(1.0, clip_norm / max(norm, 1e-12))
    start = 0
    for p in params:
        p.grad.set_value(gradients[start : start + p.size].reshape(p.shape))
        start += p.size
    return Exchange(loss / count, int(count), norm, stops > 0)


def agree(flag: bool, procs: int) -> bool:
    """Return the first process's flag in all processes."""
    if procs == 1:
        return flag
    shared = paddle.to_tensor([int(flag)], dtype="int32")
    dist.broadcast(shared, src=0)
    return bool(shared.item())


def gather(model: nn.Layer, position: Position, procs: int) -> tuple[Position, ...]:
    """Average batch norm's statistics over all processes, in place, and collect their positions.

    Args:
        model: this process's model.
        position: the number of this process's chunk, and of the chunk's batches done.
        procs: number of processes.
    """
    if procs == 1:
        return (position,)
    positions = paddle.to_tensor(np.zeros((procs, 2), np.int64))
    positions[dist.get_rank()] = paddle.to_tensor(position)
    dist.all_reduce(positions)
    for name, statistic in tensors(model).items():
        if name.endswith(("_mean", "_variance")):
            dist.all_reduce(statistic)
            statistic.scale_(1 / procs)
    return tuple((int(a), int(b)) for a, b in positions.numpy())
