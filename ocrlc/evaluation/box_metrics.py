"""How well detected boxes match true ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Polygon = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """Counts over any number of pages; scores of several pages add up.

    Attributes:
        matched: pairs of a true and a predicted line with IoU of at least the limit.
        true: true lines.
        predicted: predicted lines.
        covered: true lines of which one predicted box holds nearly all, with little else: what
            a recogniser can read, whatever the IoU of thin boxes says.
        split: true lines that only several predicted boxes together hold.
        merged: predicted boxes that hold several true lines.
    """

    matched: int = 0
    true: int = 0
    predicted: int = 0
    covered: int = 0
    split: int = 0
    merged: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted lines that match a true one."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the true lines that were matched."""
        return self.matched / self.true if self.true else 0.0

    @property
    def hmean(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.true + self.predicted
        return 2 * self.matched / total if total else 0.0

    @property
    def coverage(self) -> float:
        """Share of the true lines that one predicted box holds."""
        return self.covered / self.true if self.true else 0.0

    def __add__(self, other: DetectionScore) -> DetectionScore:
        return DetectionScore(
            self.matched + other.matched,
            self.true + other.true,
            self.predicted + other.predicted,
            self.covered + other.covered,
            self.split + other.split,
            self.merged + other.merged,
        )


def score_page(
    predicted: Sequence[Polygon],
    true: Sequence[Polygon],
    iou: float = 0.5,
    inside: float = 0.9,
    excess: float = 2.5,
) -> DetectionScore:
    """Compare the lines of one page.

    Args:
        predicted: polygons in pixels. Shape of each: corners, 2.
        true: likewise.
        iou: intersection over union from which two lines match; each is matched once, the best
            pairs first.
        inside: share of a line's area from which a box holds it.
        excess: how many times a line's area the box that covers it may have. Around 10 px high
            text a margin of 3 px all round, harmless to a recogniser, is 1.6 times the area.

    Returns:
        Counts; `DetectionScore()` plus those of all pages gives the score of a set.
    """
    if not predicted or not true:
        return DetectionScore(true=len(true), predicted=len(predicted))
    found = shapely.make_valid(_polygons(predicted))
    wanted = shapely.make_valid(_polygons(true))
    common = shapely.area(shapely.intersection(wanted[:, None], found[None, :]))
    wanted_area = np.maximum(shapely.area(wanted), 1e-6)[:, None]
    found_area = shapely.area(found)[None, :]
    ratio = common / (wanted_area + found_area - common)
    share = common / wanted_area
    holds = share >= inside
    covered = holds & (found_area <= excess * wanted_area)
    several = (share.sum(axis=1) >= inside) & ~holds.any(axis=1)
    return DetectionScore(
        matched=_pairs(ratio, iou),
        true=len(true),
        predicted=len(predicted),
        covered=int(covered.any(axis=1).sum()),
        split=int(several.sum()),
        merged=int(((share >= 0.7).sum(axis=0) > 1).sum()),
    )


def within(polygons: Sequence[Polygon], regions: Sequence[Polygon]) -> NDArray[np.bool_]:
    """Tell which polygons lie by more than half of their area in one of the regions.

    Args:
        polygons: in pixels. Shape of each: corners, 2.
        regions: likewise.
    """
    if not polygons or not regions:
        return np.zeros(len(polygons), np.bool_)
    shapes = shapely.make_valid(_polygons(polygons))
    places = shapely.make_valid(_polygons(regions))
    common = shapely.area(shapely.intersection(shapes[:, None], places[None, :])).max(axis=1)
    return np.asarray(common > 0.5 * shapely.area(shapes), np.bool_)


def total(scores: Iterable[DetectionScore]) -> DetectionScore:
    """Add up the scores of pages."""
    return sum(scores, DetectionScore())


def _polygons(corners: Sequence[Polygon]) -> NDArray[np.object_]:
    return np.array([shapely.Polygon(points) for points in corners], np.object_)


def _pairs(ratio: NDArray[np.float64], limit: float) -> int:
    """Count one-to-one pairs above the limit, greedily from the best."""
    rows, columns = np.nonzero(ratio >= limit)
    order = np.argsort(-ratio[rows, columns], kind="stable")
    used_rows: set[int] = set()
    used_columns: set[int] = set()
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if row not in used_rows and column not in used_columns:
            used_rows.add(row)
            used_columns.add(column)
    return len(used_rows)
