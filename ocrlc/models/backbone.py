"""The network that a backbone's config builds: a sequence of layers and their strides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import paddle
from paddle import nn

from ocrlc.models.schema import Activation, Stride


class Tap(NamedTuple):
    """A point in the backbone at which its feature map is taken out.

    Attributes:
        layer: index of the layer whose output is taken.
        channels: number of channels of the map.
        stride: factor by which the map is smaller than the input.
    """

    layer: int
    channels: int
    stride: int


class Backbone(nn.Layer):  # type: ignore[misc]
    """A sequence of layers, followed by a max pool.

    Args:
        layers: layers with the attributes `stride` and `out_channels`.
        pool: window and stride of the final max pool; None for no pool.
        activation: activation of the layers that a classifier adds.

    Attributes:
        out_channels: number of channels of the last feature map.
        activation: activation of the layers that a classifier adds.
    """

    def __init__(
        self,
        layers: Sequence[nn.Layer],
        pool: Stride | None = None,
        activation: Activation = "hardswish",
    ) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*layers)
        self.pool = nn.MaxPool2D(pool, pool) if pool else nn.Identity()
        self.out_channels: int = layers[-1].out_channels
        self.activation: Activation = activation

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, 3, H, W to N, C, H', W'; a line of height 32 to N, C, 1, W / 4."""
        return self.pool(self.blocks(x))

    def taps(self, first: int = 4) -> list[Tap]:
        """Return a tap behind the last layer of each map size, from 1/`first` of the input down.

        Raises:
            ValueError: a layer halves the height but not the width, or the reverse.
        """
        found: dict[int, Tap] = {}
        stride = 1
        for i, layer in enumerate(self.blocks):
            high, wide = layer.stride
            if high != wide:
                raise ValueError("height and width are not halved alike: use layout image")
            stride *= high
            found[stride] = Tap(i, layer.out_channels, stride)
        return [tap for tap in found.values() if tap.stride >= first]

    def maps(self, x: paddle.Tensor, taps: Sequence[Tap]) -> list[paddle.Tensor]:
        """Return the feature maps at the taps, in their order.

        Shape: N, 3, H, W to N, `channels`, H / `stride`, W / `stride` each.
        """
        found = []
        wanted = {tap.layer for tap in taps}
        for i, layer in enumerate(self.blocks):
            x = layer(x)
            if i in wanted:
                found.append(x)
        return found
