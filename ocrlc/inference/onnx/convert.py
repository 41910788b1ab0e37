"""Converting a Paddle program to ONNX and comparing the two, run as a separate process.

It is separate because paddle2onnx prints to stdout and ends the process when it fails.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.inference.engine import Engine
from ocrlc.inference.onnx.engine import OnnxEngine
from ocrlc.inference.program import PARAMS, Program
from ocrlc.preprocess import detector_input, line_batch
from ocrlc.system.paddle_setup import import_paddle

OPSET = 17
TEXT = "Total 12 345,67 (no. 8/90) ABC xyz"


def main(model: Path, params: Path, target: Path, height: int, scratch: Path) -> float:
    """Write the ONNX file; return the largest difference between its output and Paddle's.

    Args:
        model: the program.
        params: its weights.
        target: the file to write.
        height: height of lines in pixels; 0 for a detector, which takes pages.
        scratch: an empty folder.
    """
    given = Program(model, params)
    program = _translated(given, scratch) if given.is_legacy else given
    fixed = scratch / "fixed.json"
    fixed.write_bytes(_fixed(program.model.read_bytes()))
    import_paddle()
    import paddle2onnx  # needs Paddle loaded

    paddle2onnx.export(
        str(fixed), str(program.params), str(target), opset_version=OPSET, verbose=False
    )
    paddle, onnx = Engine(given), OnnxEngine(Program(target, target))
    inputs = _lines(height) if height else _pages()
    return max(float(np.abs(paddle.run(x) - onnx.run(x)).max()) for x in inputs)


def _translated(program: Program, folder: Path) -> Program:
    """Write a legacy program in Paddle's new format into a folder."""
    paddle = import_paddle()
    executor = paddle.static.Executor(paddle.CPUPlace())
    with paddle.pir_utils.OldIrGuard():
        old, _, _ = paddle.static.load_inference_model(str(program.model.with_suffix("")), executor)
    new = paddle.pir.translate_to_pir(old.desc)
    weights = [
        variable
        for variable in new.list_vars()
        if variable.is_parameter or variable.get_defining_op().name() == "builtin.parameter"
    ]
    paddle.base.libpaddle.pir.create_loaded_parameter(
        weights, paddle.static.global_scope(), executor._default_executor
    )
    inputs, outputs = [], []
    for op in new.global_block().ops:
        if op.name() == "pd_op.feed":
            inputs += op.results()
        elif op.name() == "pd_op.fetch":
            outputs += op.operands_source()
    with paddle.pir_utils.IrGuard():
        paddle.static.save_inference_model(
            str(folder / "inference"), inputs, outputs, executor, program=new
        )
    return Program(folder / "inference.json", folder / PARAMS)


def _fixed(program: bytes) -> bytes:
    """Convert the factors of interpolations to single precision: paddle2onnx reads no other."""
    content = json.loads(program)
    for op in content["program"]["regions"][0]["blocks"][0]["ops"]:
        if op["#"].endswith("_interp"):
            op["A"] = _single(op["A"])
    return json.dumps(content, separators=(",", ":")).encode()


def _single(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "0.a_f32" if v == "0.a_f64" else _single(v) for k, v in value.items()}
    return [_single(part) for part in value] if isinstance(value, list) else value


def _lines(height: int) -> list[NDArray[np.float32]]:
    lines = [_drawn(height, width) for width in (160, 320, 288)]
    return [line_batch(lines[:1], 160), line_batch(lines, 320)]


def _pages() -> list[NDArray[np.float32]]:
    page = np.vstack([_drawn(32, 480)] * 8)
    return [detector_input(page, *page.shape), detector_input(page[:128, :320], 128, 320)]


def _drawn(height: int, width: int) -> NDArray[np.uint8]:
    """Draw a line of text. Shape: height, width."""
    image = np.full((height, width), 255, np.uint8)
    place = (4, round(0.75 * height))
    cv2.putText(image, TEXT, place, cv2.FONT_HERSHEY_SIMPLEX, height / 45, 0, 1, cv2.LINE_AA)
    return image


if __name__ == "__main__":
    model, params, target = map(Path, sys.argv[1:4])
    answer = main(model, params, target, int(sys.argv[4]), Path(sys.argv[5]))
    sys.stdout.write(f"\n{json.dumps(answer)}\n")
