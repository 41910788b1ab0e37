"""Evaluating a recogniser on labelled lines: error rates, and where errors occur."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocrlc.config import LabelSource
from ocrlc.datasets.image_store import ImageStore
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.records import Record
from ocrlc.errors import InputError
from ocrlc.evaluation.breakdown import by_class, by_length, confusions
from ocrlc.evaluation.calibration import judged_words, reliability_tables
from ocrlc.evaluation.intervals import bounds, differences, intervals
from ocrlc.evaluation.text_metrics import Counts, Pair, line_counts, line_metrics
from ocrlc.recognition.recognizer import Recognizer

Image = NDArray[np.uint8]

READ_AT_ONCE = 512
"""Number of lines read at a time: it bounds the memory, and is enough to batch similar widths."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A labelled line and its reading.

    Attributes:
        path: path of the image.
        truth: the true text.
        text: the text read.
        score: how sure it is, as in `Reading`, 0 to 1.
        words: the score of each word read, and whether it is right.
    """

    path: str
    truth: str
    text: str
    score: float
    words: tuple[tuple[float, bool], ...] = ()

    @property
    def edits(self) -> int:
        """Number of characters inserted, dropped or replaced."""
        return int(Levenshtein.distance(self.text, self.truth))


@dataclass(frozen=True)
class LineEvaluation:
    """Labelled lines with their readings.

    Attributes:
        lines: the lines read.
        store: where their images are.
        skipped: number of records with an unreadable image or an empty label.
    """

    lines: tuple[ReadLine, ...]
    store: ImageStore
    skipped: int

    @property
    def pairs(self) -> list[Pair]:
        """Pairs of text read and true text."""
        return [(line.text, line.truth) for line in self.lines]

    @cached_property
    def counts(self) -> dict[str, Counts]:
        """The counts behind every rate, line by line."""
        return line_counts(self.pairs)

    def report(self) -> dict[str, Any]:
        """Return rates in percent with intervals, rates by length and class, and confusions."""
        rates = asdict(line_metrics(self.pairs))
        words = [word for line in self.lines for word in line.words]
        lines = [(line.score, line.text == line.truth) for line in self.lines]
        return {
            **{name: round(value, 3) for name, value in rates.items()},
            "skipped": self.skipped,
            "intervals": bounds(intervals(self.counts), "lines"),
            "by_length": by_length(self.pairs),
            "by_class": by_class(self.pairs),
            "confusions": confusions(self.pairs),
            **reliability_tables({"words": words, "lines": lines}),
        }

    def compared(self, other: LineEvaluation) -> dict[str, Any]:
        """Return another reader's rates on the same lines, and how far this one's exceed them."""
        rates = asdict(line_metrics(other.pairs))
        found = differences(self.counts, other.counts)
        return {
            **{name: round(value, 3) for name, value in rates.items()},
            "difference": {name: round(e.value, 3) for name, e in found.items()},
            "difference_intervals": bounds(found, "lines"),
        }

    def worst(self, count: int) -> list[ReadLine]:
        """Return the lines with most edits relative to their length."""
        order = sorted(self.lines, key=lambda r: -r.edits / max(len(r.truth), len(r.text), 1))
        return [line for line in order if line.edits][:count]


def evaluate_lines(reader: Recognizer, source: LabelSource) -> LineEvaluation:
    """Read every line of a label file, each independently of the others.

    Raises:
        InputError: the label file is missing or has no usable line.
    """
    store, usable, skipped = usable_lines(source)
    images = [image for _, image in usable]
    readings = [
        reading
        for start in range(0, len(images), READ_AT_ONCE)
        for reading in reader.read_lines(images[start : start + READ_AT_ONCE], together=False)
    ]
    sure = reader.model.calibration
    lines = tuple(
        ReadLine(
            record.path,
            record.text,
            reading.decoded.text,
            sure.line(reading.decoded.scores),
            tuple((sure.word(s), ok) for s, ok in judged_words(reading.decoded, record.text)),
        )
        for (record, _), reading in zip(usable, readings, strict=True)
    )
    return LineEvaluation(lines, store, skipped)


def usable_lines(source: LabelSource) -> tuple[ImageStore, list[tuple[Record, Image]], int]:
    """Read the lines of a label file.

    Returns:
        The store of the images; records with their images in grey; the number of records without
        text or a readable image.

    Raises:
        InputError: the label file is missing or has no usable line.
    """
    store, records = read_labels(source)
    crops = [(record, _image(store, record.path)) for record in records if record.text]
    usable = [(record, image) for record, image in crops if image is not None]
    if not usable:
        raise InputError(f"{source.labels}: no readable line among {len(records)}")
    return store, usable, len(records) - len(usable)


def _image(store: ImageStore, path: str) -> Image | None:
    try:
        return store.grey(path)
    except OSError:
        return None
