"""A classifier on any backbone, with the last layers of PP-LCNet (arXiv 2109.15099)."""

from __future__ import annotations

import paddle
from paddle import nn

from ocrlc.models.backbone import Backbone
from ocrlc.models.layers import activate


class Classifier(nn.Layer):  # type: ignore[misc]
    """Global pooling, wide 1×1 convolution, dropout, linear layer.

    Args:
        backbone: the feature network; its activation also follows the last convolution.
        classes: number of classes.
        wide: channels of the last convolution, the paper's fourth strategy; 0 leaves it out.
        dropout: probability of dropping one of its channels in training.
    """

    def __init__(
        self,
        backbone: Backbone,
        classes: int,
        wide: int = 1280,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        self.backbone = backbone
        self.pool = nn.AdaptiveAvgPool2D(1)
        channels = backbone.out_channels
        self.last = nn.Conv2D(channels, wide, 1, bias_attr=False) if wide else None
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(wide or channels, classes)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Shape: N, 3, H, W to logits N, classes."""
        x = self.pool(self.backbone(x))
        if self.last is not None:
            x = activate(self.last(x), self.backbone.activation)
        return self.fc(self.dropout(x).flatten(1))
