"""Measuring how fast whole pages are read: by loaded readers in turns, and by fresh processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ocrlc.detection.detector import Detector
from ocrlc.document import Document
from ocrlc.errors import ConfigError, ModelError
from ocrlc.evaluation.speed.footprint import Start, bytecode_in, measure_start
from ocrlc.evaluation.speed.page_rows import PageRow, Readings
from ocrlc.inference.selection import ENGINES, PADDLE
from ocrlc.loading.load import load_pages
from ocrlc.recognition.recognizer import Recognizer
from ocrlc.system.cpu import cpu_name
from ocrlc.system.refusals import temporary_folder
from ocrlc.system.stages import Spent, booked


class Reader(Protocol):
    """Reads documents with a detector and a recogniser: `OCR`."""

    detector: Detector
    recognizer: Recognizer

    def load(self) -> None:
        """Load the models."""

    def recognize(self, source: str) -> Document:
        """Read all pages of a document."""


@dataclass(frozen=True, slots=True)
class PageSetting:
    """How pages are read: the arguments of the same names of `OCR`."""

    engine: str = PADDLE
    precision: str = "fp32"
    onednn: bool = True
    threads: int | None = None


@dataclass(frozen=True)
class Variant:
    """A reader with the setting it was asked for.

    What it really computes with may differ: a detector of which nothing was measured in bf16 is
    computed in fp32.
    """

    setting: PageSetting
    reader: Reader

    @property
    def computed(self) -> dict[str, Any]:
        """The engine of both models, and how it computes each."""
        detector, recognizer = self.reader.detector, self.reader.recognizer
        onednn = self.setting.onednn and ENGINES[recognizer.engine].has_onednn
        return {
            "engine": recognizer.engine,
            "onednn": onednn,
            "precision": recognizer.options.precision,
            "det_precision": detector.engine_options.precision,
            "threads": recognizer.options.threads,
        }


@dataclass(frozen=True, slots=True)
class PageFile:
    """A document, and its number of pages."""

    path: str
    pages: int


def page_file(path: str) -> PageFile:
    """Decode all pages of a document once.

    Raises:
        InputError: it is missing, or a page of it cannot be decoded.
    """
    return PageFile(path, sum(1 for _ in load_pages(path)))


def open_variants(
    settings: Sequence[PageSetting],
    open: Callable[[PageSetting], Reader],
    is_optional: Callable[[PageSetting], bool],
) -> tuple[list[Variant], list[str]]:
    """Load a reader for each setting; those that compute the same as one before are left out.

    Args:
        settings: how pages shall be read.
        open: makes a reader.
        is_optional: whether a setting may be left out if it is not possible on this machine or
            with these models.

    Returns:
        The variants, one or more, and a message for each setting that is not possible.

    Raises:
        ModelError: a model is unknown or broken, or has no variant for a precision.
        ConfigError: an engine or precision is not to be had on this machine.
    """
    variants: list[Variant] = []
    errors: list[ConfigError | ModelError] = []
    for setting in settings:
        try:
            variant = Variant(setting, open(setting))
            if variant.computed not in [other.computed for other in variants]:
                variant.reader.load()
                variants.append(variant)
        except (ConfigError, ModelError) as error:
            if not is_optional(setting):
                raise
            errors.append(error)
    if errors and not variants:
        raise errors[0]
    return variants, [str(error) for error in errors]


def benchmark_pages(
    variants: Sequence[Variant],
    documents: Sequence[PageFile],
    command: Callable[[PageSetting], Sequence[str]],
    rounds: int = 5,
    starts: int = 3,
) -> list[PageRow]:
    """Measure all variants on all documents, in turns.

    In each round every document is read by all variants, in a random order; a round before them,
    which compiles kernels, is not counted. Fresh processes come first, also in turns.

    Args:
        variants: the readers; ratios are to the first.
        documents: what is read.
        command: returns the command with which a fresh process reads one page.
        rounds: how often every variant reads each document.
        starts: how many fresh processes are measured of each variant; one more, which fills
            caches, is not counted. With 0, there are none.

    Raises:
        InputError: a document cannot be read.
        ModelError: a model is broken, or a fresh process failed.
        ResourceError: there is no temporary folder.
    """
    cold = _measure_starts([command(one.setting) for one in variants], starts)
    warm = [Readings() for _ in variants]
    for counts, document, i in _turns(len(variants), documents, rounds):
        with booked() as book, _spent() as spent:
            variants[i].reader.recognize(document.path)
        if counts:
            warm[i].add(spent, book, document.pages)
    pages = sum(document.pages for document in documents)
    return [
        _row(variant, pages, rounds, readings, warm[0], fresh)
        for variant, readings, fresh in zip(variants, warm, cold, strict=True)
    ]


def _turns(
    variants: int, documents: Sequence[PageFile], rounds: int
) -> Iterator[tuple[bool, PageFile, int]]:
    """Yield whether a reading counts, which document is read, and by which variant."""
    order = np.random.default_rng(0)
    for number in range(rounds + 1):
        for document in documents:
            for i in order.permutation(variants):
                yield number > 0, document, int(i)


@contextmanager
def _spent() -> Iterator[Spent]:
    spent = Spent(calls=1)
    wall, cpu = time.perf_counter(), time.process_time()
    yield spent
    spent.cpu = time.process_time() - cpu
    spent.wall = time.perf_counter() - wall


def _measure_starts(commands: Sequence[Sequence[str]], starts: int) -> list[tuple[Start, ...]]:
    """Return what the processes of each command took."""
    found: list[list[Start]] = [[] for _ in commands]
    with temporary_folder("ocrlc-benchmark-") as compiled:
        for number in range(starts + 1 if starts else 0):
            for command, measured in zip(commands, found, strict=True):
                start = measure_start(command, bytecode_in(str(compiled)))
                if number:
                    measured.append(start)
    return [tuple(measured) for measured in found]


def _row(
    variant: Variant,
    pages: int,
    rounds: int,
    readings: Readings,
    first: Readings,
    starts: tuple[Start, ...],
) -> PageRow:
    p10, median, p90 = (round(float(v), 2) for v in np.percentile(readings.wall, [10, 50, 90]))
    return PageRow(
        **variant.computed,
        pages=pages,
        rounds=rounds,
        ms_median=median,
        ms_p10=p10,
        ms_p90=p90,
        ratio=_ratio(readings.wall, first.wall),
        cpu_ms=round(float(np.median(readings.cpu)), 2),
        cpu_ratio=_ratio(readings.cpu, first.cpu),
        cpu=cpu_name(),
        stages=readings.stages(),
        starts=starts,
    )


def _ratio(times: Sequence[float], first: Sequence[float]) -> float:
    return round(float(np.median(np.divide(times, first))), 3)
