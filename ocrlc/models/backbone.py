"""The network that a backbone's config builds: layers in a row, and what to know about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import paddle
from paddle import nn

from ocrlc.models.schema import Activation, Stride


class Tap(NamedTuple):
    """Where a map leaves the backbone.

    Attributes:
        layer: index of the layer behind which it does.
        channels: of the map.
        stride: by how much it is smaller than the input.
    """

    layer: int
    channels: int
    stride: int


class Backbone(nn.Layer):  # type: ignore[misc]
    """Layers in a row, then a pool.

    Args:
        layers: each tells its `stride` and its `out_channels`.
        pool: window and stride of the max pool behind them; None for no pool.
        activation: of the layers that a classifier puts behind it.

    Attributes:
        out_channels: channels of the last map.
        activation: as given.
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
        """Return the last layer of each size from 1/`first` of the input's on.

        Raises:
            ValueError: height and width are not halved alike.
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
        """Return the maps at the taps, in their order.

        Shape: N, 3, H, W to N, `channels`, H / `stride`, W / `stride` each.
        """
        found = []
        wanted = {tap.layer for tap in taps}
        for i, layer in enumerate(self.blocks):
            x = layer(x)
            if i in wanted:
                found.append(x)
        return found
