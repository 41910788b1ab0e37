"""PP-LCNet (arXiv 2109.15099): a MobileNetV1-like net made for CPUs with oneDNN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import paddle
from paddle import nn

from ocrlc.models.layers import Activation, ConvBNAct, SqueezeExcite, Stride, make_divisible

Layout = Literal["early", "ppocrv2", "flat", "image"]
Position = Literal["front", "middle", "tail", "all"]

STEM = 16
WIDTHS = (32, 64, 64, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512)
"""Output channels of the 13 blocks at scale 1."""

STRIDES: dict[Layout, tuple[Stride, ...]] = {
    # as a classifier of images: both directions halved five times, stem included
    "image": tuple((2, 2) if i in (1, 3, 5, 11) else (1, 1) for i in range(13)),
    # the recogniser of PP-OCRv2: width is halved by the stem and the final pool only
    "ppocrv2": tuple((2, 1) if i in (3, 5, 11) else (1, 1) for i in range(13)),
    # width halved in the second block instead of the final pool: half the arithmetic
    "early": tuple((1, 2) if i == 1 else (2, 1) if i in (3, 5, 11) else (1, 1) for i in range(13)),
    # the height as well in the second block, instead of the final pool: again about half
    "flat": tuple((2, 2) if i == 1 else (2, 1) if i in (3, 5, 11) else (1, 1) for i in range(13)),
}
POOLS: dict[Layout, Stride] = {"ppocrv2": (2, 2), "early": (2, 1)}


@dataclass(frozen=True, slots=True)
class Placement:
    """How many of the 13 blocks have a feature, and where they sit."""

    blocks: int
    position: Position = "tail"

    def chosen(self, total: int) -> frozenset[int]:
        """Indices of the blocks that have the feature."""
        count = min(self.blocks, total)
        if self.position == "all":
            return frozenset(range(total))
        start = {"front": 0, "middle": (total - count) // 2, "tail": total - count}[self.position]
        return frozenset(range(start, start + count))


class DepthSepConv(nn.Layer):  # type: ignore[misc]
    """Depthwise convolution, optional SE, pointwise convolution; no shortcut."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        stride: Stride,
        se: bool,
        activation: Activation,
    ) -> None:
        super().__init__()
        self.depthwise = ConvBNAct(in_channels, in_channels, kernel, stride, activation, True)
        self.se = SqueezeExcite(in_channels) if se else nn.Identity()
        self.pointwise = ConvBNAct(in_channels, out_channels, activation=activation)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C', H', W'."""
        return self.pointwise(self.se(self.depthwise(x)))


class PPLCNet(nn.Layer):  # type: ignore[misc]
    """The 13-block backbone.

    Args:
        scale: multiplies all widths.
        layout: `early`, `ppocrv2` and `flat` read text lines (N, 3, 32, W to N, C, 1,
            W / 4); `image` has the strides of the ImageNet classifier and no final pool.
        activation: `hardswish` is the paper's first strategy, `relu` its baseline.
        se: SE blocks, the second strategy: two in the tail.
        large_kernel: 5×5 kernels, the third: the last seven blocks.

    Attributes:
        out_channels: channels of the feature map.
    """

    def __init__(
        self,
        scale: float = 1.0,
        layout: Layout = "early",
        activation: Activation = "hardswish",
        se: Placement = Placement(2),
        large_kernel: Placement = Placement(7),
    ) -> None:
        super().__init__()
        with_se = se.chosen(len(WIDTHS))
        with_5x5 = large_kernel.chosen(len(WIDTHS))
        channels = make_divisible(STEM * scale)
        layers: list[nn.Layer] = [ConvBNAct(3, channels, 3, (2, 2), activation)]
        for i, (width, stride) in enumerate(zip(WIDTHS, STRIDES[layout], strict=True)):
            out = make_divisible(width * scale)
            kernel = 5 if i in with_5x5 else 3
            layers.append(DepthSepConv(channels, out, kernel, stride, i in with_se, activation))
            channels = out
        self.blocks = nn.Sequential(*layers)
        self.pool = nn.MaxPool2D(POOLS[layout], POOLS[layout]) if layout in POOLS else nn.Identity()
        self.out_channels = channels

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, 3, H, W to N, C, H', W'."""
        return self.pool(self.blocks(x))
