"""What the processes of a data-parallel run tell each other; with one process, nothing."""

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
    """What the processes share in a step, summed over all of them."""

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
    """Sum gradients over processes, divide by all lines, clip by the global norm.

    Args:
        parameters: the model's; their gradients are replaced.
        loss: sum over this process's lines.
        lines: their number.
        stop: whether this process was told to end.
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
    # Paddle's own norm would take half of this function's time.
    norm = math.sqrt(float((gradients * gradients).sum()))
    gradients *= min(1.0, clip_norm / max(norm, 1e-12))
    start = 0
    for p in params:
        p.grad.set_value(gradients[start : start + p.size].reshape(p.shape))
        start += p.size
    return Exchange(loss / count, int(count), norm, stops > 0)


def agree(flag: bool, procs: int) -> bool:
    """Whether the first process wants it; the others follow."""
    if procs == 1:
        return flag
    shared = paddle.to_tensor([int(flag)], dtype="int32")
    dist.broadcast(shared, src=0)
    return bool(shared.item())


def gather(model: nn.Layer, position: Position, procs: int) -> tuple[Position, ...]:
    """Average the running statistics over all processes, in place, and collect their positions.

    Args:
        model: this process's.
        position: this process's chunk and the batches of it that are done.
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
