"""CRNN (arXiv 1507.05717): backbone, recurrent neck, CTC head."""

from __future__ import annotations

import paddle
import paddle.nn.functional as F
from paddle import nn


class BiLSTM(nn.Layer):  # type: ignore[misc]
    """A two-layer bidirectional LSTM over the columns of a feature map.

    Args:
        in_channels: channels of the feature map.
        hidden: hidden size of each direction.
    """

    def __init__(self, in_channels: int, hidden: int = 64, layers: int = 2) -> None:
        super().__init__()
        self.lstm = nn.LSTM(in_channels, hidden, num_layers=layers, direction="bidirectional")
        self.out_channels = 2 * hidden

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, T, C to N, T, 2 · hidden."""
        return self.lstm(x)[0]


class CTCHead(nn.Layer):  # type: ignore[misc]
    """Linear layers to one logit per class; `mid` adds PP-OCRv2's middle layer, 0 leaves it out.

    There is no activation between the two layers.
    """

    def __init__(self, in_channels: int, classes: int, mid: int = 96) -> None:
        super().__init__()
        self.mid = nn.Linear(in_channels, mid) if mid else nn.Identity()
        self.fc = nn.Linear(mid or in_channels, classes)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, T, C to logits N, T, classes."""
        return self.fc(self.mid(x))


class CRNN(nn.Layer):  # type: ignore[misc]
    """A line recogniser; the backbone tells its width by `out_channels`.

    Args:
        backbone: N, 3, 32, W to N, C, 1, T.
        hidden: hidden size of the BiLSTM.
        mid: middle layer of the head.
        classes: characters and the blank.
    """

    def __init__(self, backbone: nn.Layer, classes: int, hidden: int = 64, mid: int = 96) -> None:
        super().__init__()
        self.backbone = backbone
        self.neck = BiLSTM(backbone.out_channels, hidden)
        self.head = CTCHead(self.neck.out_channels, classes, mid)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return logits. Shape: N, 3, 32, W to N, W / 4, classes."""
        features = self.backbone(x).squeeze(2).transpose([0, 2, 1])
        return self.head(self.neck(features))


class Probabilities(nn.Layer):  # type: ignore[misc]
    """A recogniser or classifier with softmax behind it: what is exported."""

    def __init__(self, model: nn.Layer) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return probabilities. Shape: N, 3, 32, W to N, W / 4, classes, or N, classes."""
        return F.softmax(self.model(x), axis=-1)
