"""A folded legacy detector as a layer, written so that oneDNN computes all of it.

Two operators differ from the original program. Upsampling is done by a transposed convolution with
an identity as its weights, because Paddle's own runs on one thread, and Paddle 3.3 cannot save its
oneDNN version. The head's transposed convolutions, 2 × 2 with stride 2, compute four output pixels
from each input pixel alone. They are replaced by 1 × 1 convolutions with four times the channels,
and the output pixels are moved to their places once, at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import paddle
import paddle.nn.functional as F
from paddle import nn

from ocrlc.ppocr.folding import IMAGE, Node, UnsupportedError
from ocrlc.ppocr.legacy import Array

_POINTWISE = frozenset({"relu", "sigmoid", "hardswish", "hardsigmoid"})


def flatten_head(nodes: Mapping[str, Node], output: str) -> tuple[dict[str, Node], int]:
    """Turn transposed convolutions at the end into 1 × 1 convolutions.

    Returns:
        The nodes, and how many times each output pixel must be divided into 2 × 2 pixels.

    Raises:
        UnsupportedError: something else follows a transposed convolution.
    """
    depths = {IMAGE: 0}
    flat: dict[str, Node] = {}
    for name, node in nodes.items():
        depth = max(depths[source] for source in node.inputs)
        if node.kind == "deconv":
            flat[name] = _as_pointwise(node, groups=4**depth)
            depths[name] = depth + 1
        elif depth and node.kind not in _POINTWISE:
            raise UnsupportedError(f"{node.kind} behind a transposed convolution")
        else:
            flat[name], depths[name] = node, depth
    return flat, depths[output]


def _as_pointwise(node: Node, groups: int) -> Node:
    """Return a transposed 2 × 2 convolution as a 1 × 1 convolution.

    The order of its output channels is: group, row of the output pixel, its column, channel.
    """
    assert node.weight is not None
    channels, out = node.weight.shape[:2]
    one = node.weight.transpose(2, 3, 1, 0).reshape(4 * out, channels)
    weight = np.zeros((groups, 4 * out, groups, channels), np.float32)
    weight[range(groups), :, range(groups)] = one
    bias = None if node.bias is None else np.tile(node.bias, 4 * groups)
    settings = {"stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1}
    matrix = weight.reshape(groups * 4 * out, groups * channels, 1, 1)
    return Node("conv", node.inputs, settings, matrix, bias)


def _conv(
    node: Node, x: paddle.Tensor, weight: paddle.Tensor, bias: paddle.Tensor | None = None
) -> paddle.Tensor:
    return F.conv2d(x, weight, bias, **node.settings)


OPERATORS: Mapping[str, Callable[..., paddle.Tensor]] = {
    "conv": _conv,
    "upsample": lambda node, x, weight: F.conv2d_transpose(
        x, weight, stride=node.settings["factor"]
    ),
    "scale": lambda _, x, constant: x * constant,
    "shift": lambda _, x, constant: x + constant,
    "add": lambda _, x, y: x + y,
    "mul": lambda _, x, y: x * y,
    "concat": lambda _, *parts: paddle.concat(list(parts), axis=1),
    "pool": lambda _, x: F.adaptive_avg_pool2d(x, 1),
    "hardsigmoid": lambda node, x: F.hardsigmoid(x, **node.settings),
    "hardswish": lambda _, x: F.hardswish(x),
    "relu": lambda _, x: F.relu(x),
    "sigmoid": lambda _, x: F.sigmoid(x),
}


class Replay(nn.Layer):  # type: ignore[misc]
    """The network of a folded program.

    Args:
        nodes: the operators by the name of their output, in forward order.
        output: name of the program's output, which has one channel.
    """

    def __init__(self, nodes: Mapping[str, Node], output: str) -> None:
        super().__init__()
        self.nodes, self.depth = flatten_head(nodes, output)
        self.output = output
        self.weights = nn.ParameterDict()
        for number, (name, node) in enumerate(self.nodes.items()):
            if node.weight is not None:
                self.weights[f"{number}_weight"] = self._constant(node.weight)
            if node.bias is not None:
                self.weights[f"{number}_bias"] = self._constant(node.bias)
            if node.kind == "upsample":
                channels = self._channels(name)
                factor = node.settings["factor"]
                identity = np.zeros((channels, channels, factor, factor), np.float32)
                identity[range(channels), range(channels)] = 1
                self.weights[f"{number}_weight"] = self._constant(identity)

    def _constant(self, array: Array) -> paddle.Tensor:
        initial = nn.initializer.Assign(np.ascontiguousarray(array, np.float32))
        return self.create_parameter(list(array.shape), default_initializer=initial)

    def _channels(self, name: str) -> int:
        """Return the number of a tensor's channels: that of the convolution it comes from."""
        node = self.nodes[name]
        if node.kind == "conv":
            assert node.weight is not None
            return int(node.weight.shape[0])
        if node.kind == "concat":
            return sum(self._channels(source) for source in node.inputs)
        return self._channels(node.inputs[0])

    def forward(self, image: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, 3, H, W to N, 1, H, W."""
        values = {IMAGE: image}
        for number, (name, node) in enumerate(self.nodes.items()):
            inputs = [values[source] for source in node.inputs]
            constants = [
                self.weights[key]
                for key in (f"{number}_weight", f"{number}_bias")
                if key in self.weights
            ]
            values[name] = OPERATORS[node.kind](node, *inputs, *constants)
        x = values[self.output]
        n, _, h, w = paddle.shape(x)
        side = 2**self.depth
        x = x.reshape([n] + [2, 2] * self.depth + [h, w])
        rows = [1 + 2 * i for i in range(self.depth)]
        columns = [2 + 2 * i for i in range(self.depth)]
        last = 1 + 2 * self.depth
        x = x.transpose([0, last, *rows, last + 1, *columns])
        return x.reshape([n, 1, h * side, w * side])
