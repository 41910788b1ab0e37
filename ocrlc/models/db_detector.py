"""A detector of text lines by a map of their cores (DB, arXiv 1911.08947)."""

from __future__ import annotations

import paddle
import paddle.nn.functional as F
from paddle import nn

from ocrlc.models.backbone import Backbone
from ocrlc.models.layers import ConvBNAct
from ocrlc.models.pyramid import Pyramid

MAP_STRIDE = 2
"""By how much the map is smaller than the input: cores of small lines are a few pixels high."""


class MapHead(nn.Layer):  # type: ignore[misc]
    """A 3×3 convolution, and a transposed one to one map twice as large.

    Args:
        in_channels: of the features.
        mid: channels between the two.
    """

    def __init__(self, in_channels: int, mid: int = 16) -> None:
        super().__init__()
        self.conv = ConvBNAct(in_channels, mid, 3, activation="hardswish")
        self.map = nn.Conv2DTranspose(mid, 1, 2, stride=2)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, C, H, W to logits N, 1, 2 · H, 2 · W."""
        return self.map(self.conv(x))


class DBDetector(nn.Layer):  # type: ignore[misc]
    """Backbone, feature pyramid, head.

    Args:
        backbone: its maps at 1/4 to 1/32 are used.
        neck: takes them to one at 1/4.
        head: takes that to a map at 1/2.
    """

    def __init__(self, backbone: Backbone, neck: Pyramid, head: MapHead) -> None:
        super().__init__()
        self.backbone = backbone
        self.neck = neck
        self.head = head
        self.taps = backbone.taps()

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, 3, H, W, multiples of 32, to logits N, 1, H / 2, W / 2."""
        return self.head(self.neck(self.backbone.maps(x, self.taps)))


class TextMap(nn.Layer):  # type: ignore[misc]
    """A detector with a sigmoid behind it: what is exported."""

    def __init__(self, model: DBDetector) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return probabilities. Shape: N, 3, H, W to N, 1, H / 2, W / 2."""
        return F.sigmoid(self.model(x))
