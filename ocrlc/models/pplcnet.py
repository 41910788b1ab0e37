"""PP-LCNet (arXiv 2109.15099): a MobileNetV1-like net made for CPUs with oneDNN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ocrlc.models.schema import BackboneConfig, Layout, Section, Stride, make_divisible

if TYPE_CHECKING:
    from ocrlc.models.backbone import Backbone

STEM = 16
WIDTHS = (32, 64, 64, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512)
"""Output channels of the 13 blocks at scale 1."""


def _strides(changed: dict[int, Stride]) -> tuple[Stride, ...]:
    return tuple(changed.get(i, (1, 1)) for i in range(len(WIDTHS)))


STRIDES: dict[Layout, tuple[Stride, ...]] = {
    # as a classifier of images: both directions halved five times, stem included
    "image": _strides({1: (2, 2), 3: (2, 2), 5: (2, 2), 11: (2, 2)}),
    # the recogniser of PP-OCRv2: width is halved by the stem and the final pool only
    "ppocrv2": _strides({3: (2, 1), 5: (2, 1), 11: (2, 1)}),
    # width halved in the twelfth block instead of the final pool
    "late": _strides({3: (2, 1), 5: (2, 1), 11: (2, 2)}),
    # width halved in the second block instead of the final pool: half the arithmetic
    "early": _strides({1: (1, 2), 3: (2, 1), 5: (2, 1), 11: (2, 1)}),
    # the height as well in the second block, instead of the final pool: again about half
    "flat": _strides({1: (2, 2), 3: (2, 1), 5: (2, 1), 11: (2, 1)}),
}
POOLS: dict[Layout, Stride] = {"ppocrv2": (2, 2), "late": (2, 1), "early": (2, 1)}


class PlacementConfig(Section):
    """Which blocks have a feature.

    `blocks`: number of blocks. `position`: at the front, in the middle, at the tail, or all.
    """

    blocks: int = Field(ge=0, le=13)
    position: Literal["front", "middle", "tail", "all"] = "tail"

    def chosen(self, total: int) -> frozenset[int]:
        """Return the indices of the blocks that have the feature, out of `total` blocks."""
        count = min(self.blocks, total)
        if self.position == "all":
            return frozenset(range(total))
        start = {"front": 0, "middle": (total - count) // 2, "tail": total - count}[self.position]
        return frozenset(range(start, start + count))


class PPLCNetConfig(BackboneConfig):
    """PP-LCNet: a stem and 13 blocks. The last three options switch the paper's strategies.

    `layout`: `early`, `ppocrv2`, `late` and `flat` are for text lines (N, 3, 32, W to N, C, 1,
    W / 4); `image` has the strides of the ImageNet classifier and no final pool.
    `activation`: `hardswish` is the paper's first strategy, `relu` its baseline.
    `se`: which blocks have squeeze-and-excitation, the second strategy.
    `large_kernel`: which blocks have 5×5 kernels, the third strategy; the others have 3×3.
    """

    name: Literal["pplcnet"] = "pplcnet"
    activation: Literal["hardswish", "relu"] = "hardswish"
    se: PlacementConfig = PlacementConfig(blocks=2)
    large_kernel: PlacementConfig = PlacementConfig(blocks=7)

    def build(self) -> Backbone:
        """Build the network with random weights."""
        from ocrlc.models.backbone import Backbone  # loads Paddle, which recipes do without
        from ocrlc.models.layers import ConvBNAct, DepthSepConv

        with_se = self.se.chosen(len(WIDTHS))
        with_5x5 = self.large_kernel.chosen(len(WIDTHS))
        channels = make_divisible(STEM * self.scale)
        layers = [ConvBNAct(3, channels, 3, (2, 2), self.activation)]
        for i, (width, stride) in enumerate(zip(WIDTHS, STRIDES[self.layout], strict=True)):
            kernel = 5 if i in with_5x5 else 3
            out = make_divisible(width * self.scale)
            layers.append(
                DepthSepConv(channels, out, kernel, stride, i in with_se, self.activation)
            )
            channels = out
        return Backbone(layers, POOLS.get(self.layout), self.activation)
