"""Losses: of recognisers, and of classifiers of lines."""

from __future__ import annotations

from collections.abc import Callable

import paddle
import paddle.nn.functional as F

from ocrlc.charset import BLANK


def ctc_loss(
    logits: paddle.Tensor, classes: paddle.Tensor, lengths: paddle.Tensor
) -> paddle.Tensor:
    """Connectionist temporal classification (Graves et al. 2006), summed over lines.

    Args:
        logits: Shape: N, T, C. All T steps count, so padding is learnt as blank.
        classes: class indices padded with 0, int32. Shape: N, L.
        lengths: number of classes of each line, int64. Shape: N.
    """
    lines, steps, _ = logits.shape
    return F.ctc_loss(
        logits.transpose([1, 0, 2]),
        classes,
        paddle.full([lines], steps, dtype="int64"),
        lengths,
        blank=BLANK,
        reduction="sum",
    )


def class_loss(
    logits: paddle.Tensor, classes: paddle.Tensor, _lengths: paddle.Tensor
) -> paddle.Tensor:
    """Cross entropy, summed over lines.

    Args:
        logits: Shape: N, C.
        classes: class indices, int32. Shape: N, 1.
    """
    return F.cross_entropy(logits, classes.astype("int64"), reduction="sum")


LOSSES: dict[str, Callable[[paddle.Tensor, paddle.Tensor, paddle.Tensor], paddle.Tensor]] = {
    "recognizer": ctc_loss,
    "classifier": class_loss,
}
"""By the model's family; each takes logits, classes and their numbers."""
