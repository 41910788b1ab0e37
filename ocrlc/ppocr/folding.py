"""Simplifying a legacy program: fewer operators that compute the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ocrlc.ppocr.legacy import Array, LegacyOperator

IMAGE = "image"
"""Name of the program's input."""


class UnsupportedError(ValueError):
    """The program contains something that is not supported."""


@dataclass(slots=True)
class Node:
    """An operator of the simplified program.

    Attributes:
        kind: `conv`, `deconv` (2 x 2, stride 2), `scale` and `shift` by a constant, `add`, `mul`,
            `concat`, `upsample`, `pool` (global mean), `hardsigmoid`, `hardswish`, `relu`,
            `sigmoid`.
        inputs: names of the input tensors.
        settings: settings of the operator, which depend on its kind.
        weight: weight of a convolution, shape O, I / groups, k, k (`deconv`: I, O, 2, 2), or the
            constant of `scale` and `shift`.
        bias: bias of a convolution. Shape: O.
    """

    kind: str
    inputs: list[str]
    settings: dict[str, Any] = field(default_factory=dict)
    weight: Array | None = None
    bias: Array | None = None

    def scale_output(self, factor: Array) -> None:
        """Multiply the output of a convolution by a number, or by one for each channel."""
        assert self.weight is not None
        shape = (1, -1, 1, 1) if self.kind == "deconv" else (-1, 1, 1, 1)
        self.weight = self.weight * factor.reshape(shape)
        if self.bias is not None:
            self.bias = self.bias * factor

    def shift_output(self, shift: Array) -> None:
        """Add a number, or one for each channel, to the output of a convolution."""
        assert self.weight is not None
        channels = self.weight.shape[1 if self.kind == "deconv" else 0]
        bias = np.zeros(channels, np.float32) if self.bias is None else self.bias
        self.bias = bias + shift


def fold(
    operators: Sequence[LegacyOperator], constants: Mapping[str, Array]
) -> tuple[dict[str, Node], str]:
    """Fold biases, batch norms and constant factors into the convolutions before them.

    Returns:
        Nodes by the name of their output, in forward order, and the name of the program's output.

    Raises:
        UnsupportedError: an operator is not supported.
    """
    folder = _Folder(operators, constants)
    for operator in operators:
        handler = HANDLERS.get(operator.kind)
        if handler is None:
            raise UnsupportedError(f"operator {operator.kind}")
        handler(folder, operator)
    return folder.nodes, folder.output


class _Folder:
    def __init__(self, operators: Sequence[LegacyOperator], constants: Mapping[str, Array]) -> None:
        self.constants = constants
        self.nodes: dict[str, Node] = {}
        self.alias: dict[str, str] = {}
        self.output = ""
        self.uses = Counter(
            name for op in operators for names in op.inputs.values() for name in names
        )

    def name(self, tensor: str) -> str:
        """Return the name under which a tensor is computed."""
        while tensor in self.alias:
            tensor = self.alias[tensor]
        return tensor

    def convolution(self, tensor: str) -> Node | None:
        """Return the convolution that computes a tensor, if the tensor is used only once."""
        node = self.nodes.get(self.name(tensor))
        alone = node is not None and node.weight is not None and self.uses[tensor] == 1
        return node if alone and node and node.kind in ("conv", "deconv") else None


def _only(names: Mapping[str, Sequence[str]], slot: str) -> str:
    (name,) = names[slot]
    return name


def _feed(folder: _Folder, op: LegacyOperator) -> None:
    folder.alias[_only(op.outputs, "Out")] = IMAGE


def _fetch(folder: _Folder, op: LegacyOperator) -> None:
    folder.output = folder.name(_only(op.inputs, "X"))


def _convolution(folder: _Folder, op: LegacyOperator) -> None:
    attributes = op.attributes
    settings = {
        "stride": list(attributes["strides"]),
        "padding": list(attributes["paddings"]),
        "dilation": list(attributes["dilations"]),
        "groups": attributes["groups"],
    }
    kind = "conv"
    weight = folder.constants[_only(op.inputs, "Filter")]
    if op.kind == "conv2d_transpose":
        kind = "deconv"
        simple = weight.shape[2:] == (2, 2) and settings["stride"] == [2, 2]
        if not simple or settings["groups"] != 1 or any(settings["padding"]):
            raise UnsupportedError("transposed convolution other than 2 x 2 with stride 2")
    source = folder.name(_only(op.inputs, "Input"))
    folder.nodes[_only(op.outputs, "Output")] = Node(kind, [source], settings, weight)


def _batch_norm(folder: _Folder, op: LegacyOperator) -> None:
    source = _only(op.inputs, "X")
    node = folder.convolution(source)
    if node is None:
        raise UnsupportedError("batch norm that does not follow a convolution")
    scale, bias, mean, variance = (
        folder.constants[_only(op.inputs, slot)] for slot in ("Scale", "Bias", "Mean", "Variance")
    )
    factor = (scale / np.sqrt(variance + op.attributes["epsilon"])).astype(np.float32)
    node.scale_output(factor)
    node.shift_output(bias - mean * factor)
    folder.alias[_only(op.outputs, "Y")] = folder.name(source)


def _binary(folder: _Folder, op: LegacyOperator) -> None:
    first, second = _only(op.inputs, "X"), _only(op.inputs, "Y")
    out = _only(op.outputs, "Out")
    adds = op.kind == "elementwise_add"
    if first in folder.constants:
        first, second = second, first
    if second not in folder.constants:
        inputs = [folder.name(first), folder.name(second)]
        folder.nodes[out] = Node("add" if adds else "mul", inputs)
        return
    constant = folder.constants[second].reshape(-1)
    node = folder.convolution(first)
    if node is None:
        shape = (1, -1, 1, 1) if constant.size > 1 else (1,)
        kind = "shift" if adds else "scale"
        folder.nodes[out] = Node(kind, [folder.name(first)], weight=constant.reshape(shape))
        return
    (node.shift_output if adds else node.scale_output)(constant)
    folder.alias[out] = folder.name(first)


def _concat(folder: _Folder, op: LegacyOperator) -> None:
    if op.attributes["axis"] != 1:
        raise UnsupportedError("concatenation along another axis than the channels")
    inputs = [folder.name(name) for name in op.inputs["X"]]
    folder.nodes[_only(op.outputs, "Out")] = Node("concat", inputs)


def _upsample(folder: _Folder, op: LegacyOperator) -> None:
    factors = {float(factor) for factor in op.attributes["scale"]}
    if len(factors) != 1 or not min(factors).is_integer() or op.attributes["align_corners"]:
        raise UnsupportedError("upsampling by other than one whole factor")
    _unary("upsample", factor=int(min(factors)))(folder, op)


def _pool(folder: _Folder, op: LegacyOperator) -> None:
    whole = op.attributes["adaptive"] and set(op.attributes["ksize"]) == {1}
    if not whole or op.attributes["pooling_type"] != "avg":
        raise UnsupportedError("pooling other than the global mean")
    _unary("pool")(folder, op)


def _hardsigmoid(folder: _Folder, op: LegacyOperator) -> None:
    slope, offset = op.attributes["slope"], op.attributes["offset"]
    _unary("hardsigmoid", slope=slope, offset=offset)(folder, op)


def _unary(kind: str, **settings: Any) -> Callable[[_Folder, LegacyOperator], None]:
    def add(folder: _Folder, op: LegacyOperator) -> None:
        source = folder.name(_only(op.inputs, "X"))
        folder.nodes[_only(op.outputs, "Out")] = Node(kind, [source], settings)

    return add


HANDLERS: Mapping[str, Callable[[_Folder, LegacyOperator], None]] = {
    "feed": _feed,
    "fetch": _fetch,
    "conv2d": _convolution,
    "depthwise_conv2d": _convolution,
    "conv2d_transpose": _convolution,
    "batch_norm": _batch_norm,
    "elementwise_add": _binary,
    "elementwise_mul": _binary,
    "concat": _concat,
    "nearest_interp_v2": _upsample,
    "pool2d": _pool,
    "hard_sigmoid": _hardsigmoid,
    "hard_swish": _unary("hardswish"),
    "relu": _unary("relu"),
    "sigmoid": _unary("sigmoid"),
}
