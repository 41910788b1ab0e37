"""Time the compiled training kernels against Paddle's, on one thread, forward and backward.

OMP_NUM_THREADS=1 python scripts/time_kernels.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import click

from ocrlc.cpu import cpu_name, prepare_training

LINES = 16
SHAPES = ((64, 3, 16, 80, (1, 1)), (128, 3, 8, 80, (1, 1)), (256, 5, 4, 80, (1, 1)),
          (256, 5, 4, 80, (2, 1)), (512, 5, 2, 80, (1, 1)))  # fmt: skip
"""Channels, kernel, height, width, stride."""


@click.command()
@click.option("--rounds", default=7, show_default=True)
def main(rounds: int) -> None:
    """Print milliseconds of both for the shapes of PP-LCNet."""
    prepare_training()
    import paddle
    import paddle.nn.functional as F

    from ocrlc.models.fast_cpu import DepthwiseConv2D

    click.echo(f"{cpu_name()}, {LINES} lines\nchannels kernel  map    stride  paddle ms  ours ms")
    for channels, kernel, height, width, stride in SHAPES:
        x = paddle.randn([LINES, channels, height, width])
        weight = paddle.randn([channels, 1, kernel, kernel])
        x.stop_gradient = weight.stop_gradient = False

        def theirs() -> paddle.Tensor:
            return F.conv2d(x, weight, stride=stride, padding=kernel // 2, groups=channels)  # noqa: B023

        def ours() -> paddle.Tensor:
            return DepthwiseConv2D.apply(x, weight, stride)  # noqa: B023

        spent = [min(_once(function) for _ in range(rounds)) for function in (theirs, ours)]
        click.echo(
            f"{channels:8} {kernel:6}  {height:2} x {width}  {stride}  "
            f"{spent[0] * 1e3:9.1f}  {spent[1] * 1e3:7.1f}"
        )


def _once(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function().sum().backward()  # type: ignore[attr-defined]
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
