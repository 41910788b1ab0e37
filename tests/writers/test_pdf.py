from __future__ import annotations

import io
import shutil
import subprocess

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from ocrlc.errors import InputError
from ocrlc.images import load_pages
from ocrlc.load_options import LoadOptions
from ocrlc.results import Document, Page
from ocrlc.writers import write

SIZE = (400, 200)
TEXTS = ("Größe & Preis", "1.234,50 €", "žluťoučký kůň")


@pytest.fixture
def picture() -> Image.Image:
    """Noise that hardly compresses, with a black corner at the top left."""
    grain = np.random.default_rng(1).integers(150, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    image = Image.fromarray(grain)
    ImageDraw.Draw(image).rectangle((0, 0, 150, 60), fill="black")
    return image


def lines(line_at):
    return tuple(line_at(text, 40, 30 + 50 * row) for row, text in enumerate(TEXTS))


def read(content: bytes, page: int = 0) -> str:
    with pdfium.PdfDocument(content) as pdf:
        return " ".join(pdf[page].get_textpage().get_text_bounded().split())


def render(content: bytes, scale: float = 150 / 72) -> np.ndarray:
    with pdfium.PdfDocument(content) as pdf:
        return pdf[0].render(scale=scale).to_numpy()[:, :, :3].astype(int)


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.jpg", {}), ("a.jpg", {"quality": 95, "dpi": (200, 200)}), ("a.png", {}), ("a.tif", {})],
)
def test_picture_becomes_a_searchable_page(tmp_path, picture, line_at, monkeypatch, name, options):
    path = tmp_path / name
    picture.save(path, **options)
    document = Document((Page(str(path), 1, *SIZE, lines(line_at)),))
    content = write(document, "pdf")
    assert read(content) == " ".join(TEXTS)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write(document, "pdf") == content
    if name != "a.tif":
        assert len(content) < 1.1 * path.stat().st_size + 20_000
    if name == "a.jpg":
        assert path.read_bytes() in content


def test_word_boxes_are_where_they_were_seen(tmp_path, picture, line_at):
    path = tmp_path / "a.png"
    picture.save(path)
    content = write(Document((Page(str(path), 1, *SIZE, lines(line_at)),)), "pdf")
    with pdfium.PdfDocument(content) as pdf:
        text = pdf[0].get_textpage()
        found = np.array([text.get_charbox(0, loose=True), text.get_charbox(4, loose=True)])
    left, bottom, right, top = *found[0][:2], *found[1][2:]
    pixels = (
        np.array([left, SIZE[1] * 72 / 150 - top, right, SIZE[1] * 72 / 150 - bottom]) * 150 / 72
    )
    assert np.abs(pixels - [40, 30, 90, 50]).max() < 2


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_pdftotext_reads_the_same(tmp_path, picture, line_at):
    path = tmp_path / "a.jpg"
    picture.save(path)
    content = write(Document((Page(str(path), 1, *SIZE, lines(line_at)),)), "pdf")
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    assert done.stdout.decode().split() == " ".join(TEXTS).split()
    assert done.stderr == b""


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_page_looks_as_it_was_read_in_every_orientation(tmp_path, picture, orientation, name):
    path = tmp_path / name
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(path, exif=exif)
    (seen,) = load_pages(path)
    height, width = seen.image.shape[:2]
    shown = render(write(Document((Page(str(path), 1, width, height),)), "pdf"))
    assert shown.shape == seen.image.shape
    assert np.abs(shown - seen.image).mean() < 3


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg"])
def test_page_looks_as_it_was_read_in_every_mode(tmp_path, picture, mode, ending):
    path = tmp_path / f"a{ending}"
    image = picture.convert("L").convert("I;16") if mode == "I;16" else picture.convert(mode)
    try:
        image.save(path)
    except OSError:
        pytest.skip(f"{ending} does not hold {mode}")
    (seen,) = load_pages(path)
    expected = seen.image if seen.image.ndim == 3 else np.repeat(seen.image[:, :, None], 3, 2)
    shown = render(write(Document((Page(str(path), 1, *SIZE),)), "pdf"))
    assert np.abs(shown - expected).mean() < 12


def test_every_frame_of_a_tiff_is_a_page(tmp_path, picture, line_at):
    path = tmp_path / "a.tif"
    picture.save(path, save_all=True, append_images=[picture.rotate(180)])
    pages = tuple(
        Page(str(path), number, *SIZE, (line_at(f"page {number}", 10, 10),)) for number in (1, 2)
    )
    content = write(Document(pages), "pdf")
    assert [read(content, page) for page in (0, 1)] == ["page 1", "page 2"]


@pytest.fixture
def scan(tmp_path, picture):
    """A PDF of one page that is a picture."""
    picture.save(tmp_path / "a.jpg")
    path = tmp_path / "scan.pdf"
    path.write_bytes(write(Document((Page(str(tmp_path / "a.jpg"), 1, *SIZE),)), "pdf"))
    return path


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pdf_keeps_its_pages_and_gets_text(scan, line_at, turn):
    with pdfium.PdfDocument(scan.read_bytes()) as pdf:
        pdf[0].set_rotation(turn)
        file = io.BytesIO()
        pdf.save(file)
    scan.write_bytes(file.getvalue())
    before = scan.read_bytes()
    (seen,) = load_pages(scan, LoadOptions(dpi=150))
    height, width = seen.image.shape[:2]
    line = line_at("Rechnung Nr. 5", 30, 60)
    content = write(Document((Page(str(scan), 1, width, height, (line,)),)), "pdf")
    assert read(content) == "Rechnung Nr. 5"
    assert np.array_equal(render(content), render(before))
    assert len(content) < 1.1 * len(before) + 20_000
    with pdfium.PdfDocument(content) as pdf:
        assert pdf[0].get_rotation() == turn
        left, bottom, right, top = pdf[0].get_textpage().get_charbox(0, loose=True)
    middle = {
        0: (35, height - 70),
        90: (70, 35),
        180: (width - 35, 70),
        270: (height - 70, width - 35),
    }[turn]
    found = ((left + right) / 2 * 150 / 72, (bottom + top) / 2 * 150 / 72)
    assert found == pytest.approx(middle, abs=3)


def test_page_with_text_is_left_as_it_is_and_told(scan, line_at, caplog):
    page = Page(str(scan), 1, *SIZE, (line_at("once", 30, 60),))
    scan.write_bytes(write(Document((page,)), "pdf"))
    again = Page(str(scan), 1, *SIZE, (line_at("twice", 30, 60),))
    assert read(write(Document((again,)), "pdf")) == "once"
    assert "page 1 has text already" in caplog.text


def test_several_sources_make_one_file(tmp_path, picture, scan, line_at):
    pages = tuple(
        Page(str(path), 1, *SIZE, (line_at(path.name, 30, 60),))
        for path in (tmp_path / "a.jpg", scan)
    )
    content = write(Document(pages), "pdf")
    assert [read(content, page) for page in (0, 1)] == ["a.jpg", "scan.pdf"]


def test_source_that_is_no_file_is_told():
    with pytest.raises(InputError, match="<stdin>"):
        write(Document((Page("<stdin>", 1, 10, 10),)), "pdf")
