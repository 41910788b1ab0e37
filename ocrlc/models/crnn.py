"""CRNN (arXiv 1507.05717): backbone, neck, CTC head."""

from __future__ import annotations

import paddle
import paddle.nn.functional as F
from paddle import nn


class CTCHead(nn.Layer):  # type: ignore[misc]
    """One or two linear layers that give a logit per class.

    `mid` is the width of the first layer (PP-OCRv2's middle layer); 0 leaves it out. There is no
    activation between the two layers.
    """

    def __init__(self, in_channels: int, classes: int, mid: int = 96) -> None:
        super().__init__()
        self.mid = nn.Linear(in_channels, mid) if mid else nn.Identity()
        self.fc = nn.Linear(mid or in_channels, classes)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, T, C to logits N, T, classes."""
        return self.fc(self.mid(x))


class CRNN(nn.Layer):  # type: ignore[misc]
    """A line recogniser.

    Args:
        backbone: N, 3, 32, W to N, C, 1, T.
        neck: N, C, 1, T to N, T, C', where C' is its `out_channels`.
        classes: number of classes: the characters and the blank.
        mid: width of the head's middle layer; 0 for none.
    """

    def __init__(self, backbone: nn.Layer, neck: nn.Layer, classes: int, mid: int = 96) -> None:
        super().__init__()
        self.backbone = backbone
        self.neck = neck
        self.head = CTCHead(neck.out_channels, classes, mid)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return logits. Shape: N, 3, 32, W to N, W / 4, classes."""
        return self.head(self.neck(self.backbone(x)))


class Probabilities(nn.Layer):  # type: ignore[misc]
    """A recogniser or classifier followed by softmax, as it is exported."""

    def __init__(self, model: nn.Layer) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return probabilities. Shape: N, 3, 32, W to N, W / 4, classes, or N, classes."""
        return F.softmax(self.model(x), axis=-1)
