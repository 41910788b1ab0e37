"""Reading the weights of public recognisers, from ONNX files and Paddle inference folders.

It reads only what a warm start needs: the convolutions and batch norms, in forward order.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import ModelError
from ocrlc.ppocr.legacy import read_operators, read_weights

Array = NDArray[np.float32]


class Operator(NamedTuple):
    """An operator with the names of its inputs and outputs; constant inputs are weights."""

    kind: str
    inputs: Sequence[str]
    outputs: Sequence[str]


class Weights(NamedTuple):
    """The weights of an operator.

    Attributes:
        kind: `conv` or `bn`.
        arrays: weight and, if there is one, bias of `conv`; scale, bias, mean, variance of `bn`.
    """

    kind: str
    arrays: list[Array]


def onnx_weights(path: Path) -> list[Weights]:
    """Read an ONNX file; the package onnx is needed.

    Raises:
        ModelError: the file is missing or broken, or the package is not installed.
    """
    try:
        import onnx  # an extra
        from onnx import numpy_helper
    except ImportError as error:
        raise ModelError(
            f"{path}: reading ONNX needs the package onnx: pip install 'ocrlc[onnx]'"
        ) from error
    try:
        graph = onnx.load(path).graph
    except Exception as error:  # protobuf's own exceptions, which onnx does not wrap
        raise ModelError(f"{path}: no readable ONNX file: {error}") from error
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    operators = []
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].HasField("t"):
            values[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        else:
            operators.append(Operator(node.op_type, list(node.input), list(node.output)))
    return _collect(operators, values)


def paddle_weights(folder: Path) -> list[Weights]:
    """Read a Paddle inference folder with `inference.json` or the legacy `inference.pdmodel`.

    Raises:
        ModelError: the program is missing or broken.
    """
    params = folder / "inference.pdiparams"
    try:
        if (folder / "inference.json").is_file():
            operators, names = _read_json(folder / "inference.json")
        elif (folder / "inference.pdmodel").is_file():
            operators, names = _read_legacy(folder / "inference.pdmodel")
        else:
            raise ModelError(f"{folder}: holds neither inference.json nor inference.pdmodel")
        return _collect(operators, read_weights(params, names))
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        raise ModelError(f"{folder}: no readable Paddle program: {error}") from error


def _collect(operators: Iterable[Operator], values: dict[str, Array]) -> list[Weights]:
    """Return convolutions and batch norms; a bias added after a convolution is given to it."""
    found: list[Weights] = []
    last = ""
    for op in operators:
        constants = [values[name] for name in op.inputs if name in values]
        if op.kind in ("Conv", "conv2d", "depthwise_conv2d"):
            found.append(Weights("conv", constants[:2]))
            last = op.outputs[0]
        elif op.kind == "BatchNormalization":
            found.append(Weights("bn", constants))
        elif op.kind in ("batch_norm", "batch_norm_"):
            found.append(Weights("bn", _paddle_order(op, values)))
        elif op.kind in ("Reshape", "Identity", "reshape") and op.inputs[0] in values:
            values[op.outputs[0]] = values[op.inputs[0]]
        elif op.kind in ("Add", "add", "elementwise_add") and last in op.inputs:
            found[-1].arrays.extend(array.reshape(-1) for array in constants[:1])
    return found


def _paddle_order(op: Operator, values: dict[str, Array]) -> list[Array]:
    """Return the inputs x, mean, variance, scale, bias as scale, bias, mean, variance."""
    mean, variance, scale, bias = (values[name] for name in op.inputs[1:5])
    return [scale, bias, mean, variance]


def _read_json(path: Path) -> tuple[list[Operator], list[str]]:
    program = json.loads(path.read_text(encoding="utf-8"))["program"]
    operators, names = [], []
    alias: dict[int, str] = {}
    for op in program["regions"][0]["blocks"][0]["ops"]:
        outputs = op["O"] if isinstance(op["O"], list) else [op["O"]]
        if op["#"] == "p":
            alias[outputs[0]["%"]] = op["A"][3]
            if op["OA"][0]:
                names.append(op["A"][3])
            continue
        operators.append(
            Operator(
                op["#"].partition(".")[2],
                [alias.get(i["%"], str(i["%"])) for i in op.get("I", [])],
                [str(o["%"]) for o in outputs],
            )
        )
    return operators, names


def _read_legacy(path: Path) -> tuple[list[Operator], list[str]]:
    slots = {
        "conv2d": ("Input", "Filter", "Bias"),
        "depthwise_conv2d": ("Input", "Filter", "Bias"),
        "batch_norm": ("X", "Mean", "Variance", "Scale", "Bias"),
        "elementwise_add": ("X", "Y"),
    }
    operators, names = read_operators(path)
    return [
        Operator(
            op.kind,
            [n for slot in slots.get(op.kind, op.inputs) for n in op.inputs.get(slot, ())],
            list(op.outputs.get("Output") or chain.from_iterable(op.outputs.values())),
        )
        for op in operators
    ], names
