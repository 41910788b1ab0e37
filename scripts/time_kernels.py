"""Time the training kernels against Paddle's operators, and a whole training step.

Forward and backward, 16 lines of 32 x 320, on one thread:

    OMP_NUM_THREADS=1 python -m scripts.time_kernels
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np

from ocrlc.charset import Charset
from ocrlc.recipes import load_config
from ocrlc.system.cpu import cpu_name
from ocrlc.system.memory import keep_memory
from ocrlc.system.paddle_setup import prepare_training

LINES, HEIGHT, WIDTH = 16, 32, 320
CONVOLUTIONS = ((64, 3, 16, 80, (1, 1)), (128, 3, 8, 80, (1, 1)), (256, 5, 4, 80, (1, 1)),
                (256, 5, 4, 80, (2, 1)), (512, 5, 2, 80, (1, 1)))  # fmt: skip
"""Channels, kernel, height, width, stride."""
MAPS = ((64, 16, 80), (128, 8, 80), (256, 4, 80), (512, 2, 80))
"""Channels, height, width."""


@click.command()
@click.option("--rounds", default=7, show_default=True)
def main(rounds: int) -> None:
    """Print milliseconds of both."""
    prepare_training()
    keep_memory()
    click.echo(f"{cpu_name()}, {LINES} lines, forward and backward, ms: Paddle's, ours")
    for channels, kernel, height, width, stride in CONVOLUTIONS:
        name = f"depthwise {channels} x {height} x {width}, {kernel}x{kernel}, stride {stride}"
        _compare(name, _convolution(channels, kernel, stride), (channels, height, width), rounds)
    for channels, height, width in MAPS:
        name = f"batch norm and h-swish {channels} x {height} x {width}"
        _compare(name, _norm(channels), (channels, height, width), rounds)
    for channels, height, width in MAPS:
        name = f"pointwise {channels} x {height} x {width}"
        _compare(name, _pointwise(channels), (channels, height, width), rounds)
    step = _training_step()
    ours = _best(step, rounds)
    with _without_kernels():
        click.echo(f"{'training step, rec_lcnet.yml':48} {_best(step, rounds):8.1f} {ours:8.1f}")


def _convolution(channels: int, kernel: int, stride: tuple[int, int]) -> Callable[[Any], Any]:
    from ocrlc.models.layers import DepthwiseConv2D

    return DepthwiseConv2D(channels, kernel, stride)


def _norm(channels: int) -> Callable[[Any], Any]:
    from paddle import nn

    from ocrlc.models.layers import ConvBNAct

    layer = ConvBNAct(channels, channels, activation="hardswish")
    layer.conv = nn.Identity()
    return layer


def _pointwise(channels: int) -> Callable[[Any], Any]:
    from ocrlc.models.kernels.autograd import training_precision
    from ocrlc.models.layers import PointwiseConv2D

    layer = PointwiseConv2D(channels, channels)
    layer.bf16 = training_precision("auto") == "bf16"
    return layer


def _training_step() -> Callable[[], object]:
    from ocrlc.datasets.batches import Batch
    from ocrlc.training.trainer import Trainer

    charset = Charset.load("latin")
    trainer = Trainer(load_config("rec_lcnet.yml"), Path("unused"), charset)
    rng = np.random.default_rng(0)
    batch = Batch(
        rng.integers(0, 255, (LINES, HEIGHT, WIDTH), np.uint8),
        rng.integers(1, 90, (LINES, 25), np.int32),
        np.full(LINES, 25),
        ("",) * LINES,
    )
    return lambda: trainer.step(batch)


def _compare(name: str, layer: Callable[[Any], Any], size: tuple[int, ...], rounds: int) -> None:
    import paddle

    x = paddle.randn([LINES, *size])
    x.stop_gradient = False

    def run() -> None:
        layer(x).sum().backward()

    ours = _best(run, rounds)
    with _without_kernels():
        click.echo(f"{name:48} {_best(run, rounds):8.1f} {ours:8.1f}")


@contextmanager
def _without_kernels() -> Iterator[None]:
    from ocrlc.models.kernels import autograd

    in_memory = autograd.in_memory
    autograd.in_memory = lambda _x: False
    try:
        yield
    finally:
        autograd.in_memory = in_memory


def _best(function: Callable[[], object], rounds: int) -> float:
    """Return the least time of a call after the first, milliseconds."""
    function()
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        spent.append(time.perf_counter() - start)
    return min(spent) * 1e3


if __name__ == "__main__":
    main()
