"""MobileNetV3 (arXiv 1905.02244), for text lines as PP-OCRv2's reference recogniser has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field

from ocrlc.models.schema import (
    MAX_SCALE,
    Activation,
    BackboneConfig,
    Layout,
    Stride,
    make_divisible,
)

if TYPE_CHECKING:
    from ocrlc.models.backbone import Backbone

Size = Literal["small", "large"]


class Block(NamedTuple):
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
"""Indices of the blocks that halve the height, in layouts with a final pool."""

DOWN_UNPOOLED: dict[Size, tuple[int, ...]] = {"small": (0, 1, 3, 8), "large": (1, 3, 6, 12)}
"""The same in layouts without a final pool; layout `image` halves the width there too."""

POOLS: dict[Layout, Stride] = {"ppocrv2": (2, 2), "late": (2, 1), "early": (2, 1)}


def _narrowed(layout: Layout, size: Size) -> int | None:
    """Index of the block that halves the width; None if the final pool does."""
    if layout in ("early", "flat"):
        return 1
    return DOWN[size][-1] if layout == "late" else None


def _stride(block: int, layout: Layout, size: Size) -> Stride:
    high = block in (DOWN if layout in POOLS else DOWN_UNPOOLED)[size]
    wide = high if layout == "image" else block == _narrowed(layout, size)
    return 1 + high, 1 + wide


class MobileNetV3Config(BackboneConfig):
    """MobileNetV3.

    `size`: the paper's small or large network.
    `layout`: all halve the width in the stem. `ppocrv2` halves it again in the final pool, `early`
    and `flat` in the second block, `late` in the last block that halves the height. `flat` and
    `image` have no final pool; they halve the height in four blocks, as the ImageNet classifier
    does, `image` the width there too.
    """

    name: Literal["mobilenet_v3"] = "mobilenet_v3"
    scale: float = Field(0.5, gt=0, le=MAX_SCALE)
    size: Size = "small"

    def build(self) -> Backbone:
        """Build the network with random weights."""
        from ocrlc.models.backbone import Backbone  # loads Paddle, which recipes do without
        from ocrlc.models.layers import ConvBNAct, InvertedResidual

        channels = make_divisible(16 * self.scale)
        layers = [ConvBNAct(3, channels, 3, (2, 2), "hardswish")]
        for i, block in enumerate(BLOCKS[self.size]):
            out = make_divisible(block.out * self.scale)
            layers.append(
                InvertedResidual(
                    channels,
                    make_divisible(block.expand * self.scale),
                    out,
                    block.kernel,
                    _stride(i, self.layout, self.size),
                    block.se,
                    block.activation,
                )
            )
            channels = out
        last = make_divisible(LAST[self.size] * self.scale)
        layers.append(ConvBNAct(channels, last, activation="hardswish"))
        return Backbone(layers, POOLS.get(self.layout))
