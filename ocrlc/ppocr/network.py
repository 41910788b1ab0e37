"""A recogniser as PaddleOCR feeds and decodes one.

PaddleOCR scales a line's colours to a height, keeping its aspect, and expects the space as the
last class. Ours takes grey lines, widened by a factor, and has the space where its charset has
it. What differs is computed inside the program, so that PaddleOCR can run it unchanged.
"""

from __future__ import annotations

import numpy as np
import paddle
import paddle.nn.functional as F
from numpy.typing import NDArray
from paddle import nn

Array = NDArray[np.float32]

BGR_TO_GREY = (0.114, 0.587, 0.299)
"""ITU-R BT.601, as OpenCV has it."""
NEVER = -1e4
"""Logit of a class that is never seen."""


class PaddleOCRRecognizer(nn.Layer):  # type: ignore[misc]
    """A recogniser behind the scaling, and before the softmax, of PaddleOCR.

    Args:
        model: N, 3, height, W to logits N, T, C.
        height: of its input, pixels.
        rows: height of the lines that PaddleOCR gives. More rows are more width as well: those
            beyond `height` widen the line.
    """

    def __init__(self, model: nn.Layer, height: int, rows: int) -> None:
        super().__init__()
        self.model = model
        # One convolution as high as the line: every row of its output is a channel at first.
        # (Paddle 3.3's oneDNN computes a product of a matrix and an image wrongly.)
        weight = np.einsum("ij,c->icj", area_matrix(rows, height), BGR_TO_GREY)[..., None]
        initial = nn.initializer.Assign(np.ascontiguousarray(weight, np.float32))
        self.scale = self.create_parameter(list(weight.shape), default_initializer=initial)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """Return probabilities. Shape: N, 3 (BGR), rows, W to N, T, C."""
        grey = F.conv2d(x, self.scale).transpose([0, 2, 1, 3])
        return F.softmax(self.model(paddle.concat([grey, grey, grey], axis=1)), axis=-1)


def area_matrix(rows: int, height: int) -> Array:
    """Return the matrix that brings columns of `rows` pixels to `height`, averaging over areas."""
    edges = np.arange(height + 1) * rows / height
    pixel = np.arange(rows)
    upper = np.minimum(edges[1:, None], pixel + 1)
    lower = np.maximum(edges[:-1, None], pixel)
    matrix: Array = (np.maximum(upper - lower, 0) * height / rows).astype(np.float32)
    return matrix


def move_space_last(weights: dict[str, Array], characters: str) -> dict[str, Array]:
    """Order the classes of a head as PaddleOCR does: blank, the characters, the space.

    A charset without a space gets one that is never seen.

    Args:
        weights: of a recogniser; changed are those of its last layer.
        characters: its charset.
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
