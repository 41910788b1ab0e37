"""The loss of each model family; all are summed over a batch's lines or crops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F
from numpy.typing import NDArray

from ocrlc.charset import BLANK
from ocrlc.datasets.batches import Batch
from ocrlc.datasets.crop_chunks import CropBatch
from ocrlc.datasets.text_maps import IGNORED, TEXT

NEGATIVES = 3
"""Number of background pixels used per pixel of text, those with the highest loss
(arXiv 1604.03540)."""
LEAST_NEGATIVES = 0.01
"""Smallest share of all pixels used as background, so that crops without text are used too."""


def ctc_loss(logits: paddle.Tensor, batch: Batch) -> paddle.Tensor:
    """Connectionist temporal classification (Graves et al. 2006).

    Args:
        logits: output of the network. All T steps count, so padding is learnt as blank. Shape: N,
            T, C.
        batch: N lines.
    """
    lines, steps, _ = logits.shape
    if not batch.lengths.any():
        # Paddle's own loss divides by zero if no line has text: all steps are blank.
        return -F.log_softmax(logits, -1)[:, :, BLANK].sum()
    return F.ctc_loss(
        logits.transpose([1, 0, 2]),
        paddle.to_tensor(batch.classes),
        paddle.full([lines], steps, dtype="int64"),
        paddle.to_tensor(batch.lengths),
        blank=BLANK,
        reduction="sum",
    )


def class_loss(logits: paddle.Tensor, batch: Batch) -> paddle.Tensor:
    """Cross entropy.

    Args:
        logits: output of the network. Shape: N, C.
        batch: N lines, each with a class.
    """
    return F.cross_entropy(logits, paddle.to_tensor(batch.classes).astype("int64"), reduction="sum")


def map_loss(logits: paddle.Tensor, batch: CropBatch) -> paddle.Tensor:
    """Binary cross entropy with the hardest background pixels, plus 1 - Dice (arXiv 1606.04797).

    Args:
        logits: output of the network. Shape: N, 1, H, W.
        batch: N crops; pixels that their targets mark as ignored do not count.
    """
    target = batch.targets[:, None]
    text = target == TEXT
    truth = paddle.to_tensor(text.astype(np.float32))
    each = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    chosen = paddle.to_tensor(_chosen(each.numpy(), text, target == IGNORED))
    entropy = (each * chosen).sum() / chosen.sum().clip(min=1.0)
    known = paddle.to_tensor((target != IGNORED).astype(np.float32))
    found = F.sigmoid(logits) * known
    overlap = 2 * (found * truth).sum() + 1.0
    return len(batch) * (entropy + 1 - overlap / (found.sum() + truth.sum() + 1.0))


def _chosen(
    losses: NDArray[np.float32], text: NDArray[np.bool_], ignored: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Mark the text and the background pixels with the highest losses. Shape: that of `losses`."""
    background = ~(text | ignored)
    wanted = max(NEGATIVES * int(text.sum()), round(LEAST_NEGATIVES * text.size))
    candidates = losses[background]
    if 0 < wanted < len(candidates):
        limit = np.partition(candidates, len(candidates) - wanted)[len(candidates) - wanted]
        background &= losses >= limit
    return (text | background).astype(np.float32)


LOSSES: dict[str, Callable[[paddle.Tensor, Any], paddle.Tensor]] = {
    "recognizer": ctc_loss,
    "classifier": class_loss,
    "detector": map_loss,
}
"""Loss functions by the model's family; each takes the network's output and the batch."""
