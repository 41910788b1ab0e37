"""Reading the weights of public recognisers: ONNX files and Paddle inference folders.

Only what a warm start needs: the convolutions and batch norms in forward order.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocrlc.cpu import import_paddle
from ocrlc.errors import ModelError

Array = NDArray[np.float32]


class Operator(NamedTuple):
    """An operator with its inputs' and outputs' names; constants among them are weights."""

    kind: str
    inputs: Sequence[str]
    outputs: Sequence[str]


class Weights(NamedTuple):
    """`conv` with weight and bias if there is one, or `bn` with scale, bias, mean, variance."""

    kind: str
    arrays: list[Array]


def onnx_weights(path: Path) -> list[Weights]:
    """Read an ONNX file; needs the onnx package.

    Raises:
        ModelError: it is missing or broken, or the package is not installed.
    """
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError as error:
        raise ModelError(
            f"{path}: reading ONNX needs the package onnx (pip install onnx)"
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
    """Read a Paddle inference folder, `inference.json` or the legacy `inference.pdmodel`.

    Raises:
        ModelError: it holds no program, or a broken one.
    """
    params = folder / "inference.pdiparams"
    try:
        if (folder / "inference.json").is_file():
            operators, names = _read_json(folder / "inference.json")
        elif (folder / "inference.pdmodel").is_file():
            operators, names = _read_legacy(folder / "inference.pdmodel")
        else:
            raise ModelError(f"{folder}: holds neither inference.json nor inference.pdmodel")
        return _collect(operators, _read_params(params, names))
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        raise ModelError(f"{folder}: no readable Paddle program: {error}") from error


def _collect(operators: Iterable[Operator], values: dict[str, Array]) -> list[Weights]:
    """Pick convolutions and batch norms; a bias added behind a convolution becomes its own."""
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
    """Inputs x, mean, variance, scale, bias to scale, bias, mean, variance."""
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
    import_paddle()
    from paddle.base import core

    order = {
        "conv2d": ("Input", "Filter", "Bias"),
        "depthwise_conv2d": ("Input", "Filter", "Bias"),
        "batch_norm": ("X", "Mean", "Variance", "Scale", "Bias"),
        "elementwise_add": ("X", "Y"),
    }
    try:
        # The block and its operators point into the program, which must stay alive.
        program = core.ProgramDesc(path.read_bytes())
        block = program.block(0)
    except RuntimeError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    operators = []
    for op in (block.op(i) for i in range(block.op_size())):
        slots = order.get(op.type(), op.input_names())
        inputs = [name for slot in slots for name in op.input(slot)]
        outputs = [name for slot in op.output_names() for name in op.output(slot)]
        if op.type() in ("conv2d", "depthwise_conv2d"):
            outputs = list(op.output("Output"))
        operators.append(Operator(op.type(), inputs, outputs))
    skipped = {"feed", "fetch"}
    names = [v.name() for v in block.all_vars() if v.persistable() and v.name() not in skipped]
    return operators, names


def _read_params(path: Path, names: Iterable[str]) -> dict[str, Array]:
    """Parse Paddle's combined parameter file: tensors in the order of their names."""
    data = path.read_bytes()
    place = 0
    values = {}
    for name in sorted(names):
        # version, number of LoD levels, version of the tensor, length of its description
        _, levels, _, length = struct.unpack_from("<IQIi", data, place)
        place += struct.calcsize("<IQIi")
        if levels:
            raise ValueError(f"{name} has levels of detail")
        kind, shape = _tensor_description(data[place : place + length])
        place += length
        count = int(np.prod(shape))
        dtype = {5: np.float32, 2: np.int32, 3: np.int64, 20: np.uint8}[kind]
        array = np.frombuffer(data, dtype, count, place)
        place += array.nbytes
        values[name] = array.reshape(shape).astype(np.float32)
    if place != len(data):
        raise ValueError(f"{path.name} holds {len(data) - place} bytes more than expected")
    return values


def _tensor_description(data: bytes) -> tuple[int, list[int]]:
    """Parse the protobuf message: field 1 the data type, field 2 the dimensions, all varints."""
    fields: dict[int, list[int]] = {1: [], 2: []}
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        if tag & 7 == 2:
            size, place = _varint(data, place)
            end = place + size
            while place < end:
                value, place = _varint(data, place)
                fields[tag >> 3].append(value)
        else:
            value, place = _varint(data, place)
            fields[tag >> 3].append(value)
    return fields[1][0], fields[2]


def _varint(data: Any, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place
