"""An OCR engine for docling: `ocr_options=OcrlcOptions()`, with `allow_external_plugins=True`."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

import langcodes
from docling.datamodel.accelerator_options import AcceleratorOptions
from docling.datamodel.base_models import Page
from docling.datamodel.document import ConversionResult
from docling.datamodel.pipeline_options import OcrOptions
from docling.exceptions import OcrLanguageNotSupportedError
from docling.models.base_ocr_model import BaseOcrModel
from docling.utils.ocr_language import OcrLanguage, OcrLanguageSupport
from docling.utils.profiling import TimeRecorder
from docling_core.types.doc import BoundingBox, CoordOrigin
from docling_core.types.doc.page import BoundingRectangle, TextCell
from pydantic import Field

from ocrlc import OCR
from ocrlc.integrations.languages import spelled_with
from ocrlc.results import Line
from ocrlc.system.cpu import usable_cores
from ocrlc.system.resources import DEFAULT_RECOGNIZER

log = logging.getLogger(__name__)


class OcrlcOptions(OcrOptions):
    """Options of the engine.

    Attributes:
        lang: languages that must be among those that the model reads, by Tesseract's codes (`deu`)
            or as `iso:de`; it reads all of them at once.
        rec: the recogniser's name or folder.
        det: the detector's name or folder; None for the default one.
    """

    kind: ClassVar[str] = "ocrlc"
    lang: list[str] = Field(default_factory=list)
    rec: str = DEFAULT_RECOGNIZER
    det: str | None = None


class OcrlcModel(BaseOcrModel):
    """Reads the regions of pages that docling finds to need it.

    Args:
        enabled: whether pages are read at all.
        artifacts_path: not used; models come with the package.
        options: which models read.
        accelerator_options: with how many threads.

    Raises:
        ModelError: a model is unknown or broken.
        OcrLanguageNotSupportedError: the model lacks letters of a language.
    """

    multiple_languages = True
    options: OcrlcOptions

    def __init__(
        self,
        enabled: bool,
        artifacts_path: Path | None,
        options: OcrlcOptions,
        accelerator_options: AcceleratorOptions,
    ) -> None:
        super().__init__(
            enabled=enabled,
            artifacts_path=artifacts_path,
            options=options,
            accelerator_options=accelerator_options,
        )
        self._known: frozenset[str] = frozenset()
        if enabled:
            threads = min(accelerator_options.num_threads, usable_cores())
            self._reader = OCR(det=options.det, rec=options.rec, threads=threads)
            alphabet = self._reader.recognizer.model.alphabet
            self._known = spelled_with(frozenset(alphabet.characters))
            self.resolve_ocr_languages()

    @classmethod
    def get_options_type(cls) -> type[OcrOptions]:
        """Return the class of the options, by which docling finds this one."""
        return OcrlcOptions

    def supported_ocr_languages(self) -> OcrLanguageSupport:
        """Return the languages whose letters the model knows."""
        return OcrLanguageSupport(native=sorted(self._known))

    def map_ocr_language(self, language: OcrLanguage) -> str:
        """Return Tesseract's code of a language.

        Raises:
            OcrLanguageNotSupportedError: the model lacks some of its letters.
        """
        code = language.native or langcodes.Language.get(language.bcp47_language).to_alpha3()
        for known in (code, f"{code}_latn"):
            if known in self._known and language.bcp47_script in (None, "Latn"):
                return known
        raise OcrLanguageNotSupportedError(
            "ocrlc", language.tag(), supported=self.supported_ocr_languages()
        )

    def __call__(self, conv_res: ConversionResult, page_batch: Iterable[Page]) -> Iterator[Page]:
        """Yield the pages with what was read on them."""
        for page in page_batch:
            if self.enabled and page._backend is not None and page._backend.is_valid():
                with TimeRecorder(conv_res, "ocr"):
                    self._read(page, conv_res)
            yield page

    def _read(self, page: Page, conv_res: ConversionResult) -> None:
        assert page._backend is not None
        cells: list[TextCell] = []
        for region in self.get_ocr_rects(page):
            if region.area() == 0:
                continue
            picture = page._backend.get_page_image(scale=self.options.scale, cropbox=region)
            (found,) = self._reader.recognize(picture).pages
            for warning in found.warnings:  # most regions without text are pictures
                log.info("%s, page %d: %s", conv_res.input.file, page.page_no, warning)
            cells += (cell_of(line, region, self.options.scale) for line in found.lines)
        for index, cell in enumerate(cells):
            cell.index = index
        self.post_process_cells(cells, page, conv_res)


def cell_of(line: Line, region: BoundingBox, scale: float) -> TextCell:
    """Return a line as docling has it.

    Args:
        line: the line, in pixels of a region's picture.
        region: where the region is on the page, in points from its top-left corner.
        scale: pixels of a point.
    """
    points = [(region.l + x / scale, region.t + y / scale) for x, y in line.polygon]
    top_left, top_right, bottom_right, bottom_left = points
    rect = BoundingRectangle(
        r_x0=bottom_left[0], r_y0=bottom_left[1],
        r_x1=bottom_right[0], r_y1=bottom_right[1],
        r_x2=top_right[0], r_y2=top_right[1],
        r_x3=top_left[0], r_y3=top_left[1],
        coord_origin=CoordOrigin.TOPLEFT,
    )  # fmt: skip
    return TextCell(rect=rect, text=line.text, orig=line.text, from_ocr=True, confidence=line.score)
