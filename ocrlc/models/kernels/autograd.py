"""Faster CPU kernels for training: convolutions, and batch norm with activation.

With Paddle's own CPU kernels a training step takes twice as long (scripts/time_kernels.py). Here,
depthwise convolution and batch norm are compiled with numba, and pointwise convolution is done by
oneDNN in bfloat16; all work directly on Paddle's memory. Where they cannot be used (on a GPU, or
while a program is exported), the layers use Paddle's operators instead.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any, Literal

import numpy as np
import paddle
from numpy.typing import NDArray
from paddle import nn
from paddle.autograd import PyLayer

from ocrlc.errors import ConfigError
from ocrlc.models.kernels import onednn

try:
    from ocrlc.models.kernels import depthwise as depthwise_kernels
    from ocrlc.models.kernels import norm as norm_kernels
except ImportError:  # numba is optional; Paddle's operators give the same results
    depthwise_kernels = norm_kernels = None  # type: ignore[assignment]

Array = NDArray[np.float32]


def usable(x: paddle.Tensor) -> bool:
    """Whether the compiled kernels can work on this tensor."""
    return depthwise_kernels is not None and in_memory(x)


def in_memory(x: paddle.Tensor) -> bool:
    """Whether a tensor holds float32 numbers in the CPU's memory."""
    return bool(paddle.in_dynamic_mode() and x.place.is_cpu_place() and x.dtype == paddle.float32)


def training_precision(wanted: str) -> Literal["fp32", "bf16"]:
    """Return the precision that `train.precision` means on this machine.

    Raises:
        ConfigError: bf16 is asked for, but CPU or Paddle does not support it.
    """
    if wanted == "bf16" and not onednn.available():
        raise ConfigError(
            "train.precision: this CPU, or this build of Paddle, does not compute in bf16: "
            "use auto or fp32"
        )
    return "bf16" if wanted != "fp32" and onednn.available() else "fp32"


def use_bf16(model: nn.Layer) -> None:
    """Make pointwise convolutions multiply in bfloat16 in training; weights stay float32."""
    for layer in model.sublayers():
        if hasattr(layer, "bf16"):
            layer.bf16 = True


def view(tensor: paddle.Tensor) -> Array:
    """Return a NumPy view of a contiguous float32 tensor's memory, without copying."""
    shape = tensor.shape
    buffer = (ctypes.c_float * math.prod(shape)).from_address(tensor.data_ptr())
    return np.ndarray(shape, np.float32, buffer)


def _planes(tensor: paddle.Tensor) -> Array:
    """Return such a view with each channel's map flattened. Shape: N, C, H · W."""
    return view(tensor).reshape(tensor.shape[0], tensor.shape[1], -1)


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
        kernel = depthwise_kernels.forward[weight.shape[-1]]
        kernel(view(x), view(weight), view(out), *stride)
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        return out

    @staticmethod
    def backward(ctx: Any, grad: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
        """Return the gradients of x and weight."""
        x, weight = ctx.saved_tensor()
        grad = grad.contiguous()
        grad_x, grad_weight = paddle.empty_like(x), paddle.zeros_like(weight)
        kernel = depthwise_kernels.backward[weight.shape[-1]]
        kernel(view(x), view(grad), view(weight), view(grad_x), view(grad_weight), *ctx.stride)
        return grad_x, grad_weight


class PointwiseConv2D(PyLayer):  # type: ignore[misc]
    """1×1 convolution of bfloat16 numbers, summed in float32."""

    @staticmethod
    def forward(ctx: Any, x: paddle.Tensor, weight: paddle.Tensor) -> paddle.Tensor:
        """Convolve x (N, C, H, W) with weight (C', C, 1, 1)."""
        x, weight = x.contiguous(), weight.contiguous()
        n, _, h, w = x.shape
        out = paddle.empty([n, weight.shape[0], h, w])
        # Channels first, so that the gradient of the weight is a single matrix product.
        maps = onednn.to_bf16(_planes(x).transpose(1, 0, 2))
        kernel = onednn.to_bf16(view(weight)[:, :, 0, 0])
        onednn.matmul(kernel[None], maps.transpose(1, 0, 2), _planes(out))
        ctx.operands = maps, kernel, x.shape
        return out

    @staticmethod
    def backward(ctx: Any, grad: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
        """Return the gradients of x and weight."""
        maps, kernel, shape = ctx.operands
        grad_x, grad_weight = paddle.empty(shape), paddle.empty([*kernel.shape, 1, 1])
        grads = onednn.to_bf16(_planes(grad.contiguous()).transpose(1, 0, 2))
        onednn.matmul(kernel.T[None], grads.transpose(1, 0, 2), _planes(grad_x))
        flat = grads.reshape(len(grads), -1), maps.reshape(len(maps), -1).T
        onednn.matmul(*flat, view(grad_weight)[:, :, 0, 0])
        return grad_x, grad_weight


class BatchNormAct(PyLayer):  # type: ignore[misc]
    """Batch norm by the batch's own statistics (arXiv 1502.03167), then an activation."""

    @staticmethod
    def forward(
        ctx: Any,
        x: paddle.Tensor,
        weight: paddle.Tensor,
        bias: paddle.Tensor,
        norm: nn.BatchNorm2D,
        activation: str,
    ) -> paddle.Tensor:
        """Normalise x (N, C, H, W) and update the running statistics of `norm`."""
        x = x.contiguous()
        out = paddle.empty_like(x)
        mean, variance = np.empty((2, x.shape[1]), np.float32)
        kernel = norm_kernels.forward[activation]
        kernel(_planes(x), view(weight), view(bias), norm._epsilon, _planes(out), mean, variance)
        for running, current in ((norm._mean, mean), (norm._variance, variance)):
            kept = view(running)
            kept *= norm._momentum
            kept += (1 - norm._momentum) * current
        ctx.save_for_backward(x, weight, bias)
        ctx.statistics = mean, variance, norm._epsilon
        ctx.activation = activation
        return out

    @staticmethod
    def backward(
        ctx: Any, grad: paddle.Tensor
    ) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
        """Return the gradients of x, weight and bias."""
        x, weight, bias = ctx.saved_tensor()
        grad = grad.contiguous()
        grads = paddle.empty_like(x), paddle.empty_like(weight), paddle.empty_like(bias)
        norm_kernels.backward[ctx.activation](
            _planes(x), _planes(grad), view(weight), view(bias), *ctx.statistics,
            _planes(grads[0]), view(grads[1]), view(grads[2]),
        )  # fmt: skip
        return grads
