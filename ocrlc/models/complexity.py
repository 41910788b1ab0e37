"""Counting a network's parameters and multiply-accumulate operations."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle
from paddle import nn


def count_parameters(model: nn.Layer) -> int:
    """Return the number of trainable parameters; shared ones count once."""
    return sum(int(p.size) for p in model.parameters() if not p.stop_gradient)


def count_macs(model: nn.Layer, width: int, height: int = 32) -> int:
    """Return the multiply-accumulates of convolutions, linear layers and LSTMs for one line.

    Args:
        model: a network that takes N, 3, height, width.
        width: width of the line in pixels.
        height: height of the line in pixels.
    """
    total = 0

    def convolution(layer: nn.Conv2D, _inputs: Any, output: paddle.Tensor) -> None:
        nonlocal total
        total += int(np.prod(output.shape)) * int(np.prod(layer.weight.shape[1:]))

    def linear(layer: nn.Linear, _inputs: Any, output: paddle.Tensor) -> None:
        nonlocal total
        total += int(np.prod(output.shape)) * int(layer.weight.shape[0])

    def lstm(layer: nn.LSTM, inputs: Any, _output: Any) -> None:
        nonlocal total
        steps = int(np.prod(inputs[0].shape[:2]))
        total += steps * sum(int(p.size) for p in layer.parameters() if len(p.shape) == 2)

    kinds = ((nn.Conv2D, convolution), (nn.Linear, linear), (nn.LSTM, lstm))
    hooks = [
        layer.register_forward_post_hook(hook)
        for layer in model.sublayers()
        for kind, hook in kinds
        if isinstance(layer, kind)
    ]
    training = model.training
    model.eval()
    with paddle.no_grad():
        model(paddle.zeros([1, 3, height, width]))
    for hook in hooks:
        hook.remove()
    if training:
        model.train()
    return total
