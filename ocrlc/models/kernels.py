"""Depthwise convolution and h-swish compiled with numba, forward and backward.

Every plane (H, W) is copied once into a zero-padded buffer; then all taps of an output row are
summed in one pass. Kernel size and stride are constants of each compiled function, so the taps
unroll and the row loop becomes vector code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float32]
Kernel = Callable[[Array, Array, Array, int, int], None]

_jit = njit(cache=True, fastmath=True, nogil=True, boundscheck=False, error_model="numpy")


@_jit
def _pad(plane: Array, buffer: Array, pad: int) -> None:
    height, width = plane.shape
    for y in range(height):
        for x in range(width):
            buffer[y + pad, x + pad] = plane[y, x]


@_jit
def _row3(padded: Array, w: Array, out: Array, top: int, step: int) -> None:
    a, b, c = padded[top], padded[top + 1], padded[top + 2]
    w00, w01, w02 = w[0, 0], w[0, 1], w[0, 2]
    w10, w11, w12 = w[1, 0], w[1, 1], w[1, 2]
    w20, w21, w22 = w[2, 0], w[2, 1], w[2, 2]
    if step == 1:
        for x in range(out.shape[0]):
            s = w00 * a[x] + w01 * a[x + 1] + w02 * a[x + 2]
            s += w10 * b[x] + w11 * b[x + 1] + w12 * b[x + 2]
            out[x] = s + w20 * c[x] + w21 * c[x + 1] + w22 * c[x + 2]
    else:
        for x in range(out.shape[0]):
            i = x * step
            s = w00 * a[i] + w01 * a[i + 1] + w02 * a[i + 2]
            s += w10 * b[i] + w11 * b[i + 1] + w12 * b[i + 2]
            out[x] = s + w20 * c[i] + w21 * c[i + 1] + w22 * c[i + 2]


@_jit
def _row5(padded: Array, w: Array, out: Array, top: int, step: int) -> None:
    a, b, c, d, e = padded[top], padded[top + 1], padded[top + 2], padded[top + 3], padded[top + 4]
    w00, w01, w02, w03, w04 = w[0, 0], w[0, 1], w[0, 2], w[0, 3], w[0, 4]
    w10, w11, w12, w13, w14 = w[1, 0], w[1, 1], w[1, 2], w[1, 3], w[1, 4]
    w20, w21, w22, w23, w24 = w[2, 0], w[2, 1], w[2, 2], w[2, 3], w[2, 4]
    w30, w31, w32, w33, w34 = w[3, 0], w[3, 1], w[3, 2], w[3, 3], w[3, 4]
    w40, w41, w42, w43, w44 = w[4, 0], w[4, 1], w[4, 2], w[4, 3], w[4, 4]
    if step == 1:
        for x in range(out.shape[0]):
            s = w00 * a[x] + w01 * a[x + 1] + w02 * a[x + 2] + w03 * a[x + 3] + w04 * a[x + 4]
            s += w10 * b[x] + w11 * b[x + 1] + w12 * b[x + 2] + w13 * b[x + 3] + w14 * b[x + 4]
            s += w20 * c[x] + w21 * c[x + 1] + w22 * c[x + 2] + w23 * c[x + 3] + w24 * c[x + 4]
            s += w30 * d[x] + w31 * d[x + 1] + w32 * d[x + 2] + w33 * d[x + 3] + w34 * d[x + 4]
            s += w40 * e[x] + w41 * e[x + 1] + w42 * e[x + 2] + w43 * e[x + 3] + w44 * e[x + 4]
            out[x] = s
    else:
        for x in range(out.shape[0]):
            i = x * step
            s = w00 * a[i] + w01 * a[i + 1] + w02 * a[i + 2] + w03 * a[i + 3] + w04 * a[i + 4]
            s += w10 * b[i] + w11 * b[i + 1] + w12 * b[i + 2] + w13 * b[i + 3] + w14 * b[i + 4]
            s += w20 * c[i] + w21 * c[i + 1] + w22 * c[i + 2] + w23 * c[i + 3] + w24 * c[i + 4]
            s += w30 * d[i] + w31 * d[i + 1] + w32 * d[i + 2] + w33 * d[i + 3] + w34 * d[i + 4]
            s += w40 * e[i] + w41 * e[i + 1] + w42 * e[i + 2] + w43 * e[i + 3] + w44 * e[i + 4]
            out[x] = s


@_jit
def _taps3(padded: Array, g: Array, out: Array, top: int, step: int) -> None:
    for tap in range(3):
        a = padded[top + tap]
        s0 = s1 = s2 = np.float32(0)
        if step == 1:
            for x in range(g.shape[0]):
                s0 += g[x] * a[x]
                s1 += g[x] * a[x + 1]
                s2 += g[x] * a[x + 2]
        else:
            for x in range(g.shape[0]):
                i = x * step
                s0 += g[x] * a[i]
                s1 += g[x] * a[i + 1]
                s2 += g[x] * a[i + 2]
        out[tap, 0] += s0
        out[tap, 1] += s1
        out[tap, 2] += s2


@_jit
def _taps5(padded: Array, g: Array, out: Array, top: int, step: int) -> None:
    for tap in range(5):
        a = padded[top + tap]
        s0 = s1 = s2 = s3 = s4 = np.float32(0)
        if step == 1:
            for x in range(g.shape[0]):
                s0 += g[x] * a[x]
                s1 += g[x] * a[x + 1]
                s2 += g[x] * a[x + 2]
                s3 += g[x] * a[x + 3]
                s4 += g[x] * a[x + 4]
        else:
            for x in range(g.shape[0]):
                i = x * step
                s0 += g[x] * a[i]
                s1 += g[x] * a[i + 1]
                s2 += g[x] * a[i + 2]
                s3 += g[x] * a[i + 3]
                s4 += g[x] * a[i + 4]
        out[tap, 0] += s0
        out[tap, 1] += s1
        out[tap, 2] += s2
        out[tap, 3] += s3
        out[tap, 4] += s4


def _make_forward(size: int, row: Any) -> Kernel:
    @_jit
    def forward(x: Array, weight: Array, out: Array, stride_y: int, stride_x: int) -> None:
        lines, channels, height, width = x.shape
        pad = size // 2
        padded = np.zeros((height + 2 * pad, width + 2 * pad), np.float32)
        for c in range(channels):
            w = weight[c, 0]
            for n in range(lines):
                _pad(x[n, c], padded, pad)
                for y in range(out.shape[2]):
                    row(padded, w, out[n, c, y], y * stride_y, stride_x)

    return forward


def _make_weight_gradient(size: int, taps: Any) -> Kernel:
    @_jit
    def gradient(x: Array, grad: Array, out: Array, stride_y: int, stride_x: int) -> None:
        lines, channels, height, width = x.shape
        pad = size // 2
        padded = np.zeros((height + 2 * pad, width + 2 * pad), np.float32)
        for c in range(channels):
            for n in range(lines):
                _pad(x[n, c], padded, pad)
                for y in range(grad.shape[2]):
                    taps(padded, grad[n, c, y], out[c, 0], y * stride_y, stride_x)

    return gradient


def _make_input_gradient(size: int, row: Any) -> Kernel:
    @_jit
    def gradient(grad: Array, weight: Array, out: Array, stride_y: int, stride_x: int) -> None:
        # The gradient of a strided convolution is the stride-1 convolution with flipped
        # weights of the output gradient spread over the input's grid.
        lines, channels, height, width = out.shape
        pad = size // 2
        padded = np.zeros((height + 2 * pad, width + 2 * pad), np.float32)
        flipped = np.empty((size, size), np.float32)
        for c in range(channels):
            for i in range(size):
                for j in range(size):
                    flipped[i, j] = weight[c, 0, size - 1 - i, size - 1 - j]
            for n in range(lines):
                plane = grad[n, c]
                for y in range(plane.shape[0]):
                    target = padded[y * stride_y + pad]
                    for x in range(plane.shape[1]):
                        target[x * stride_x + pad] = plane[y, x]
                for y in range(height):
                    row(padded, flipped, out[n, c, y], y, 1)

    return gradient


forward: dict[int, Kernel] = {3: _make_forward(3, _row3), 5: _make_forward(5, _row5)}
weight_gradient: dict[int, Kernel] = {
    3: _make_weight_gradient(3, _taps3),
    5: _make_weight_gradient(5, _taps5),
}
input_gradient: dict[int, Kernel] = {
    3: _make_input_gradient(3, _row3),
    5: _make_input_gradient(5, _row5),
}


@_jit
def hardswish(x: Array, out: Array) -> None:
    """Apply h-swish to a flat array."""
    for i in range(x.size):
        v = x[i]
        out[i] = v * min(max(v + np.float32(3), np.float32(0)), np.float32(6)) / np.float32(6)


@_jit
def hardswish_gradient(x: Array, grad: Array, out: Array) -> None:
    """Chain `grad` through h-swish at `x`, both flat."""
    for i in range(x.size):
        v = x[i]
        inner = (np.float32(2) * v + np.float32(3)) / np.float32(6)
        slope = np.float32(0) if v <= np.float32(-3) else inner
        out[i] = grad[i] * (np.float32(1) if v >= np.float32(3) else slope)
