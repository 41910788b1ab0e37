"""What two processes make of a batch that is dealt out to them, as a program: `-m ... OUT`.

Process R writes `OUT/R.npz`: the gradients after the exchange, and the running statistics after
they were merged. `whole` computes the same in one process.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import paddle
import paddle.distributed as dist
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.datasets.batches import Batch
from ocrlc.inference.weights import tensors
from ocrlc.recipes import load_config
from ocrlc.training import parallel
from ocrlc.training.trainer import Trainer

SHARES = (slice(0, 2), slice(2, 6))
"""Unequal, so that a mean of means is not the mean."""
CLIP_NORM = 0.5

Arrays = dict[str, NDArray[Any]]


def trainer(rank: int = 0, procs: int = 1) -> Trainer:
    """A small one with the same weights in every process, its batch norms in evaluation mode."""
    config = load_config("smoke.yml", ["train.precision=fp32"])
    made = Trainer(config, Path("unused"), Charset.load("digits"), rank, procs)
    for layer in made.model.sublayers():
        if isinstance(layer, paddle.nn.BatchNorm2D):
            layer.eval()
    return made


def gradients(made: Trainer, rows: slice, procs: int = 1) -> Arrays:
    """Gradients of some rows of a batch after the exchange, with what else is shared."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (6, 32, 64), np.uint8)[rows]
    classes = rng.integers(1, 11, (6, 3)).astype(np.int32)[rows]
    count = len(images)
    loss = made.loss(Batch(images, classes, np.full(count, 3), ("",) * count))
    loss.backward()
    done = parallel.exchange(
        made.model.parameters(),
        loss=float(loss),
        lines=count,
        stop=False,
        clip_norm=CLIP_NORM,
        procs=procs,
    )
    named = made.model.named_parameters()
    arrays = {name: p.grad.numpy() for name, p in named if p.grad is not None}
    return {**arrays, "loss": np.array(done.loss), "lines": np.array(done.lines)}


def statistics(made: Trainer) -> Arrays:
    """The running statistics."""
    return {
        name: tensor.numpy()
        for name, tensor in tensors(made.model).items()
        if name.endswith(("_mean", "_variance"))
    }


def take_part(out: Path) -> None:
    """What each process does."""
    dist.init_parallel_env()
    rank = dist.get_rank()
    made = trainer(rank, len(SHARES))
    found = gradients(made, SHARES[rank], len(SHARES))
    for name in statistics(made):
        tensor = tensors(made.model)[name]
        tensor.set_value(paddle.full_like(tensor, 1.0 + 2 * rank))
    positions = parallel.gather(made.model, (rank, 10 + rank), len(SHARES))
    np.savez(out / f"{rank}.npz", positions=positions, **found, **statistics(made))


if __name__ == "__main__":
    dist.spawn(take_part, args=(Path(sys.argv[1]),), nprocs=len(SHARES), backend="gloo")
