"""Sources of training lines: label files and drawn lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.config import LabelSource, LineData, SyntheticSource
from ocrlc.datasets.faults import Scan, find_fault
from ocrlc.datasets.labels import read_line_labels
from ocrlc.datasets.records import Record, Report
from ocrlc.errors import InputError

Image = NDArray[np.uint8]


class LineSource(Protocol):
    """An endless stream of lines with their text."""

    weight: float

    def draw(self, index: int, seed: int) -> tuple[Image, str] | None:
        """Return line number `index` of the stream; None if its image is unreadable."""


class LabelledLines:
    """Lines of a label file; each occurs once per epoch, in random order."""

    def __init__(
        self, source: LabelSource, charset: Charset, report: Report, scan: Scan | None = None
    ) -> None:
        self.weight = source.weight
        self.augment = source.augment
        self.store, records = read_line_labels(source, report)
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
        """Return a record's line, altered with the source's probability `augment`."""
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
            # Its package loads fonts, which are not needed otherwise.
            from ocrlc.synthesis.augmentation import augment

            image = augment(image, rng, 1.0)
        return None if image is None else (image, record.text)


class SyntheticLines:
    """Lines drawn during training."""

    def __init__(self, source: SyntheticSource, charset: Charset) -> None:
        # It loads fonts.
        from ocrlc.synthesis import LineSynthesizer

        self.weight = source.weight
        self.synthesizer = LineSynthesizer(
            charset.characters,
            split=source.split,
            profile=source.profile,
            prose=source.prose,
            negatives=source.negatives,
        )

    def draw(self, index: int, seed: int) -> tuple[Image, str] | None:
        """Return a new line."""
        line = self.synthesizer.line(seed * 1_000_000_007 + index)
        return line.image, line.text


def open_sources(
    sources: Sequence[LineData],
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
