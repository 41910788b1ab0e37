"""An OCR engine for OCRmyPDF: `ocrmypdf --plugin ocrlc.integrations.ocrmypdf in.pdf out.pdf`.

It needs OCRmyPDF 17. Tesseract need not be installed.
"""

from __future__ import annotations

import logging
import math
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from ocrmypdf import OcrEngine, OcrOptions, OrientationConfidence, hookimpl
from ocrmypdf.builtin_plugins import tesseract_ocr
from ocrmypdf.exceptions import BadArgsError, InputFileError, MissingDependencyError
from PIL import Image

from ocrlc import OCR, __version__
from ocrlc.document import Document
from ocrlc.errors import ConfigError, InputError, ModelError
from ocrlc.integrations.languages import spelled_with
from ocrlc.reading.orientation import quality
from ocrlc.reading.slants import dominant_angle
from ocrlc.results import Page
from ocrlc.system.cpu import usable_cores
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from ocrlc.writers.markup import hocr
from ocrlc.writers.pdf.text_layer import text_only
from ocrlc.writers.pdf.words import MAX_SKEW
from ocrlc.writers.pdf.write import DEFAULT_DPI

if TYPE_CHECKING:
    import pluggy

log = logging.getLogger(__name__)

_READER_LOCK = threading.Lock()


class OcrlcEngine(OcrEngine):
    """Reads page images; all threads of a process share one reader."""

    @staticmethod
    def version() -> str:
        """Return this package's version."""
        return __version__

    @staticmethod
    def creator_tag(options: OcrOptions) -> str:
        """Return the name that is added to the PDF's metadata."""
        return f"ocrlc {__version__}"

    def __str__(self) -> str:
        return f"ocrlc {__version__}"

    @staticmethod
    def languages(options: OcrOptions) -> frozenset[str]:
        """Return the languages that the recogniser's charset covers; it reads all of them."""
        with _errors():
            return spelled_with(frozenset(_reader(options).recognizer.model.alphabet.characters))

    @staticmethod
    def get_orientation(input_file: Path, options: OcrOptions) -> OrientationConfidence:
        """Return a page's orientation; the confidence is the number of characters read well.

        OCRmyPDF turns pages if it is 14 or more (`--rotate-pages-threshold`).
        """
        page = _read(input_file, options)
        return OrientationConfidence(page.orientation, quality(page.lines))

    @staticmethod
    def get_deskew(input_file: Path, options: OcrOptions) -> float:
        """Return the degrees by which a page must be turned counter-clockwise to be level."""
        with _errors(), Image.open(input_file) as picture:
            found = _reader(options).detector.detect(np.asarray(picture.convert("L")))
        if not found:
            return 0.0
        # For a page on its side, the skew is the rest after the quarter turn.
        angle = math.remainder(dominant_angle(np.asarray(found, np.float64)), math.pi / 2)
        return math.degrees(angle) if abs(angle) <= MAX_SKEW else 0.0

    @staticmethod
    def generate_hocr(
        input_file: Path, output_hocr: Path, output_text: Path, options: OcrOptions
    ) -> None:
        """Write the text of a page as hOCR and as plain text."""
        page = _read_aloud(input_file, options)
        output_hocr.write_text(hocr.write(Document((page,))), encoding="utf-8")
        output_text.write_text(_sidecar(page), encoding="utf-8")

    @staticmethod
    def generate_pdf(
        input_file: Path, output_pdf: Path, output_text: Path, options: OcrOptions
    ) -> None:
        """Write the text of a page as a PDF of the same size with invisible text, and as text."""
        page = _read_aloud(input_file, options)
        with Image.open(input_file) as picture:
            dpi = float(picture.info.get("dpi", (DEFAULT_DPI,))[0])
        output_pdf.write_bytes(text_only([page], scale=72 / dpi))
        output_text.write_text(_sidecar(page), encoding="utf-8")


@hookimpl
def initialize(plugin_manager: pluggy.PluginManager) -> None:
    """Disable Tesseract's plugin, which fails if Tesseract is not installed."""
    plugin_manager.set_blocked(tesseract_ocr.__name__)


register_options = tesseract_ocr.register_options
"""Tesseract's options stay defined, because OCRmyPDF's own checks use them."""


@hookimpl
def add_options(parser: ArgumentParser) -> None:
    """Add the options that choose models; Tesseract's options are accepted but ignored."""
    tesseract_ocr.TesseractOptions.add_arguments_to_parser(parser)
    group = parser.add_argument_group("ocrlc", "Models of ocrlc")
    rec = "Text recogniser: its name (see `ocrlc models`) or folder."
    group.add_argument("--ocrlc-rec", metavar="NAME|DIR", help=rec)
    det = "Text detector: its name or folder."
    group.add_argument("--ocrlc-det", metavar="NAME|DIR", help=det)


@hookimpl
def check_options(options: OcrOptions) -> None:
    """Choose the renderer that uses our own text layer: PDF programs find its words in order."""
    if options.ocr_engine == "tesseract":
        raise BadArgsError("--ocr-engine tesseract: leave out --plugin ocrlc.integrations.ocrmypdf")
    if options.ocr_engine == options.pdf_renderer == "auto":
        options.pdf_renderer = "sandwich"


@hookimpl
def get_ocr_engine(options: OcrOptions | None) -> OcrEngine | None:
    """Return the engine, unless OCR is switched off."""
    return None if options is not None and options.ocr_engine == "none" else OcrlcEngine()


def _read_aloud(image: Path, options: OcrOptions) -> Page:
    """Read a page, and log its warnings."""
    page = _read(image, options)
    for warning in page.warnings:
        log.warning("%s", warning)
    return page


def _read(image: Path, options: OcrOptions) -> Page:
    with _errors():
        (page,) = _reader(options).recognize(image).pages
        return page


def _sidecar(page: Page) -> str:
    return "".join(f"{line.text}\n" for line in page.lines)


def _reader(options: OcrOptions) -> OCR:
    # Without the lock, two threads could each make a reader despite the cache.
    with _READER_LOCK:
        return _make_reader(
            getattr(options, "ocrlc_det", None),
            getattr(options, "ocrlc_rec", None) or DEFAULT_RECOGNIZER,
            _threads(options.jobs, options.use_threads),
        )


@lru_cache(maxsize=1)
def _make_reader(det: str | None, rec: str, threads: int) -> OCR:
    return OCR(det=det, rec=rec, threads=threads)


def _threads(jobs: int | None, use_threads: bool) -> int:
    """Return the number of threads that a process computes with.

    OCRmyPDF reads `jobs` pages at the same time. If these are threads of one process, they use the
    reader one at a time, so it may use all cores of the jobs; processes divide the cores.
    """
    cores = usable_cores()
    jobs = jobs or cores
    return min(jobs, cores) if use_threads else max(1, cores // jobs)


@contextmanager
def _errors() -> Iterator[None]:
    """Convert our errors to OCRmyPDF's, which have its exit codes."""
    try:
        yield
    except ConfigError as error:
        raise BadArgsError(str(error)) from error
    except InputError as error:
        raise InputFileError(str(error)) from error
    except ModelError as error:
        raise MissingDependencyError(str(error)) from error
