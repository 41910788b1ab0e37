"""OCRmyPDF itself, with this package as its engine and no other program installed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

if sys.version_info < (3, 11):
    pytest.skip("OCRmyPDF 17 needs Python 3.11", allow_module_level=True)

import pikepdf
from ocrmypdf.exceptions import BadArgsError, MissingDependencyError

from ocrlc.integrations import ocrmypdf as plugin
from tests.support.debian import pdftotext

PLUGIN = "ocrlc.integrations.ocrmypdf"
SAMPLES = Path(__file__).parents[2] / "data/samples"
DPI = 150
TEXT = "This page carries text already."


@dataclass(frozen=True)
class Done:
    """A PDF that OCRmyPDF made, and the text beside it, page by page."""

    path: Path
    sidecar: list[str]
    log: str


def picture(turned: float = 0) -> Image.Image:
    with Image.open(SAMPLES / "receipt.jpg") as sample:
        grey = sample.convert("L")
    return grey.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def scan(path: Path, *pages: Image.Image | str) -> Path:
    """Make a PDF of pictures, as scanners do, and of pages with text."""
    canvas = Canvas(str(path))
    for page in pages:
        if isinstance(page, str):
            canvas.setPageSize((300, 200))
            canvas.drawString(30, 100, page)
        else:
            size = tuple(72 / DPI * side for side in page.size)
            file = io.BytesIO()
            page.save(file, "JPEG", quality=90)
            canvas.setPageSize(size)
            canvas.drawImage(ImageReader(file), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return path


def ocrmypdf(folder: Path, pdf: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing else to be found: no Tesseract, no Ghostscript."""
    program = Path(sys.executable).with_name("ocrmypdf")
    return subprocess.run(
        [program, "--plugin", PLUGIN, *options, pdf, folder / "out.pdf"],
        env={**os.environ, "PATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=900,
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Done:
    folder = tmp_path_factory.mktemp("ocrmypdf")
    pages = (picture(), picture(90), TEXT, picture(-2))
    sidecar = folder / "out.txt"
    finished = ocrmypdf(
        folder,
        scan(folder / "in.pdf", *pages),
        *("--rotate-pages", "--skip-text", "--language", "eng+deu", "--sidecar", str(sidecar)),
    )
    assert finished.returncode == 0, finished.stderr
    return Done(folder / "out.pdf", sidecar.read_text().split("\f"), finished.stderr)


@pytest.fixture
def options() -> SimpleNamespace:
    return SimpleNamespace(
        jobs=2, use_threads=True, ocr_engine="auto", pdf_renderer="auto", extra_attrs={}
    )


@pytest.fixture
def page_file(tmp_path):
    def save(turned: float = 0) -> Path:
        path = tmp_path / f"page{turned}.png"
        picture(turned).save(path, dpi=(DPI, DPI))
        return path

    return save


def read_by_pdfium(path: Path) -> list[str]:
    with pdfium.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def read_by_poppler(path: Path) -> list[str]:
    return pdftotext(path, "-raw").split("\f")[:-1]


def test_pages_are_read_and_pages_with_text_are_left_alone(done):
    assert len(done.sidecar) == 4
    truth = (SAMPLES / "receipt.txt").read_text().split()
    for number in (0, 1, 3):
        words = done.sidecar[number].split()
        assert len(set(truth) & set(words)) > 0.9 * len(set(truth)), number
    assert done.sidecar[2] == "[OCR skipped on page(s) 3]"
    assert read_by_pdfium(done.path)[2] == TEXT


@pytest.mark.parametrize("read", [read_by_pdfium, read_by_poppler])
def test_readers_of_pdf_find_all_words_in_order(done, read):
    pages = read(done.path)
    for number in (0, 1):
        found, words = pages[number].split(), done.sidecar[number].split()
        if read is read_by_poppler:  # it joins words that stand very near to one another
            assert len(words) - len(found) <= 1
            found, words = ["".join(found)], ["".join(words)]
        assert found == words
    # PDFium takes gaps of a page that lies askew for spaces here and there.
    assert len(set(pages[3].split()) & set(done.sidecar[3].split())) > 50


def test_a_page_on_its_side_is_turned(done):
    with pikepdf.open(done.path) as pdf:
        assert [page.get("/Rotate", 0) for page in pdf.pages] == [0, 90, 0, 0]
    with pdfium.PdfDocument(done.path) as pdf:
        shown = [np.asarray(pdf[page].render(scale=0.5).to_pil().convert("L")) for page in (0, 1)]
    assert shown[0].shape == shown[1].shape
    assert np.corrcoef(shown[0].ravel(), shown[1].ravel())[0, 1] > 0.98


def test_words_are_where_they_are_seen(done):
    with pdfium.PdfDocument(done.path) as pdf:
        page = pdf[0]
        text = page.get_textpage()
        height = page.get_height() * DPI / 72
        start = text.get_text_bounded().index("SOURDOUGH")
        boxes = np.array([text.get_charbox(start + i, loose=True) for i in range(9)])
    left, right = boxes[:, 0].min() * DPI / 72, boxes[:, 2].max() * DPI / 72
    top, bottom = (height - boxes[:, side].mean() * DPI / 72 for side in (3, 1))
    line = next(
        line
        for line in plugin.OCR(threads=1).recognize(picture()).pages[0].lines
        if line.text.startswith("SOURDOUGH")
    )
    (x0, y0), (x1, _), (_, y2), _ = line.words[0].polygon
    assert np.abs(np.array([left, right, top, bottom]) - [x0, x1, y0, y2]).max() < 3


def test_the_result_names_the_engine(done):
    with pikepdf.open(done.path) as pdf:
        assert "ocrlc" in str(pdf.docinfo["/Creator"])
    assert "Tesseract" not in done.log


def test_a_language_of_other_letters_is_refused(tmp_path):
    finished = ocrmypdf(tmp_path, scan(tmp_path / "in.pdf", TEXT), "-l", "eng+rus")
    assert finished.returncode == 3
    assert "rus" in finished.stderr
    assert not (tmp_path / "out.pdf").exists()


def test_an_unknown_model_is_refused(tmp_path):
    finished = ocrmypdf(tmp_path, scan(tmp_path / "in.pdf", TEXT), "--ocrlc-rec", "nowhere")
    assert finished.returncode == 3
    assert "lcnet-latin" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_languages_follow_from_the_charset(options):
    known = plugin.OcrlcEngine.languages(options)
    assert {"eng", "deu", "fra", "pol", "tur"} <= known
    assert known.isdisjoint({"vie", "rus", "chi_sim"})


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_orientation_is_the_turn_that_mends_the_page(options, page_file, turned):
    found = plugin.OcrlcEngine.get_orientation(page_file(turned), options)
    # Pillow turns counter-clockwise, OCRmyPDF's angle mends it by turning back.
    assert found.angle == -turned % 360
    assert found.confidence > 14


def test_an_empty_page_has_no_orientation_and_no_skew(options, tmp_path):
    path = tmp_path / "blank.png"
    Image.new("L", (400, 600), 255).save(path)
    assert plugin.OcrlcEngine.get_orientation(path, options) == (0, 0)
    assert plugin.OcrlcEngine.get_deskew(path, options) == 0


@pytest.mark.parametrize("turned", [3, -2, 88])
def test_deskewing_undoes_the_skew(options, page_file, turned):
    own = plugin.OcrlcEngine.get_deskew(page_file(), options)  # the sample is a photograph
    assert abs(own) < 1.5
    skew = turned - 90 if turned > 45 else turned
    found = plugin.OcrlcEngine.get_deskew(page_file(turned), options)
    assert found - own == pytest.approx(-skew, abs=0.4)


def test_hocr_holds_the_words(options, page_file, tmp_path):
    hocr, text = tmp_path / "a.hocr", tmp_path / "a.txt"
    plugin.OcrlcEngine.generate_hocr(page_file(), hocr, text, options)
    words = [
        element.text for element in ET.parse(hocr).iter() if element.get("class") == "ocrx_word"
    ]
    assert words == text.read_text().split()
    assert "SOURDOUGH" in words


def test_threads_share_one_reader(options, monkeypatch):
    plugin._make_reader.cache_clear()
    made = []
    monkeypatch.setattr(plugin, "OCR", lambda **given: made.append(given) or object())
    with ThreadPoolExecutor(4) as pool:
        readers = set(pool.map(plugin._reader, [options] * 16))
    plugin._make_reader.cache_clear()
    assert len(readers) == len(made) == 1
    assert made[0]["threads"] == plugin._threads(2, True)


@pytest.mark.parametrize(
    ("cores", "jobs", "use_threads", "threads"),
    [
        (8, None, True, 8),  # pages take turns at one reader
        (8, 2, True, 2),
        (2, 8, True, 2),
        (8, 2, False, 4),  # processes share the cores
        (8, None, False, 1),
        (2, 3, False, 1),
    ],
)
def test_threads_stay_within_the_cores(monkeypatch, cores, jobs, use_threads, threads):
    monkeypatch.setattr(plugin, "usable_cores", lambda: cores)
    assert plugin._threads(jobs, use_threads) == threads


def test_the_engine_steps_back_when_another_is_asked_for(options):
    options.ocr_engine = "none"
    assert plugin.get_ocr_engine(options) is None
    plugin.check_options(options)
    assert options.pdf_renderer == "auto"  # OCRmyPDF's own: no reading, no text layer of ours
    options.ocr_engine = "tesseract"
    with pytest.raises(BadArgsError, match="leave out --plugin"):
        plugin.check_options(options)


@pytest.mark.parametrize(("wanted", "used"), [("auto", "sandwich"), ("fpdf2", "fpdf2")])
def test_the_text_layer_is_our_own_unless_another_is_asked_for(options, wanted, used):
    options.pdf_renderer = wanted
    plugin.check_options(options)
    assert options.pdf_renderer == used


def test_broken_models_end_with_the_exit_code_of_a_missing_part(options):
    options.ocrlc_rec = "nowhere"
    with pytest.raises(MissingDependencyError, match="lcnet-latin"):
        plugin.OcrlcEngine.languages(options)
