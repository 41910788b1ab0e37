"""A recogniser with the input and the classes that PaddleOCR expects.

PaddleOCR scales a colour line to a height, keeping its aspect ratio, and expects the space as the
last class. Our recognisers take grey lines, widened by a factor, and have the space at its place in
the charset. The conversion is a part of the program, so that PaddleOCR can run it unchanged.
"""

from __future__ import annotations

import numpy as np
import paddle
import paddle.nn.functional as F
from numpy.typing import NDArray
from paddle import nn

Array = NDArray[np.float32]

BGR_TO_GREY = (0.114, 0.587, 0.299)
"""Weights of the channels for grey, ITU-R BT.601, as in OpenCV."""
NEVER = -1e4
"""Logit of a class that must never be recognised."""


class PaddleOCRRecognizer(nn.Layer):  # type: ignore[misc]
    """A recogniser with conversion of PaddleOCR's input before it and softmax behind it.

    Args:
        model: the recogniser: N, 3, height, W to logits N, T, C.
        height: height of the recogniser's input in pixels.
        rows: height in pixels of the lines that PaddleOCR gives. PaddleOCR keeps the aspect ratio,
            so more rows than `height` mean wider lines.
    """

    def __init__(self, model: nn.Layer, height: int, rows: int) -> None:
        super().__init__()
        self.model = model
        # One convolution as high as the line; each row of the result is first a channel.
        # (Paddle 3.3's oneDNN computes a product of a matrix and an image wrongly.)
        weight = np.einsum("ij,c->icj", area_matrix(rows, height), BGR_TO_GREY)[..., None]
        initial = nn.initializer.Assign(np.ascontiguousarray(weight, np.float32))
        self.scale = self.create_parameter(list(weight.shape), default_initializer=initial)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return probabilities. Shape: N, 3 (BGR), rows, W to N, T, C."""
        grey = F.conv2d(x, self.scale).transpose([0, 2, 1, 3])
        return F.softmax(self.model(paddle.concat([grey, grey, grey], axis=1)), axis=-1)


def area_matrix(rows: int, height: int) -> Array:
    """Return the matrix that scales columns of `rows` pixels to `height`, by area averaging."""
    edges = np.arange(height + 1) * rows / height
    pixel = np.arange(rows)
    upper = np.minimum(edges[1:, None], pixel + 1)
    lower = np.maximum(edges[:-1, None], pixel)
    matrix: Array = (np.maximum(upper - lower, 0) * height / rows).astype(np.float32)
    return matrix


def move_space_last(weights: dict[str, Array], characters: str) -> dict[str, Array]:
    """Return weights with the classes in PaddleOCR's order: blank, the characters, the space.

    A charset without a space gets one that is never recognised.

    Args:
        weights: weights of a recogniser; only those of the last layer are changed.
        characters: the recogniser's charset.
    """
    space = characters.find(" ")
    order = [i for i in range(len(characters) + 1) if i != space + 1 or space < 0]
    weight, bias = weights["head.fc.weight"], weights["head.fc.bias"]
    last = np.zeros_like(weight[:, :1]) if space < 0 else weight[:, space + 1 : space + 2]
    final = np.full(1, NEVER, np.float32) if space < 0 else bias[space + 1 : space + 2]
    return weights | {
        "head.fc.weight": np.concatenate([weight[:, order], last], axis=1),
        "head.fc.bias": np.concatenate([bias[order], final]),
    }
