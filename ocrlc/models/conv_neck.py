"""The convolutional neck of recognisers."""

from __future__ import annotations

import paddle
from paddle import nn

from ocrlc.models.layers import ConvBNAct, time_steps


class ConvNeck(nn.Layer):  # type: ignore[misc]
    """Residual blocks of convolutions along the line, computed for all time steps at once.

    An LSTM is computed step by step; this neck runs in oneDNN on all threads and in bfloat16. The
    context of a step is bounded: `BLOCKS` times half of `REACH`, 21 columns to either side, each 4
    pixels of the line wide.

    Args:
        in_channels: number of channels of the feature map.
        hidden: half the number of the blocks' channels.
    """

    BLOCKS = 3
    REACH = 15

    def __init__(self, in_channels: int, hidden: int = 64) -> None:
        super().__init__()
        self.out_channels = 2 * hidden
        self.reduce = ConvBNAct(in_channels, self.out_channels, activation="hardswish")
        self.blocks = nn.LayerList(
            [ConvBlock(self.out_channels, self.REACH) for _ in range(self.BLOCKS)]
        )

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, 1, T to N, T, 2 · hidden."""
        x = self.reduce(x)
        for block in self.blocks:
            x = block(x)
        return time_steps(x)


class ConvBlock(nn.Layer):  # type: ignore[misc]
    """A depthwise convolution along the line, then two 1×1 convolutions with a residual shortcut.

    Between the 1×1 convolutions there are twice as many channels.
    """

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.along = nn.Conv2D(
            channels,
            channels,
            (1, reach),
            padding=(0, reach // 2),
            groups=channels,
            bias_attr=False,
        )
        self.bn = nn.BatchNorm2D(channels)
        self.widen = ConvBNAct(channels, 2 * channels, activation="hardswish")
        self.narrow = ConvBNAct(2 * channels, channels)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, 1, T; the output has the same."""
        return x + self.narrow(self.widen(self.bn(self.along(x))))
