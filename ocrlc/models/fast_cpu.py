"""Compiled CPU kernels for training: depthwise convolution and h-swish.

Paddle's own CPU kernels for these two are naive and single-threaded and would take 60 % of a
training step. Here they are compiled with numba and work on Paddle's memory in place. Without
numba, on a GPU, or while a program is exported, the layers use Paddle's operators instead.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import paddle
from numpy.typing import NDArray
from paddle.autograd import PyLayer

try:
    from ocrlc.models import kernels
except ImportError:  # numba is optional; Paddle's operators give the same results
    kernels = None  # type: ignore[assignment]

Array = NDArray[np.float32]


def usable(x: paddle.Tensor) -> bool:
    """Whether the compiled kernels can work on this tensor."""
    return bool(
        kernels is not None
        and paddle.in_dynamic_mode()
        and x.place.is_cpu_place()
        and x.dtype == paddle.float32
    )


def view(tensor: paddle.Tensor) -> Array:
    """A NumPy view of a contiguous float32 tensor's own memory."""
    size = int(np.prod(tensor.shape))
    buffer = (ctypes.c_float * size).from_address(tensor.data_ptr())
    return np.ctypeslib.as_array(buffer).reshape(tensor.shape)


class DepthwiseConv2D(PyLayer):  # type: ignore[misc]
    """Depthwise convolution with odd kernel `k` and padding `k // 2`."""

    @staticmethod
    def forward(
        ctx: Any, x: paddle.Tensor, weight: paddle.Tensor, stride: tuple[int, int]
    ) -> paddle.Tensor:
        """Convolve x (N, C, H, W) with weight (C, 1, k, k)."""
        x, weight = x.contiguous(), weight.contiguous()
        n, c, h, w = x.shape
        out = paddle.empty([n, c, (h - 1) // stride[0] + 1, (w - 1) // stride[1] + 1])
        kernels.forward[weight.shape[-1]](view(x), view(weight), view(out), *stride)
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        return out

    @staticmethod
    def backward(ctx: Any, grad: paddle.Tensor) -> tuple[paddle.Tensor | None, paddle.Tensor]:
        """Return the gradients of x and weight."""
        x, weight = ctx.saved_tensor()
        grad = grad.contiguous()
        kernel = weight.shape[-1]
        grad_weight = paddle.zeros_like(weight)
        kernels.weight_gradient[kernel](view(x), view(grad), view(grad_weight), *ctx.stride)
        grad_x = paddle.empty_like(x)
        kernels.input_gradient[kernel](view(grad), view(weight), view(grad_x), *ctx.stride)
        return grad_x, grad_weight


class HardSwish(PyLayer):  # type: ignore[misc]
    """x · min(max(x + 3, 0), 6) / 6 (MobileNetV3, arXiv 1905.02244)."""

    @staticmethod
    def forward(ctx: Any, x: paddle.Tensor) -> paddle.Tensor:
        """Apply to a tensor of any shape."""
        x = x.contiguous()
        out = paddle.empty_like(x)
        kernels.hardswish(view(x).reshape(-1), view(out).reshape(-1))
        ctx.save_for_backward(x)
        return out

    @staticmethod
    def backward(ctx: Any, grad: paddle.Tensor) -> paddle.Tensor:
        """Return the gradient of x."""
        (x,) = ctx.saved_tensor()
        out = paddle.empty_like(x)
        flat = view(grad.contiguous()).reshape(-1)
        kernels.hardswish_gradient(view(x).reshape(-1), flat, view(out).reshape(-1))
        return out
