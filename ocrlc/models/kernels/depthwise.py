"""Depthwise convolution compiled with numba, forward and backward.

Every plane (H, W) is copied into a flat zero-padded buffer, in which rows and columns are grouped
by their index modulo the stride. A tap of the kernel then has the same distance from every output
position, so one loop, which the compiler vectorises, sums all taps for the whole plane. The loop
also computes a few values between the rows, which are dropped when the result is copied out.

Indices are unsigned: numba would otherwise check each for being negative, without vector code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.models.kernels.compiled import compiled

Array = NDArray[np.float32]
Places = NDArray[np.uint64]


@compiled
def _plan(height: int, width: int, size: int, sy: int, sx: int) -> tuple[Places, Places, int, int]:
    """Return the offsets of padded rows and columns, the distance of rows, and the buffer size."""
    rows, columns = height + size - 1, width + size - 1
    pitch = (columns + sx - 1) // sx
    group = (rows + sy - 1) // sy
    row_places = np.empty(rows, np.uint64)
    column_places = np.empty(columns, np.uint64)
    for i in range(rows):
        row_places[i] = ((i % sy) * group + i // sy) * pitch
    for i in range(columns):
        column_places[i] = (i % sx) * sy * group * pitch + i // sx
    return row_places, column_places, pitch, sx * sy * group * pitch


@compiled
def _scatter(plane: Array, buffer: Array, rows: Places, columns: Places, dense: bool) -> None:
    """Copy a plane to its offsets in the buffer; `dense`: its columns are adjacent there."""
    for y in range(plane.shape[0]):
        row = plane[y]
        if dense:
            start = rows[y] + columns[0]
            for x in range(np.uint64(row.shape[0])):
                buffer[start + x] = row[x]
        else:
            for x in range(row.shape[0]):
                buffer[rows[y] + columns[x]] = row[x]


@compiled
def _lay(plane: Array, flat: Array, pitch: int) -> None:
    """Copy a plane's rows into a flat array, `pitch` elements apart."""
    for y in range(plane.shape[0]):
        start = np.uint64(y * pitch)
        row = plane[y]
        for x in range(np.uint64(row.shape[0])):
            flat[start + x] = row[x]


@compiled
def _take(flat: Array, plane: Array, pitch: int) -> None:
    """Copy rows that are `pitch` elements apart in a flat array into a plane."""
    for y in range(plane.shape[0]):
        start = np.uint64(y * pitch)
        row = plane[y]
        for x in range(np.uint64(row.shape[0])):
            row[x] = flat[start + x]


@compiled
def _sum3(b: Array, w: Array, r: Places, c: Places, out: Array) -> None:
    """Convolve buffer `b` with kernel `w`; tap (i, j) is r[i] + c[j] elements ahead."""
    r0, r1, r2 = r[0], r[1], r[2]
    c0, c1, c2 = c[0], c[1], c[2]
    w00, w01, w02 = w[0, 0], w[0, 1], w[0, 2]
    w10, w11, w12 = w[1, 0], w[1, 1], w[1, 2]
    w20, w21, w22 = w[2, 0], w[2, 1], w[2, 2]
    for t in range(np.uint64(out.shape[0])):
        s = w00 * b[r0 + c0 + t] + w01 * b[r0 + c1 + t] + w02 * b[r0 + c2 + t]
        s += w10 * b[r1 + c0 + t] + w11 * b[r1 + c1 + t] + w12 * b[r1 + c2 + t]
        s += w20 * b[r2 + c0 + t] + w21 * b[r2 + c1 + t] + w22 * b[r2 + c2 + t]
        out[t] = s


@compiled
def _sum5(b: Array, w: Array, r: Places, c: Places, out: Array) -> None:
    """Convolve buffer `b` with kernel `w`; tap (i, j) is r[i] + c[j] elements ahead."""
    r0, r1, r2, r3, r4 = r[0], r[1], r[2], r[3], r[4]
    c0, c1, c2, c3, c4 = c[0], c[1], c[2], c[3], c[4]
    w00, w01, w02, w03, w04 = w[0, 0], w[0, 1], w[0, 2], w[0, 3], w[0, 4]
    w10, w11, w12, w13, w14 = w[1, 0], w[1, 1], w[1, 2], w[1, 3], w[1, 4]
    w20, w21, w22, w23, w24 = w[2, 0], w[2, 1], w[2, 2], w[2, 3], w[2, 4]
    w30, w31, w32, w33, w34 = w[3, 0], w[3, 1], w[3, 2], w[3, 3], w[3, 4]
    w40, w41, w42, w43, w44 = w[4, 0], w[4, 1], w[4, 2], w[4, 3], w[4, 4]
    for t in range(np.uint64(out.shape[0])):
        s = w00 * b[r0 + c0 + t] + w01 * b[r0 + c1 + t] + w02 * b[r0 + c2 + t]
        s += w03 * b[r0 + c3 + t] + w04 * b[r0 + c4 + t]
        s += w10 * b[r1 + c0 + t] + w11 * b[r1 + c1 + t] + w12 * b[r1 + c2 + t]
        s += w13 * b[r1 + c3 + t] + w14 * b[r1 + c4 + t]
        s += w20 * b[r2 + c0 + t] + w21 * b[r2 + c1 + t] + w22 * b[r2 + c2 + t]
        s += w23 * b[r2 + c3 + t] + w24 * b[r2 + c4 + t]
        s += w30 * b[r3 + c0 + t] + w31 * b[r3 + c1 + t] + w32 * b[r3 + c2 + t]
        s += w33 * b[r3 + c3 + t] + w34 * b[r3 + c4 + t]
        s += w40 * b[r4 + c0 + t] + w41 * b[r4 + c1 + t] + w42 * b[r4 + c2 + t]
        s += w43 * b[r4 + c3 + t] + w44 * b[r4 + c4 + t]
        out[t] = s


@compiled
def _dot3(b: Array, g: Array, r: Places, c: Places, out: Array) -> None:
    """Add to out[i, j] the scalar product of `g` and the elements under tap (i, j)."""
    c0, c1, c2 = c[0], c[1], c[2]
    for i in range(3):
        start = r[i]
        s0 = s1 = s2 = np.float32(0)
        for t in range(np.uint64(g.shape[0])):
            s0 += g[t] * b[start + c0 + t]
            s1 += g[t] * b[start + c1 + t]
            s2 += g[t] * b[start + c2 + t]
        out[i, 0] += s0
        out[i, 1] += s1
        out[i, 2] += s2


@compiled
def _dot5(b: Array, g: Array, r: Places, c: Places, out: Array) -> None:
    """Add to out[i, j] the scalar product of `g` and the elements under tap (i, j)."""
    c0, c1, c2, c3, c4 = c[0], c[1], c[2], c[3], c[4]
    for i in range(5):
        start = r[i]
        s0 = s1 = s2 = s3 = s4 = np.float32(0)
        for t in range(np.uint64(g.shape[0])):
            s0 += g[t] * b[start + c0 + t]
            s1 += g[t] * b[start + c1 + t]
            s2 += g[t] * b[start + c2 + t]
            s3 += g[t] * b[start + c3 + t]
            s4 += g[t] * b[start + c4 + t]
        out[i, 0] += s0
        out[i, 1] += s1
        out[i, 2] += s2
        out[i, 3] += s3
        out[i, 4] += s4


def _make_forward(size: int, taps: Any) -> Callable[..., None]:
    @compiled
    def forward(x: Array, weight: Array, out: Array, sy: int, sx: int) -> None:
        """Convolve x (N, C, H, W) with weight (C, 1, k, k) into out."""
        lines, channels, height, width = x.shape
        rows, columns, pitch, room = _plan(height, width, size, sy, sx)
        inner_rows, inner_columns = rows[size // 2 :], columns[size // 2 :]
        buffer = np.zeros(room, np.float32)
        flat = np.empty((out.shape[2] - 1) * pitch + out.shape[3], np.float32)
        for n in range(lines):
            for c in range(channels):
                _scatter(x[n, c], buffer, inner_rows, inner_columns, sx == 1)
                taps(buffer, weight[c, 0], rows, columns, flat)
                _take(flat, out[n, c], pitch)

    return forward


def _make_backward(size: int, taps: Any, dots: Any) -> Callable[..., None]:
    @compiled
    def backward(
        x: Array, grad: Array, weight: Array, grad_x: Array, grad_weight: Array, sy: int, sx: int
    ) -> None:
        """Compute the gradient of x, and add the gradient of weight to `grad_weight`."""
        lines, channels, height, width = x.shape
        rows, columns, pitch, room = _plan(height, width, size, sy, sx)
        inner_rows, inner_columns = rows[size // 2 :], columns[size // 2 :]
        buffer = np.zeros(room, np.float32)
        flat = np.zeros((grad.shape[2] - 1) * pitch + grad.shape[3], np.float32)
        # The gradient of x is a stride-1 convolution, with flipped weights, of the result's
        # gradient after spreading that over the grid of x.
        all_rows, all_columns, wide, large = _plan(height, width, size, 1, 1)
        spread_rows = all_rows[size // 2 :: sy].copy()
        spread_columns = all_columns[size // 2 :: sx].copy()
        spread = np.zeros(large, np.float32)
        result = np.empty((height - 1) * wide + width, np.float32)
        flipped = weight[:, 0, ::-1, ::-1].copy()
        for n in range(lines):
            for c in range(channels):
                _scatter(x[n, c], buffer, inner_rows, inner_columns, sx == 1)
                _lay(grad[n, c], flat, pitch)
                dots(buffer, flat, rows, columns, grad_weight[c, 0])
                _scatter(grad[n, c], spread, spread_rows, spread_columns, sx == 1)
                taps(spread, flipped[c], all_rows, all_columns, result)
                _take(result, grad_x[n, c], wide)

    return backward


forward = {3: _make_forward(3, _sum3), 5: _make_forward(5, _sum5)}
backward = {3: _make_backward(3, _sum3, _dot3), 5: _make_backward(5, _sum5, _dot5)}
