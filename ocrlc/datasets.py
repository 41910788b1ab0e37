"""Training data: label files and synthetic lines, mixed and batched by pixel budget.

Samples come in chunks. A chunk is a function of the seed and its number alone: which records it
draws, how they are distorted, how they are batched. So any worker can make it, and a resumed run
continues with the batch that would have come next.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.batching import (
    STRIP_WIDTHS,
    WIDTH_STEP,
    lay_row,
    pack,
    padded_width,
)
from ocrlc.charset import Charset
from ocrlc.config import DataConfig, LabelSource, SyntheticSource
from ocrlc.errors import InputError
from ocrlc.faults import Scan, find_fault, misfit
from ocrlc.labels import read_lines
from ocrlc.preprocess import resize_line
from ocrlc.records import Record, Report
from ocrlc.turns import turn

logger = logging.getLogger(__name__)

Image = NDArray[np.uint8]
PAD_STEP = 32
"""Batches are padded to multiples of this; inference is coarser, see `batching.WIDTH_STEP`."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, or several side by side, at the network's height.

    Attributes:
        image: grey. Shape: 32, W.
        texts: what the lines say.
        classes: class indices of all of it; of a classifier's line, 1 if it is turned, else 0.
    """

    image: Image
    texts: tuple[str, ...]
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of about one width, or strips of lines.

    Attributes:
        images: grey, right side padded with 128. Shape: N, 32, W.
        classes: class indices, padded with 0. Shape: N, L.
        lengths: number of classes of each row. Shape: N.
        texts: what the lines say; a strip has several.
    """

    images: Image
    classes: NDArray[np.int32]
    lengths: NDArray[np.int64]
    texts: tuple[str, ...]


class LineSource(Protocol):
    """Where samples come from."""

    weight: float

    def draw(self, index: int, seed: int) -> tuple[Image, str] | None:
        """Return the `index`-th line of an endless stream, or None where it is unreadable."""


class LabelledLines:
    """Lines of a label file, each seen once per epoch in a shuffled order."""

    def __init__(
        self, source: LabelSource, charset: Charset, report: Report, scan: Scan | None = None
    ) -> None:
        self.weight = source.weight
        self.augment = source.augment
        self.store, records = read_lines(source, report)
        faults = ((r, find_fault(r, self.store, charset, scan)) for r in records)
        self.records: list[Record] = []
        for record, fault in faults:
            if fault is None:
                self.records.append(record)
            else:
                report.skip(fault[0], source.labels, record, fault[1])
        if not self.records:
            faults_found = f"; {report}" if report.counts else ""
            raise InputError(f"{source.labels}: no usable line of {len(records)}{faults_found}")
        self._order: tuple[tuple[int, int], NDArray[np.int64]] = (-1, -1), np.empty(0, np.int64)

    def draw(self, index: int, seed: int) -> tuple[Image, str] | None:
        """Return a record's line, distorted with the source's probability."""
        epoch, place = divmod(index, len(self.records))
        if self._order[0] != (seed, epoch):
            order = np.random.default_rng((seed, epoch)).permutation(len(self.records))
            self._order = (seed, epoch), order
        record = self.records[int(self._order[1][place])]
        try:
            image = self.store.line(record)
        except OSError:
            return None
        rng = np.random.default_rng((seed, index, 1))
        if image is not None and rng.random() < self.augment:
            from ocrlc.augmentation import augment

            image = augment(image, rng, 1.0)
        return None if image is None else (image, record.text)


class SyntheticLines:
    """Lines drawn on the fly."""

    def __init__(self, source: SyntheticSource, charset: Charset) -> None:
        from ocrlc.synthesis import LineSynthesizer

        self.weight = source.weight
        self.synthesizer = LineSynthesizer(
            charset.characters,
            split=source.split,
            profile=source.profile,
            prose=source.prose,
        )

    def draw(self, index: int, seed: int) -> tuple[Image, str] | None:
        """Return a new line."""
        line = self.synthesizer.line(seed * 1_000_000_007 + index)
        return line.image, line.text


def open_sources(
    sources: Sequence[LabelSource | SyntheticSource],
    charset: Charset,
    report: Report,
    scan: Scan | None = None,
) -> list[LineSource]:
    """Open sources; `scan` also decodes every labelled image once to find the bad ones."""
    opened: list[LineSource] = []
    for source in sources:
        if isinstance(source, LabelSource):
            opened.append(LabelledLines(source, charset, report, scan))
        else:
            opened.append(SyntheticLines(source, charset))
    return opened


def make_sample(
    image: Image, text: str, charset: Charset, max_width: int, stretch: float = 1.0
) -> Sample | None:
    """Scale a line to the network's height; None where training cannot use it, see `misfit`."""
    line = resize_line(image, stretch=stretch)
    classes = charset.encode(text).classes
    if misfit(classes, line.shape[1], max_width):
        return None
    return Sample(line, (charset.normalise(text),), classes)


@dataclass(frozen=True)
class ChunkMaker:
    """Makes chunk after chunk of batches.

    With `turns`, every second line is turned by 180 degrees, and the class of a line is whether
    it is.
    """

    sources: tuple[LineSource, ...]
    charset: Charset
    data: DataConfig
    seed: int
    curriculum_lines: int = 0
    turns: bool = False

    def chunk(self, number: int) -> list[Batch]:
        """Return the batches of chunk `number`, in random order."""
        samples = []
        longest = self._longest(number)
        for source, start, count in self._shares(number):
            for index in range(start, start + count):
                drawn = source.draw(index, self.seed)
                if drawn is None:
                    continue
                image = self._stretched(drawn[0], index)
                sample = make_sample(image, drawn[1], self.charset, self.data.max_width)
                if sample and len(sample.classes) <= longest:
                    samples.append(self._turned(sample, index) if self.turns else sample)
        rng = np.random.default_rng((self.seed, number))
        aside = rng.random(len(samples)) < (self.data.strips if longest == math.inf else 0)
        alone = [sample for sample, flag in zip(samples, aside, strict=True) if not flag]
        strips = make_strips([s for s, flag in zip(samples, aside, strict=True) if flag], rng)
        batches = make_batches(alone, self.data.columns, rng)
        for width, rows in strips.items():
            count = max(1, self.data.columns // width)
            batches += [collate(rows[i : i + count]) for i in range(0, len(rows), count)]
        return [batches[i] for i in rng.permutation(len(batches))]

    def _stretched(self, image: Image, index: int) -> Image:
        low, high = self.data.stretch
        rng = np.random.default_rng((self.seed, index, 2))
        if (low, high) == (1.0, 1.0) or rng.random() < 0.5:
            return image
        height, width = image.shape
        width = max(1, round(width * rng.uniform(low, high)))
        return np.asarray(cv2.resize(image, (width, height)), np.uint8)

    def _turned(self, sample: Sample, index: int) -> Sample:
        turned = np.random.default_rng((self.seed, index, 3)).random() < 0.5
        return Sample(turn(sample.image) if turned else sample.image, sample.texts, (int(turned),))

    def _shares(self, number: int) -> list[tuple[LineSource, int, int]]:
        """Each source with its first index and its number of lines in this chunk."""
        total = sum(source.weight for source in self.sources)
        shares = []
        for source in self.sources:
            portion = source.weight / total * self.data.chunk
            start, end = round(portion * number), round(portion * (number + 1))
            shares.append((source, start, end - start))
        return shares

    def _longest(self, number: int) -> float:
        lines = number * self.data.chunk
        if lines >= self.curriculum_lines:
            return math.inf
        return 4 + 36 * lines / self.curriculum_lines


def make_batches(samples: Sequence[Sample], columns: int, rng: np.random.Generator) -> list[Batch]:
    """Cut samples sorted by width into batches of at most `columns` columns, padding included."""
    batches: list[Batch] = []
    group: list[Sample] = []
    for sample in sorted(samples, key=lambda s: s.image.shape[1]):
        if group and padded_width(sample.image.shape[1], PAD_STEP) * (len(group) + 1) > columns:
            batches.append(collate(group, rng))
            group = []
        group.append(sample)
    if group:
        batches.append(collate(group, rng))
    return batches


def make_strips(samples: Sequence[Sample], rng: np.random.Generator) -> dict[int, list[Sample]]:
    """Lay samples side by side, in random order, into strips of the widths that inference uses.

    Returns:
        Strips by width; each is a sample that says what its lines say, one after the other.
    """
    groups: dict[int, list[Sample]] = {width: [] for width in STRIP_WIDTHS}
    for i in rng.permutation(len(samples)):
        fitting = [width for width in STRIP_WIDTHS if width >= samples[i].image.shape[1]]
        groups[fitting[int(rng.integers(len(fitting)))]].append(samples[i])
    return {width: _strips(group, width) for width, group in groups.items()}


def _strips(samples: Sequence[Sample], width: int) -> list[Sample]:
    rows = pack(range(len(samples)), [sample.image.shape[1] for sample in samples], width)
    return [
        Sample(
            lay_row([(samples[slot.number].image, slot.start) for slot in row], width),
            tuple(text for slot in row for text in samples[slot.number].texts),
            tuple(c for slot in row for c in samples[slot.number].classes),
        )
        for row in rows
    ]


def collate(samples: Sequence[Sample], rng: np.random.Generator | None = None) -> Batch:
    """Pad samples to one width; with `rng`, now and then to the width that inference takes."""
    widest = max(sample.image.shape[1] for sample in samples)
    as_inference = rng is not None and rng.random() < 0.3
    width = padded_width(widest, WIDTH_STEP if as_inference else PAD_STEP)
    images = np.stack([lay_row([(sample.image, 0)], width) for sample in samples])
    lengths = np.array([len(sample.classes) for sample in samples], np.int64)
    classes = np.zeros((len(samples), max(1, int(lengths.max()))), np.int32)
    for row, sample in zip(classes, samples, strict=True):
        row[: len(sample.classes)] = sample.classes
    return Batch(images, classes, lengths, tuple(t for sample in samples for t in sample.texts))
