"""The recurrent neck of recognisers."""

from __future__ import annotations

import paddle
from paddle import nn

from ocrlc.models.layers import time_steps


class BiLSTM(nn.Layer):  # type: ignore[misc]
    """A two-layer bidirectional LSTM over the columns of a feature map.

    Args:
        in_channels: number of channels of the feature map.
        hidden: hidden size of each direction.
    """

    def __init__(self, in_channels: int, hidden: int = 64) -> None:
        super().__init__()
        self.lstm = nn.LSTM(in_channels, hidden, num_layers=2, direction="bidirectional")
        self.out_channels = 2 * hidden

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, 1, T to N, T, 2 · hidden."""
        return self.lstm(time_steps(x))[0]
