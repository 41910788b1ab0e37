"""A small program in Paddle's legacy format."""

from __future__ import annotations

from pathlib import Path

from ocrlc.inference.program import PARAMS, Program
from ocrlc.system.paddle_setup import import_paddle


def legacy_program(folder: Path) -> Program:
    """Write a convolution, N, 3, H, W to N, 1, H, W, with random weights."""
    paddle = import_paddle()
    executor = paddle.static.Executor(paddle.CPUPlace())
    with paddle.pir_utils.OldIrGuard():
        network, start = paddle.static.Program(), paddle.static.Program()
        with paddle.static.program_guard(network, start):
            image = paddle.static.data("image", [None, 3, None, None], "float32")
            output = paddle.nn.Conv2D(3, 1, kernel_size=3, padding=1)(image)
            executor.run(start)
            paddle.static.save_inference_model(
                str(folder / "inference"), [image], [output], executor, program=network
            )
    return Program(folder / "inference.pdmodel", folder / PARAMS)
