"""A feature pyramid (arXiv 1612.03144): joins maps of several sizes into one of the largest."""

from __future__ import annotations

from collections.abc import Sequence

import paddle
import paddle.nn.functional as F
from paddle import nn

from ocrlc.models.layers import ConvBNAct, DepthSepConv


class Enlarge(nn.Layer):  # type: ignore[misc]
    """Enlarge a map by repeating every pixel along height and width.

    When exported, it is a transposed depthwise convolution with weights of one: Paddle 3.3 breaks
    programs with `interpolate` when oneDNN runs them.

    Args:
        channels: number of channels of the map.
        factor: how often a pixel is repeated along height and width; 1 changes nothing.
    """

    def __init__(self, channels: int, factor: int) -> None:
        super().__init__()
        self.channels, self.factor = channels, factor
        ones = paddle.ones([channels, 1, factor, factor])
        self.register_buffer("ones", ones, persistable=False)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to N, C, factor · H, factor · W."""
        k = self.factor
        if k == 1:
            return x
        if paddle.in_dynamic_mode():  # several times faster than the convolution
            n, c, h, w = x.shape
            wide = x.reshape([n, c, h, 1, w, 1]).expand([n, c, h, k, w, k])
            return wide.reshape([n, c, h * k, w * k])
        return F.conv2d_transpose(x, self.ones, stride=k, groups=self.channels)


class Pyramid(nn.Layer):  # type: ignore[misc]
    """Adds each map, enlarged, to the next larger one, then concatenates the maps of all sizes.

    Args:
        channels: numbers of channels of the input maps, the largest map first; each further map is
            half as high and wide.
        laterals: number of channels that all maps are converted to.
        branches: number of channels that each map contributes to the result.

    Attributes:
        out_channels: number of channels of the result.
    """

    def __init__(self, channels: Sequence[int], laterals: int = 32, branches: int = 8) -> None:
        super().__init__()
        self.laterals = nn.LayerList([ConvBNAct(count, laterals) for count in channels])
        self.branches = nn.LayerList([DepthSepConv(laterals, branches, 5) for _ in channels])
        self.up = Enlarge(laterals, 2)
        self.enlarge = nn.LayerList([Enlarge(branches, 2**i) for i in range(len(channels))])
        self.out_channels = branches * len(channels)

    def forward(self, maps: Sequence[paddle.Tensor]) -> paddle.Tensor:
        """Shape: N, C_i, H / 2^i, W / 2^i to N, out_channels, H, W."""
        count = len(self.laterals)  # no `zip`: Paddle's export knows no `strict`
        sums = [self.laterals[i](maps[i]) for i in range(count)]
        for i in range(count - 1, 0, -1):
            sums[i - 1] = sums[i - 1] + self.up(sums[i])
        parts = [self.enlarge[i](self.branches[i](sums[i])) for i in range(count)]
        return paddle.concat(parts, axis=1)
