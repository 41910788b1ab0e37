"""docling's own pipeline with this package as its OCR engine, found by the entry point.

docling's layout model is one that it downloads: here, a page is one region of text.
"""

from __future__ import annotations

import io
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import ClassVar

import pytest

pytest.importorskip("docling", reason="needs docling: pip install 'ocrlc[docling]'")

from docling.backend.pypdfium2_backend import PyPdfiumDocumentBackend
from docling.datamodel.accelerator_options import AcceleratorOptions
from docling.datamodel.base_models import Cluster, InputFormat, LayoutPrediction
from docling.datamodel.document import InputDocument
from docling.datamodel.pipeline_options import (
    BaseLayoutOptions,
    OcrMode,
    ThreadedPdfPipelineOptions,
)
from docling.exceptions import OcrLanguageNotSupportedError
from docling.models.base_layout_model import BaseLayoutModel
from docling.models.factories import get_layout_factory, get_ocr_factory
from docling.pipeline.standard_pdf_pipeline import StandardPdfPipeline
from docling_core.types.doc import BoundingBox, CoordOrigin, DocItemLabel
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ocrlc.errors import ModelError
from ocrlc.integrations.docling import OcrlcModel, OcrlcOptions, cell_of
from ocrlc.results import Line

RECEIPT = Path(__file__).parents[2] / "data/samples/receipt.jpg"
DPI = 150
OWN = "This page carries text already."


class PageLayoutOptions(BaseLayoutOptions):
    kind: ClassVar[str] = "tests_page"


class PageLayout(BaseLayoutModel):
    """Takes each page for one region of text."""

    def __init__(self, options, **_):
        self.options = options

    @classmethod
    def get_options_type(cls):
        return PageLayoutOptions

    def predict_layout(self, conv_res, pages):
        return [
            LayoutPrediction(
                clusters=[
                    Cluster(
                        id=0,
                        label=DocItemLabel.TEXT,
                        bbox=BoundingBox(l=0, t=0, r=page.size.width, b=page.size.height),
                    )
                ]
            )
            for page in pages
        ]


@pytest.fixture(scope="module")
def layout():
    factory = get_layout_factory(allow_external_plugins=True)
    factory.register(PageLayout, "tests", __name__)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """A PDF with a scanned page and one that has text of its own."""
    path = tmp_path_factory.mktemp("docling") / "in.pdf"
    canvas = Canvas(str(path))
    with Image.open(RECEIPT) as receipt:
        size = tuple(72 / DPI * side for side in receipt.size)
        file = io.BytesIO()
        receipt.convert("L").save(file, "JPEG", quality=90)
    canvas.setPageSize(size)
    canvas.drawImage(ImageReader(file), 0, 0, *size)
    canvas.showPage()
    canvas.setPageSize((300, 200))
    canvas.drawString(30, 100, OWN)
    canvas.save()
    return path


def convert(pdf, **options):
    pipeline = StandardPdfPipeline(
        ThreadedPdfPipelineOptions(
            allow_external_plugins=True,
            ocr_options=OcrlcOptions(**options),
            layout_options=PageLayoutOptions(),
            do_table_structure=False,
            generate_parsed_pages=True,
            accelerator_options=AcceleratorOptions(num_threads=1, device="cpu"),
        )
    )
    document = InputDocument(pdf, InputFormat.PDF, PyPdfiumDocumentBackend)
    return pipeline.execute(document, raises_on_error=True)


@pytest.fixture(scope="module")
def converted(layout, pdf):
    return convert(pdf, lang=["deu", "iso:en"])


def test_docling_finds_the_engine():
    (found,) = (one for one in entry_points(group="docling") if one.value.startswith("ocrlc."))
    assert found.name == "ocrlc"
    factory = get_ocr_factory(allow_external_plugins=True)
    assert factory.classes[OcrlcOptions] is OcrlcModel
    assert isinstance(factory.create_options("ocrlc"), OcrlcOptions)


def test_nothing_is_loaded_for_another_engine():
    code = "import sys, ocrlc.integrations.docling_plugin; print({'numpy', 'cv2'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_scanned_page_is_read_and_own_text_stays(converted):
    scan, own = converted.pages
    cells = scan.parsed_page.textline_cells
    assert all(cell.from_ocr for cell in cells)
    texts = [cell.text for cell in cells]
    assert texts[0] == "PENNYWORTH"
    assert {"SOURDOUGH LOAF 800G", "3.95"} <= set(texts)
    assert converted.confidence.pages[1].ocr_score > 0.8
    assert OWN in " ".join(cell.text for cell in own.parsed_page.textline_cells)
    assert not any(cell.from_ocr for cell in own.parsed_page.textline_cells)
    markdown = converted.document.export_to_markdown()
    assert "PENNYWORTH" in markdown
    assert OWN in markdown


def test_lines_are_where_they_are_seen(converted):
    scan = converted.pages[0]
    with Image.open(RECEIPT) as receipt:
        width, height = receipt.size
    cell = next(one for one in scan.parsed_page.textline_cells if one.text == "PENNYWORTH")
    box = cell.rect.to_bounding_box()
    assert box.coord_origin == CoordOrigin.TOPLEFT
    # In pixels of the sample, as `ocrlc recognize` finds it.
    found = [DPI / 72 * edge for edge in (box.l, box.t, box.r, box.b)]
    assert found == pytest.approx([238, 123, 491, 182], abs=8)
    assert (scan.size.width, scan.size.height) == pytest.approx((width * 0.48, height * 0.48), 0.01)


def test_corners_keep_the_slope_and_the_region():
    line = Line("up", 0.5, ((10, 40), (10, 0), (20, 0), (20, 40)))
    cell = cell_of(line, BoundingBox(l=100, t=200, r=130, b=230), 2.0)
    corners = [(point.x, point.y) for point in cell.rect.to_polygon()]
    assert corners == [(110, 220), (110, 200), (105, 200), (105, 220)]
    assert cell.rect.angle_360 == 90  # read from below
    assert (cell.text, cell.confidence, cell.from_ocr) == ("up", 0.5, True)


def test_a_whole_page_can_be_read(layout, pdf):
    converted = convert(pdf, mode=OcrMode.FULL_PAGE)
    own = converted.pages[1].parsed_page.textline_cells
    assert [(cell.text, cell.from_ocr) for cell in own] == [(OWN, True)]


@pytest.mark.parametrize("language", ["rus", "iso:ru", "iso:sr-Cyrl", "nonsense"])
def test_a_language_of_other_letters_is_refused(language):
    with pytest.raises(OcrLanguageNotSupportedError, match="deu"):
        model(lang=[language])


@pytest.mark.parametrize(
    ("languages", "codes"),
    [([], []), (["fra"], ["fra"]), (["iso:de-AT", "iso:sr-Latn"], ["deu", "srp_latn"])],
)
def test_languages_by_either_code(languages, codes):
    assert model(lang=languages).resolve_ocr_languages() == codes


def test_an_unknown_model_is_refused():
    with pytest.raises(ModelError, match="lcnet-latin"):
        model(rec="nowhere")


def model(**options):
    return OcrlcModel(
        enabled=True,
        artifacts_path=None,
        options=OcrlcOptions(**options),
        accelerator_options=AcceleratorOptions(num_threads=1),
    )
