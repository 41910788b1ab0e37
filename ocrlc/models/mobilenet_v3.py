"""MobileNetV3 (arXiv 1905.02244), for text lines as PP-OCRv2's reference recogniser has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import paddle
from paddle import nn

from ocrlc.models.layers import Activation, ConvBNAct, SqueezeExcite, Stride, make_divisible

Size = Literal["small", "large"]
Layout = Literal["early", "ppocrv2", "flat", "image"]


@dataclass(frozen=True, slots=True)
class Block:
    """A row of the paper's table: kernel, expansion, output channels, SE, activation."""

    kernel: int
    expand: int
    out: int
    se: bool
    activation: Activation


BLOCKS: dict[Size, tuple[Block, ...]] = {
    "small": (
        Block(3, 16, 16, True, "relu"),
        Block(3, 72, 24, False, "relu"),
        Block(3, 88, 24, False, "relu"),
        Block(5, 96, 40, True, "hardswish"),
        Block(5, 240, 40, True, "hardswish"),
        Block(5, 240, 40, True, "hardswish"),
        Block(5, 120, 48, True, "hardswish"),
        Block(5, 144, 48, True, "hardswish"),
        Block(5, 288, 96, True, "hardswish"),
        Block(5, 576, 96, True, "hardswish"),
        Block(5, 576, 96, True, "hardswish"),
    ),
    "large": (
        Block(3, 16, 16, False, "relu"),
        Block(3, 64, 24, False, "relu"),
        Block(3, 72, 24, False, "relu"),
        Block(5, 72, 40, True, "relu"),
        Block(5, 120, 40, True, "relu"),
        Block(5, 120, 40, True, "relu"),
        Block(3, 240, 80, False, "hardswish"),
        Block(3, 200, 80, False, "hardswish"),
        Block(3, 184, 80, False, "hardswish"),
        Block(3, 184, 80, False, "hardswish"),
        Block(3, 480, 112, True, "hardswish"),
        Block(3, 672, 112, True, "hardswish"),
        Block(5, 672, 160, True, "hardswish"),
        Block(5, 960, 160, True, "hardswish"),
        Block(5, 960, 160, True, "hardswish"),
    ),
}
LAST: dict[Size, int] = {"small": 576, "large": 960}
DOWN: dict[Size, tuple[int, int, int]] = {"small": (1, 3, 8), "large": (1, 3, 12)}
"""Indices of the blocks that halve the height."""

DOWN_UNPOOLED: dict[Size, tuple[int, ...]] = {"small": (0, 1, 3, 8), "large": (1, 3, 6, 12)}
"""The same where there is no final pool; the classifier of images halves the width there too."""

POOLS: dict[Layout, Stride] = {"ppocrv2": (2, 2), "early": (2, 1)}
NARROWED: dict[Layout, int] = {"early": 1, "flat": 1}
"""Index of the block that halves the width, where the final pool does not."""


def _stride(block: int, layout: Layout, size: Size) -> Stride:
    high = block in (DOWN if layout in POOLS else DOWN_UNPOOLED)[size]
    wide = high if layout == "image" else block == NARROWED.get(layout)
    return 1 + high, 1 + wide


class InvertedResidual(nn.Layer):  # type: ignore[misc]
    """Expand, depthwise, SE, project; a shortcut where the shape stays."""

    def __init__(self, in_channels: int, block: Block, stride: Stride, scale: float) -> None:
        super().__init__()
        expand = make_divisible(block.expand * scale)
        self.out_channels = make_divisible(block.out * scale)
        self.shortcut = stride == (1, 1) and in_channels == self.out_channels
        self.expand = ConvBNAct(in_channels, expand, activation=block.activation)
        self.depthwise = ConvBNAct(expand, expand, block.kernel, stride, block.activation, True)
        self.se = SqueezeExcite(expand, slope=0.2) if block.se else nn.Identity()
        self.project = ConvBNAct(expand, self.out_channels)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C', H', W'."""
        out = self.project(self.se(self.depthwise(self.expand(x))))
        return x + out if self.shortcut else out


class MobileNetV3(nn.Layer):  # type: ignore[misc]
    """MobileNetV3 small or large.

    Args:
        scale: multiplies all widths.
        layout: `ppocrv2` halves the width in the stem and the final pool; `early` in the second
            block instead of the pool, as PP-LCNet's does. `flat` and `image` have the four halvings
            of the ImageNet classifier instead of the pool, `flat` of the height.
        size: `small` or `large`.

    Attributes:
        out_channels: channels of the feature map.
    """

    def __init__(
        self, scale: float = 0.5, layout: Layout = "ppocrv2", size: Size = "small"
    ) -> None:
        super().__init__()
        channels = make_divisible(16 * scale)
        layers: list[nn.Layer] = [ConvBNAct(3, channels, 3, (2, 2), "hardswish")]
        for i, block in enumerate(BLOCKS[size]):
            layers.append(InvertedResidual(channels, block, _stride(i, layout, size), scale))
            channels = layers[-1].out_channels
        self.out_channels = make_divisible(LAST[size] * scale)
        layers.append(ConvBNAct(channels, self.out_channels, activation="hardswish"))
        self.blocks = nn.Sequential(*layers)
        self.pool = nn.MaxPool2D(POOLS[layout], POOLS[layout]) if layout in POOLS else nn.Identity()

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, 3, H, W to N, C, H', W'; a line of height 32 to N, C, 1, W / 4."""
        return self.pool(self.blocks(x))
