"""Where training pages come from: label files in detection form, and drawn pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ocrlc.config import DrawnPageSource, PageData, PageSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import parse_detection, unreadable_regions
from ocrlc.datasets.records import Record, Report
from ocrlc.errors import InputError

Image = NDArray[np.uint8]
Polygon = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Page:
    """A page and where its lines are.

    Attributes:
        image: grey. Shape: H, W.
        lines: corners in pixels. Shape of each: 4 or more, 2.
        ignored: regions that are neither text nor background, likewise.
    """

    image: Image
    lines: tuple[Polygon, ...]
    ignored: tuple[Polygon, ...] = ()


class Pages(Protocol):
    """Where pages come from."""

    weight: float
    augment: float

    def draw(self, index: int, seed: int) -> Page | None:
        """Return the `index`-th page of an endless stream, or None where it is unreadable."""


class LabelledPages:
    """Pages of a label file, each seen once per epoch in a shuffled order.

    Raises:
        InputError: none of them can be used.
    """

    def __init__(self, source: PageSource, report: Report) -> None:
        self.weight, self.augment = source.weight, source.augment
        self.store, records = read_labels(source)
        self.pages: list[tuple[str, tuple[Polygon, ...], tuple[Polygon, ...]]] = []
        for record in records:
            try:
                self.pages.append((record.path, *regions(record)))
            except InputError:
                report.skip("broken label", source.labels, record)
        if not self.pages:
            raise InputError(f"{source.labels}: no usable page of {len(records)}; {report}")
        self._order: tuple[tuple[int, int], NDArray[np.int64]] = (-1, -1), np.empty(0, np.int64)

    def draw(self, index: int, seed: int) -> Page | None:
        """Return a page; None where its image is missing or damaged."""
        epoch, place = divmod(index, len(self.pages))
        if self._order[0] != (seed, epoch):
            order = np.random.default_rng((seed, epoch)).permutation(len(self.pages))
            self._order = (seed, epoch), order
        return self.page(int(self._order[1][place]))

    def page(self, number: int) -> Page | None:
        """Return a page by its place in the label file; None where its image is unreadable."""
        path, lines, ignored = self.pages[number]
        try:
            image = self.store.grey(path)
        except OSError:
            return None
        return None if image is None else Page(image, lines, ignored)


class DrawnPages:
    """Pages drawn on the fly."""

    def __init__(self, source: DrawnPageSource) -> None:
        from ocrlc.synthesis.pages import PageSynthesizer  # loads fonts' and words' modules

        self.weight, self.augment = source.weight, source.augment
        self.synthesizer = PageSynthesizer(split=source.split, profile=source.profile)

    def draw(self, index: int, seed: int) -> Page:
        """Return a new page."""
        page = self.synthesizer.page(seed * 1_000_000_007 + index)
        whole = (line.polygon for line in page.lines if "cut" not in line.flags)
        cut = (line.polygon for line in page.lines if "cut" in line.flags)
        return Page(page.image, _polygons(whole), _polygons(cut))


def open_pages(sources: Sequence[PageData], report: Report) -> list[Pages]:
    """Open page sources.

    Raises:
        InputError: nothing of a label file can be used.
    """
    return [
        LabelledPages(source, report) if isinstance(source, PageSource) else DrawnPages(source)
        for source in sources
    ]


def regions(record: Record) -> tuple[tuple[Polygon, ...], tuple[Polygon, ...]]:
    """Return a labelled page's lines, and the regions that nobody could read.

    Raises:
        InputError: the label is not of the detection form.
    """
    entries = parse_detection(record)
    hard = [entry["points"] for entry in entries if entry.get("difficult")]
    lines = _polygons(entry["points"] for entry in entries if not entry.get("difficult"))
    return lines, _polygons([*unreadable_regions(record), *hard])


def _polygons(corners: Iterable[Any]) -> tuple[Polygon, ...]:
    return tuple(np.asarray(points, np.float32) for points in corners)
