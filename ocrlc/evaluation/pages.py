"""Evaluating a pipeline, or a detector alone, on labelled pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ocrlc.batches.outcomes import Reader
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import parse_detection, unreadable_regions
from ocrlc.detection.detector import Detector
from ocrlc.errors import InputError
from ocrlc.evaluation.box_metrics import DetectionScore, Polygon, score_page, within
from ocrlc.evaluation.intervals import bounds, intervals
from ocrlc.evaluation.text_metrics import FORMS, Counts, character_edits, word_counts
from ocrlc.loading.load import load_pages

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False, slots=True)
class _Page:
    """A labelled page: its file, its lines' texts and outlines, and regions that do not count."""

    data: bytes
    texts: list[str]
    lines: list[Polygon]
    unreadable: list[Polygon]


_Counted = tuple[DetectionScore, dict[str, tuple[float, int]]]
"""What a page gives: boxes found, and the counts of its words and characters if they are read."""


@dataclass(frozen=True, eq=False, slots=True)
class _Measured:
    """What all pages of a label file give."""

    counts: dict[str, Counts]
    total: DetectionScore
    pages: int
    skipped: int


def evaluate_pages(reader: Reader, source: LabelSource) -> dict[str, Any]:
    """Read every page of a label file in detection format.

    Returns:
        Word F1, page CER, and detection's precision, recall and Hmean at IoU 0.5 and its coverage,
        in percent, with intervals over pages; the number of lines split and merged. The CER
        compares the lines in reading order; a different order raises it, even if every line is
        correct. Lines found in regions labelled as unreadable are left out. Pages with a broken
        label or a missing or damaged image count as skipped.

    Raises:
        InputError: the label file is missing, or no page can be read.
    """

    def measure(page: _Page) -> _Counted:
        document = reader.recognize(page.data)
        lines = [line for one in document.pages for line in one.lines]
        ignored = within(_arrays(line.polygon for line in lines), page.unreadable)
        lines = [line for line, flag in zip(lines, ignored, strict=True) if not flag]
        text = "\n".join(line.text for line in lines)
        score = score_page(_arrays(line.polygon for line in lines), page.lines)
        return score, _text_counts(text, "\n".join(page.texts))

    return _summary(_measured(source, measure))


def evaluate_detector(detector: Detector, source: LabelSource) -> dict[str, Any]:
    """Find the lines of every page of a label file in detection format, without reading them.

    Returns:
        Detection's rates as `evaluate_pages` returns them.

    Raises:
        InputError: the label file is missing, or no page can be read.
    """
    return _summary(_measured(source, partial(_look, detector)))


def detector_counts(detector: Detector, source: LabelSource) -> dict[str, Counts]:
    """Return the counts behind the rates of `evaluate_detector`, page by page.

    Raises:
        InputError: the label file is missing, or no page can be read.
    """
    return _measured(source, partial(_look, detector)).counts


def _look(detector: Detector, page: _Page) -> _Counted:
    (image,) = (one.image for one in load_pages(page.data))
    found = detector.detect(image)
    ignored = within(found, page.unreadable)
    found = [polygon for polygon, flag in zip(found, ignored, strict=True) if not flag]
    return score_page(found, page.lines), {}


def _measured(source: LabelSource, measure: Callable[[_Page], _Counted]) -> _Measured:
    """Measure all pages of a label file that can be read."""
    store, records = read_labels(source)
    rows: list[dict[str, tuple[float, int]]] = []
    total = DetectionScore()
    for record in records:
        try:
            entries = parse_detection(record)
            unreadable = _arrays(unreadable_regions(record))
        except InputError as error:
            logger.warning("skipped: %s", error)
            continue
        texts = [entry["transcription"] for entry in entries]
        lines = _arrays(entry["points"] for entry in entries)
        try:
            score, text_counts = measure(_Page(store.read(record.path), texts, lines, unreadable))
        except (OSError, InputError) as error:
            logger.warning("skipped: %s: %s", record.path, error)
            continue
        rows.append(text_counts | _box_counts(score))
        total += score
    if not rows:
        raise InputError(f"{source.labels}: no readable page among {len(records)}")
    counts = {name: np.array([row[name] for row in rows], np.float64) for name in rows[0]}
    return _Measured(counts, total, len(rows), len(records) - len(rows))


def _summary(measured: _Measured) -> dict[str, Any]:
    estimates, total = intervals(measured.counts), measured.total
    return {
        "pages": measured.pages,
        "skipped": measured.skipped,
        "lines": total.true,
        **{name: round(estimate.value, 3) for name, estimate in estimates.items()},
        "split": total.split,
        "merged": total.merged,
        "intervals": bounds(estimates, "pages"),
    }


def _arrays(polygons: Iterable[Any]) -> list[Polygon]:
    return [np.asarray(polygon, np.float32) for polygon in polygons]


def _text_counts(text: str, truth: str) -> dict[str, tuple[float, int]]:
    """Return numerators and denominators of a page's rates of words and characters."""
    exact, any_case = word_counts(text, truth, fold_case=False), word_counts(text, truth)
    counts: dict[str, tuple[float, int]] = {
        "word_f1": (2 * exact.hits, exact.predicted + exact.true),
        "word_f1_folded": (2 * any_case.hits, any_case.predicted + any_case.true),
    }
    for ending, form in FORMS.items():
        counts[f"cer{ending}"] = character_edits(form(text), form(truth))
    return counts


def _box_counts(score: DetectionScore) -> dict[str, tuple[float, int]]:
    return {
        "precision": (score.matched, score.predicted),
        "recall": (score.matched, score.true),
        "hmean": (2 * score.matched, score.predicted + score.true),
        "coverage": (score.covered, score.true),
    }
