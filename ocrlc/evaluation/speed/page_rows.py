"""What it took to read pages: rows of a benchmark, and the stages of reading."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ocrlc.evaluation.speed.footprint import Start
from ocrlc.system.stages import BETWEEN, Book, Spent

OTHER = "other"
"""The stage of all that is not booked."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage takes of a page, on average over all readings.

    Attributes:
        stage: its name; `detect: network` is within `detect`, and a part of it.
        ms: time by the clock in milliseconds.
        cpu_ms: processor time in milliseconds.
        calls: how often it comes.
        share: its share of the whole time, 0 to 1.
    """

    stage: str
    ms: float
    cpu_ms: float
    calls: float
    share: float


@dataclass(frozen=True, slots=True)
class PageRow:
    """Pages measured with one variant; all times are of one page, in milliseconds.

    Attributes:
        engine: what computed both models.
        onednn: whether Paddle used oneDNN.
        precision: that of the recogniser.
        det_precision: that of the detector.
        threads: number of threads.
        pages: number of pages of all documents.
        rounds: how often each document was read.
        ms_median: median time by the clock over all readings.
        ms_p10: 10th percentile.
        ms_p90: 90th percentile.
        ratio: median of the time to that of the first variant in the same round, of the same
            document.
        cpu_ms: median processor time.
        cpu_ratio: the same ratio of processor times.
        cpu: name of the CPU.
        stages: what the time went into.
        starts: what each fresh process that read the first page took; empty if none was started.
    """

    engine: str
    onednn: bool
    precision: str
    det_precision: str
    threads: int
    pages: int
    rounds: int
    ms_median: float
    ms_p10: float
    ms_p90: float
    ratio: float
    cpu_ms: float
    cpu_ratio: float
    cpu: str
    stages: tuple[Stage, ...]
    starts: tuple[Start, ...]

    def cold(self, name: str) -> float:
        """Return the median of a figure of the fresh processes, an attribute of `Start`."""
        return float(np.median([getattr(start, name) for start in self.starts]))

    def to_dict(self) -> dict[str, Any]:
        """Return the row as a dict, as in the JSON output."""
        row = asdict(self)
        stages, starts = row.pop("stages"), row.pop("starts")
        if starts:
            row |= {
                "cold_ms": self.cold("wall_ms"),
                "cold_cpu_ms": self.cold("cpu_ms"),
                "peak_mb": self.cold("peak_mb"),
            }
        return {**row, "starts": len(starts), "stages": list(stages)}


@dataclass
class Readings:
    """What the readings of one variant took.

    Attributes:
        wall: time by the clock of each reading, in milliseconds a page.
        cpu: processor time of each.
        book: what the stages took of all readings together.
        whole: what all readings took together.
        pages: number of pages read.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    book: Book = field(default_factory=dict)
    whole: Spent = field(default_factory=Spent)
    pages: int = 0

    def add(self, spent: Spent, book: Book, pages: int) -> None:
        """Add a reading of a document of so many pages."""
        self.pages += pages
        self.wall.append(1e3 * spent.wall / pages)
        self.cpu.append(1e3 * spent.cpu / pages)
        for total, one in [
            (self.whole, spent),
            *((self.book.setdefault(name, Spent()), one) for name, one in book.items()),
        ]:
            total.wall += one.wall
            total.cpu += one.cpu
            total.calls += one.calls

    def stages(self) -> tuple[Stage, ...]:
        """Return what the stages took of a page, the rest last."""
        outer = [spent for name, spent in self.book.items() if BETWEEN not in name]
        rest = Spent(
            self.whole.wall - sum(spent.wall for spent in outer),
            self.whole.cpu - sum(spent.cpu for spent in outer),
            self.whole.calls,
        )
        return tuple(
            Stage(
                name,
                round(1e3 * spent.wall / self.pages, 2),
                round(1e3 * spent.cpu / self.pages, 2),
                round(spent.calls / self.pages, 2),
                round(spent.wall / self.whole.wall, 4),
            )
            for name, spent in [*self.book.items(), (OTHER, rest)]
        )
