"""Layers that several networks use."""

from __future__ import annotations

import paddle
import paddle.nn.functional as F
from paddle import nn

from ocrlc.models.kernels import autograd
from ocrlc.models.schema import Activation, Stride


class DepthwiseConv2D(nn.Conv2D):  # type: ignore[misc]
    """Depthwise convolution, padding `kernel // 2`, no bias.

    In dygraph mode on a CPU it runs our compiled kernels, several times faster than Paddle's.
    """

    def __init__(self, channels: int, kernel: int, stride: Stride) -> None:
        super().__init__(
            channels,
            channels,
            kernel,
            stride=stride,
            padding=kernel // 2,
            groups=channels,
            bias_attr=False,
        )
        self.stride = stride

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C, ceil(H / sh), ceil(W / sw)."""
        if autograd.usable(x):
            return autograd.DepthwiseConv2D.apply(x, self.weight, self.stride)
        return super().forward(x)


class PointwiseConv2D(nn.Conv2D):  # type: ignore[misc]
    """Convolution with a 1×1 kernel, no bias.

    Attributes:
        bf16: whether training on a CPU multiplies in bfloat16; False at first.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__(in_channels, out_channels, 1, bias_attr=False)
        self.bf16 = False

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C', H, W."""
        if self.bf16 and self.training and autograd.in_memory(x):
            return autograd.PointwiseConv2D.apply(x, self.weight)
        return super().forward(x)


def activate(x: paddle.Tensor, activation: Activation) -> paddle.Tensor:
    """Apply an activation by name."""
    if activation == "relu":
        return F.relu(x)
    if activation == "hardswish":
        return F.hardswish(x)
    return x


class ConvBNAct(nn.Layer):  # type: ignore[misc]
    """Convolution, batch norm, activation; the convolution is depthwise if `depthwise` is set.

    Attributes:
        stride: stride of the convolution.
        out_channels: number of output channels.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int = 1,
        stride: Stride = (1, 1),
        activation: Activation = "none",
        depthwise: bool = False,
    ) -> None:
        super().__init__()
        if depthwise:
            self.conv: nn.Layer = DepthwiseConv2D(in_channels, kernel, stride)
        elif kernel == 1 and stride == (1, 1):
            self.conv = PointwiseConv2D(in_channels, out_channels)
        else:
            self.conv = nn.Conv2D(
                in_channels,
                out_channels,
                kernel,
                stride=stride,
                padding=kernel // 2,
                bias_attr=False,
            )
        self.bn = nn.BatchNorm2D(out_channels)
        self.activation: Activation = activation
        self.stride, self.out_channels = stride, out_channels

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C', H', W'."""
        x = self.conv(x)
        if self.bn.training and autograd.usable(x):
            bn = self.bn
            return autograd.BatchNormAct.apply(x, bn.weight, bn.bias, bn, self.activation)
        return activate(self.bn(x), self.activation)


class SqueezeExcite(nn.Layer):  # type: ignore[misc]
    """Channel attention (arXiv 1709.01507) with reduction 4, ReLU and hard-sigmoid.

    Args:
        channels: number of input channels, and of output channels.
        slope: slope of the hard-sigmoid; 1/6 in PP-LCNet, 0.2 in PaddleOCR's MobileNetV3.
    """

    def __init__(self, channels: int, slope: float = 1 / 6) -> None:
        super().__init__()
        self.squeeze = nn.Conv2D(channels, channels // 4, 1)
        self.excite = nn.Conv2D(channels // 4, channels, 1)
        self.slope = slope

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W; the output has the same."""
        weights = F.relu(self.squeeze(F.adaptive_avg_pool2d(x, 1)))
        return x * F.hardsigmoid(self.excite(weights), slope=self.slope, offset=0.5)


class DepthSepConv(nn.Layer):  # type: ignore[misc]
    """Depthwise convolution, optional squeeze-and-excitation, pointwise convolution; no shortcut.

    Attributes:
        stride: stride of the depthwise convolution.
        out_channels: number of output channels.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        stride: Stride = (1, 1),
        se: bool = False,
        activation: Activation = "hardswish",
    ) -> None:
        super().__init__()
        self.depthwise = ConvBNAct(in_channels, in_channels, kernel, stride, activation, True)
        self.se = SqueezeExcite(in_channels) if se else nn.Identity()
        self.pointwise = ConvBNAct(in_channels, out_channels, activation=activation)
        self.stride, self.out_channels = stride, out_channels

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C', H', W'."""
        return self.pointwise(self.se(self.depthwise(x)))


class InvertedResidual(nn.Layer):  # type: ignore[misc]
    """Expand, depthwise, SE, project; a shortcut if the shape stays the same (arXiv 1905.02244).

    Attributes:
        stride: stride of the depthwise convolution.
        out_channels: number of output channels.
    """

    def __init__(
        self,
        in_channels: int,
        expand: int,
        out_channels: int,
        kernel: int,
        stride: Stride = (1, 1),
        se: bool = False,
        activation: Activation = "relu",
    ) -> None:
        super().__init__()
        self.shortcut = stride == (1, 1) and in_channels == out_channels
        self.expand = ConvBNAct(in_channels, expand, activation=activation)
        self.depthwise = ConvBNAct(expand, expand, kernel, stride, activation, True)
        self.se = SqueezeExcite(expand, slope=0.2) if se else nn.Identity()
        self.project = ConvBNAct(expand, out_channels)
        self.stride, self.out_channels = stride, out_channels

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C', H', W'."""
        out = self.project(self.se(self.depthwise(self.expand(x))))
        return x + out if self.shortcut else out


def time_steps(x: paddle.Tensor) -> paddle.Tensor:
    """Shape: N, C, 1, T to N, T, C."""
    # In this order, because Paddle 3.3 breaks a program in which a transposed tensor goes directly
    # into a linear layer.
    return x.transpose([0, 2, 3, 1]).squeeze(1)
