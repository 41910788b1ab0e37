"""The loss of each model family; all are summed over a batch's lines or crops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
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
SMALLEST = 16.0
"""Smaller regions weigh as much as one of this area, pixels of the map."""
GAP = 9
"""Background between regions nearer than this weighs more, pixels of the map."""
GAP_WEIGHT = 2.0
"""Its weight, so that columns with a narrow gutter stay apart."""


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

    In the cross entropy, pixels of small regions weigh more, as in PixelLink (arXiv 1801.01315),
    and so does the background in narrow gaps. In Dice they do not: the regions of small text would
    grow beyond it.

    Args:
        logits: output of the network. Shape: N, 1, H, W.
        batch: N crops; pixels that their targets mark as ignored do not count.
    """
    target = batch.targets[:, None]
    text, ignored = target == TEXT, target == IGNORED
    weights = np.where(text, region_weights(batch.targets)[:, None], np.float32(1))
    truth = paddle.to_tensor(text.astype(np.float32))
    each = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    gap = gaps(batch.targets)[:, None] & ~text
    chosen = text | _hardest(each.numpy(), text, ignored)
    counted = paddle.to_tensor(chosen * np.where(gap, np.float32(GAP_WEIGHT), weights))
    entropy = (each * counted).sum() / counted.sum().clip(min=1.0)
    known = paddle.to_tensor((~ignored).astype(np.float32))
    found = F.sigmoid(logits) * known
    overlap = 2 * (found * truth).sum() + 1.0
    return len(batch) * (entropy + 1 - overlap / (found.sum() + (truth * known).sum() + 1.0))


def region_weights(targets: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weigh the pixels of text by the root of the inverse of their region's area; the mean is 1.

    Args:
        targets: maps. Shape: N, H, W.

    Returns:
        0 outside of text. Shape: N, H, W.
    """
    weights = np.zeros(targets.shape, np.float32)
    for weight, target in zip(weights, targets, strict=True):
        text = (target == TEXT).astype(np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(text)
        root = np.sqrt(np.maximum(stats[:, cv2.CC_STAT_AREA].astype(np.float32), SMALLEST))
        weight[:] = text / root[labels]
    total = float(weights.sum())
    return weights * np.float32(np.count_nonzero(weights) / total) if total else weights


def gaps(targets: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Mark text and the background that lies between two regions on one row or in one column.

    Args:
        targets: maps. Shape: N, H, W.
    """
    text = (targets == TEXT).astype(np.uint8)
    closed = np.zeros(text.shape, np.bool_)
    for kernel in (np.ones((1, GAP), np.uint8), np.ones((GAP, 1), np.uint8)):
        for marked, crop in zip(closed, text, strict=True):
            marked |= cv2.morphologyEx(crop, cv2.MORPH_CLOSE, kernel) > 0
    return closed


def _hardest(
    losses: NDArray[np.float32], text: NDArray[np.bool_], ignored: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark the background pixels with the highest losses. Shape: that of `losses`."""
    background = ~(text | ignored)
    wanted = max(NEGATIVES * int(text.sum()), round(LEAST_NEGATIVES * text.size))
    candidates = losses[background]
    if 0 < wanted < len(candidates):
        limit = np.partition(candidates, len(candidates) - wanted)[len(candidates) - wanted]
        background &= losses >= limit
    return background


LOSSES: dict[str, Callable[[paddle.Tensor, Any], paddle.Tensor]] = {
    "recognizer": ctc_loss,
    "classifier": class_loss,
    "detector": map_loss,
}
"""Loss functions by the model's family; each takes the network's output and the batch."""
