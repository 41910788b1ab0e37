"""Losses by the model's family; all are summed over a batch's lines or crops."""

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
"""So many pixels of background a pixel of text, the hardest ones (arXiv 1604.03540)."""
LEAST_NEGATIVES = 0.01
"""Of all pixels: where there is no text, there is still something to learn."""


def ctc_loss(logits: paddle.Tensor, batch: Batch) -> paddle.Tensor:
    """Connectionist temporal classification (Graves et al. 2006).

    Args:
        logits: Shape: N, T, C. All T steps count, so padding is learnt as blank.
        batch: N lines.
    """
    lines, steps, _ = logits.shape
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
        logits: Shape: N, C.
        batch: N lines with a class each.
    """
    return F.cross_entropy(logits, paddle.to_tensor(batch.classes).astype("int64"), reduction="sum")


def map_loss(logits: paddle.Tensor, batch: CropBatch) -> paddle.Tensor:
    """Binary cross entropy with the hardest background, and 1 - Dice (arXiv 1606.04797).

    Args:
        logits: Shape: N, 1, H, W.
        batch: N crops; what their targets ignore does not count.
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
    """Mark the text, and the background with the highest losses. Shape: that of all three."""
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
"""Each takes what the network gave, and the batch that it was fed."""
