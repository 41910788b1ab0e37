"""Batch norm followed by an activation, compiled with numba, forward and backward.

One channel of all lines fits into the CPU's cache, so statistics and result need one read from
memory; separate operators would read and write it four times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.models.kernels.compiled import compiled

Array = NDArray[np.float32]

_0: Any = np.float32(0)
_1: Any = np.float32(1)
_3: Any = np.float32(3)
_6: Any = np.float32(6)


@compiled
def _none(y: Any) -> Any:
    return y


@compiled
def _none_slope(_y: Any) -> Any:
    return _1


@compiled
def _relu(y: Any) -> Any:
    return max(y, _0)


@compiled
def _relu_slope(y: Any) -> Any:
    return _1 if y > _0 else _0


@compiled
def _hardswish(y: Any) -> Any:
    return y * min(max(y + _3, _0), _6) / _6


@compiled
def _hardswish_slope(y: Any) -> Any:
    inner = (y + y + _3) / _6
    return _0 if y <= -_3 else (_1 if y >= _3 else inner)


def _make_forward(activate: Any) -> Callable[..., None]:
    @compiled
    def forward(
        x: Array,
        weight: Array,
        bias: Array,
        epsilon: float,
        out: Array,
        mean: Array,
        variance: Array,
    ) -> None:
        """Normalise x (N, C, H · W) over N and H · W; also write its mean and variance."""
        lines, channels, size = x.shape
        count = lines * size
        for c in range(channels):
            total = 0.0
            for n in range(lines):
                part = _0
                for i in range(size):
                    part += x[n, c, i]
                total += part
            centre = np.float32(total / count)
            total = 0.0
            for n in range(lines):
                part = _0
                for i in range(size):
                    part += (x[n, c, i] - centre) * (x[n, c, i] - centre)
                total += part
            mean[c] = centre
            variance[c] = total / count
            factor = np.float32(weight[c] / np.sqrt(total / count + epsilon))
            shift = bias[c] - centre * factor
            for n in range(lines):
                for i in range(size):
                    out[n, c, i] = activate(x[n, c, i] * factor + shift)

    return forward


def _make_backward(slope: Any) -> Callable[..., None]:
    @compiled
    def backward(
        x: Array,
        grad: Array,
        weight: Array,
        bias: Array,
        mean: Array,
        variance: Array,
        epsilon: float,
        grad_x: Array,
        grad_weight: Array,
        grad_bias: Array,
    ) -> None:
        """Compute the gradients of x, weight and bias from the result's (N, C, H · W)."""
        lines, channels, size = x.shape
        count = lines * size
        for c in range(channels):
            scale = np.float32(1 / np.sqrt(variance[c] + epsilon))
            offset = -mean[c] * scale
            w, b = weight[c], bias[c]
            along = across = 0.0
            for n in range(lines):
                along_part = across_part = _0
                for i in range(size):
                    unit = x[n, c, i] * scale + offset
                    g = grad[n, c, i] * slope(unit * w + b)
                    along_part += g * unit
                    across_part += g
                along += along_part
                across += across_part
            grad_weight[c] = along
            grad_bias[c] = across
            lean, level = np.float32(along / count), np.float32(across / count)
            factor = w * scale
            for n in range(lines):
                for i in range(size):
                    unit = x[n, c, i] * scale + offset
                    g = grad[n, c, i] * slope(unit * w + b)
                    grad_x[n, c, i] = factor * (g - level - unit * lean)

    return backward


forward = {
    "none": _make_forward(_none),
    "relu": _make_forward(_relu),
    "hardswish": _make_forward(_hardswish),
}
backward = {
    "none": _make_backward(_none_slope),
    "relu": _make_backward(_relu_slope),
    "hardswish": _make_backward(_hardswish_slope),
}
