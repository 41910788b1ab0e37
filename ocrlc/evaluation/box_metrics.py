"""Metrics of text detection: how well predicted boxes match true ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Polygon = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """Counts over one page or several; scores of pages can be added.

    Attributes:
        matched: number of pairs of a true and a predicted line whose IoU reaches the limit.
        true: number of true lines.
        predicted: number of predicted lines.
        covered: number of true lines of which one predicted box contains nearly all, and little
            else: a recogniser can read these even if the IoU of the thin boxes is low.
        split: number of true lines that only several predicted boxes together contain.
        merged: number of predicted boxes that contain several true lines.
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
        """Share of the true lines that are covered by one predicted box."""
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
    """Compare the predicted lines of one page with the true ones.

    Args:
        predicted: polygons of predicted lines in pixels. Shape of each: corners, 2.
        true: polygons of true lines in pixels. Shape of each: corners, 2.
        iou: intersection over union from which on two lines match; each line is matched at most
            once, the best pairs first.
        inside: share of a line's area from which on a box contains the line.
        excess: largest area of a box that covers a line, as a multiple of the line's area. Around
            text 10 px high, a margin of 3 px on all sides, harmless to a recogniser, makes 1.6.

    Returns:
        Counts of the page; their sum over pages is the score of a set.
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
    """Return for each polygon whether more than half of its area is in one of the regions.

    Args:
        polygons: polygons in pixels. Shape of each: corners, 2.
        regions: polygons of the regions in pixels. Shape of each: corners, 2.
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
