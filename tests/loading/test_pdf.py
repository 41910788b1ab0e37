"""PDF: pages drawn, locked, damaged, and the text they carry themselves."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest

from ocrlc.errors import InputError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.page import NOT_READ
from ocrlc.loading.pdf import UNREAD, XFA
from ocrlc.loading.pdf_layers import TextLayer
from ocrlc.polygons import Polygon
from ocrlc.reading.own_text import with_own_text
from ocrlc.results import Line, Word
from tests.support.seeds import drawing, encoded, text_pdf


def empty_pdf() -> bytes:
    """A sound PDF of no page."""
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(file)
    return file.getvalue()


OWN = LoadOptions(text_layer="auto", dpi=144)
ONLY = LoadOptions(text_layer="only", dpi=144)


def test_resolution() -> None:
    (page,) = load_pages(text_pdf("a"), LoadOptions(dpi=36))
    assert page.image.shape == (70, 100, 3)


def test_locked_documents() -> None:
    data = text_pdf("Hello", password="sesame")
    with pytest.raises(InputError, match="is protected by a password"):
        list(load_pages(data))
    with pytest.raises(InputError, match="is protected by another password"):
        list(load_pages(data, LoadOptions(password="nuts")))
    (page,) = load_pages(data, LoadOptions(password="sesame"))
    assert page.image.min() < 50


def test_a_document_without_pages_is_not_taken_for_a_locked_one() -> None:
    with pytest.raises(InputError, match="protected"):
        list(load_pages(text_pdf("Hello", password="sesame")))
    with pytest.raises(InputError, match="damaged or not a PDF"):
        list(load_pages(empty_pdf()))


def test_a_page_that_cannot_be_drawn_is_named_or_passed_over() -> None:
    data = text_pdf("one", "two", "three")
    # The second page becomes something that is none.
    kids = data.index(b"/Kids")
    second = data[kids:].split(b"[")[1].split(b" R")[1].split()[0]
    broken = data.replace(b"/Kids [ ", b"/Kids [ ").replace(
        b"\n" + second + b" 0 obj\n<<", b"\n" + second + b" 0 obj\n[ ", 1
    )
    with pytest.raises(InputError, match="page 2"):
        list(load_pages(broken))
    pages = list(load_pages(broken, LoadOptions(allow_truncated=True)))
    assert [page.number for page in pages] == [1, 2, 3]
    assert pages[1].warnings == ("page skipped: page 2 cannot be drawn",)
    assert pages[1].lines == ()


def test_own_text_lies_where_it_is_drawn() -> None:
    data = text_pdf("Hello wide world", "Second \N{EURO SIGN} page")
    drawn = list(load_pages(data, LoadOptions(dpi=144)))
    pages = list(load_pages(data, OWN))
    assert [page.lines[0].text for page in pages] == ["Hello wide world", "Second \u20ac page"]
    for seen, page in zip(drawn, pages, strict=True):
        assert page.image.shape == seen.image.shape[:2]
        (line,) = page.lines
        assert line.score == 1
        ink = np.argwhere(seen.image.min(axis=2) < 128)[:, ::-1]
        (left, top), _, (right, bottom), _ = line.polygon
        assert (ink >= np.array([left, top]) - 2).all()
        assert (ink <= np.array([right, bottom]) + 2).all()
        assert right - left < np.ptp(ink[:, 0]) + 8
        assert " ".join(word.text for word in line.words) == line.text
        edges = [x for word in line.words for x in (word.polygon[0][0], word.polygon[1][0])]
        assert edges == sorted(edges)


def test_own_text_of_turned_pages() -> None:
    document = pypdfium2.PdfDocument(text_pdf("Hello"))
    document[0].set_rotation(90)
    file = io.BytesIO()
    document.save(file)
    (page,) = load_pages(file.getvalue(), OWN)
    assert page.image.shape == (400, 280)
    (line,) = page.lines
    (x0, y0), (x1, y1), *_ = line.polygon
    assert x0 == x1  # it runs down the page
    assert y1 > y0
    (left, top), (right, bottom) = np.min(line.polygon, axis=0), np.max(line.polygon, axis=0)
    assert bottom - top > right - left
    assert 0 <= left < right <= 280


def scan_with(text: str, *, mode: int = 0, share: float = 1.0) -> bytes:
    """Return a PDF page that a picture fills to a share, with text on it."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, (400, 280))
    canvas.drawImage(ImageReader(drawing(size=(400, 280))), 0, 0, 400, 280 * share)
    lines = canvas.beginText(20, 260)
    lines.setFont("Helvetica", 6)
    lines.setTextRenderMode(mode)
    for start in range(0, len(text), 40):
        lines.textLine(text[start : start + 40])
    canvas.drawText(lines)
    canvas.save()
    return buffer.getvalue()


def filled_form() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, (400, 280))
    canvas.drawString(20, 200, "Name")
    canvas.acroForm.textfield(name="f", value="Ada", x=20, y=20, width=200, height=24)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "read"),
    [
        pytest.param(scan_with("Page 1 of 7"), True, id="a stamp on a scan"),
        pytest.param(scan_with("OCR", mode=3), False, id="what OCR put over a scan"),
        pytest.param(scan_with("word " * 80), True, id="text before a picture"),
        pytest.param(scan_with("Page 1", share=0.3), True, id="text beside a picture"),
        pytest.param(scan_with("Page 1", share=0.05), True, id="text and a small picture"),
        pytest.param(scan_with("Page 1", share=0.02), False, id="text and an ornament"),
        pytest.param(filled_form(), True, id="a form that was filled in"),
    ],
)
def test_a_scan_is_not_taken_for_the_stamp_on_it(data: bytes, read: bool) -> None:
    (page,) = load_pages(data, OWN)
    assert page.lines
    assert page.also_read == read
    assert (page.image.min() < 150) == read
    assert page.warnings == ()


def test_only_pictures_are_read_beside_a_pages_own_text() -> None:
    (page,) = load_pages(scan_with("word " * 80, share=0.3), OWN)
    top, bottom = np.array_split(page.image, [page.image.shape[0] * 2 // 3])
    assert top.min() == 255
    assert bottom.min() < 150


def test_words_beside_own_text_are_kept_without_it() -> None:
    def place(left: float, right: float) -> Polygon:
        return ((left, 10), (right, 10), (right, 20), (left, 20))

    words = tuple(
        Word(text, 0.9, place(left, right))
        for text, left, right in (("Name:", 0, 38), ("Ada", 50, 78), ("King", 82, 120))
    )
    read = [Line("Name: Ada King", 0.9, place(0, 120), words)]
    own = [Line("Name:", 1.0, place(0, 40))]

    lines = with_own_text(read, own, 0, 200, 200)

    assert [line.text for line in lines] == ["Name:", "Ada King"]
    assert lines[1].polygon == place(50, 120)
    assert lines[1].words == words[1:]


def test_a_hyphen_ends_a_line_of_own_text() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, (400, 280))
    canvas.drawString(20, 200, "Die Donaudampf-")
    canvas.drawString(20, 186, "schifffahrt")
    canvas.save()
    (page,) = load_pages(buffer.getvalue(), OWN)
    assert [line.text for line in page.lines or ()] == ["Die Donaudampf-", "schifffahrt"]


def test_a_form_that_a_program_draws_gets_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with pikepdf.open(io.BytesIO(filled_form())) as form:
        form.Root.AcroForm.XFA = form.make_stream(b"<xdp/>")
        form.Root.NeedsRendering = True
        buffer = io.BytesIO()
        form.save(buffer)
    (page,) = load_pages(buffer.getvalue(), OWN)
    assert page.warnings == (XFA,)
    assert not caplog.records


def test_own_text_and_what_is_read_beside_it() -> None:
    def line(text: str, top: float) -> Line:
        return Line(text, 1.0, ((10, top), (90, top), (90, top + 10), (10, top + 10)))

    own = [line("Page 1", 100), line("middle", 50)]
    read = [line("top", 10), line("rnidd1e", 52), line("Page l", 98)]
    assert [one.text for one in with_own_text(read, own, 0, 200, 200)] == [
        "top",
        "middle",
        "Page 1",
    ]


def test_pages_without_text_are_drawn_even_so() -> None:
    scan = encoded(drawing(), "PDF", resolution=72)
    for data in (scan, text_pdf(" ")):
        (page,) = load_pages(data, OWN)
        assert page.lines is None
    (page,) = load_pages(scan, OWN)
    assert page.image.min() < 100


@pytest.mark.parametrize(
    ("data", "text", "warnings"),
    [
        pytest.param(text_pdf("Hello"), "Hello", (), id="text"),
        pytest.param(scan_with("OCR", mode=3), "OCR", (), id="what OCR put over a scan"),
        pytest.param(scan_with("Page 1"), "Page 1", UNREAD[TextLayer.PART], id="a stamp on a scan"),
        pytest.param(
            scan_with("Page 1", share=0.3), "Page 1", UNREAD[TextLayer.WITH_PICTURES], id="pictures"
        ),
        pytest.param(text_pdf(" "), "", (NOT_READ,), id="an empty page"),
        pytest.param(encoded(drawing(), "PDF"), "", (NOT_READ,), id="a scan"),
        pytest.param(encoded(drawing(), "PNG"), "", (NOT_READ,), id="no PDF"),
        pytest.param(drawing(), "", (NOT_READ,), id="pixels"),
    ],
)
def test_only_text_of_pages_is_taken(data: bytes, text: str, warnings: tuple[str, ...]) -> None:
    (page,) = load_pages(data, ONLY)
    assert page.lines is not None
    assert not page.also_read
    assert " ".join(line.text for line in page.lines) == text
    assert page.warnings == warnings


def test_rules_lie_where_they_are_drawn() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, (400, 280))
    canvas.drawString(20, 260, "Hello")
    canvas.grid([20, 120, 320], [40, 60])  # stroked lines
    canvas.rect(20, 100, 200, 1, stroke=0, fill=1)  # a bar so thin that it is a line
    canvas.rect(20, 140, 100, 40, stroke=1, fill=0)  # four lines
    canvas.rect(200, 140, 100, 40, stroke=0, fill=1)  # a ground
    canvas.line(20, 200, 120, 230)  # neither level nor upright
    canvas.circle(300, 240, 10)
    canvas.saveState()
    canvas.translate(0, 200)
    canvas.scale(0.5, 0.5)
    canvas.line(40, 40, 100, 40)
    canvas.restoreState()
    canvas.save()
    (page,) = load_pages(buffer.getvalue(), LoadOptions(text_layer="auto", dpi=72))
    grid = {(20, 240, 320, 240), (20, 220, 320, 220)} | {(x, 220, x, 240) for x in (20, 120, 320)}
    box = {(20, 140, 120, 140), (20, 100, 120, 100), (20, 100, 20, 140), (120, 100, 120, 140)}
    assert {*page.rules} == grid | box | {(20, 180, 220, 180), (20, 60, 50, 60)}


@pytest.mark.parametrize("kind", ["lines", "curves"])
def test_drawings_of_many_parts_have_no_rules(kind: str) -> None:
    from reportlab.pdfgen.canvas import Canvas

    def rules(parts: int) -> int:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, (400, 280))
        canvas.drawString(20, 260, "Hello")
        canvas.line(20, 250, 120, 250)
        path = canvas.beginPath()
        path.moveTo(20, 20)
        for number in range(parts):
            if kind == "lines":
                path.lineTo(20 + 100 * (number % 2), 21 + number / 100)
            else:
                path.curveTo(20, 20, 90, 90, 20 + number / 100, 40)
        canvas.drawPath(path)
        canvas.save()
        (page,) = load_pages(buffer.getvalue(), OWN)
        return len(page.rules)

    assert rules(10) > 0
    assert rules(12_000) == 0


def test_text_is_read_from_the_pixels_unless_told_otherwise() -> None:
    (page,) = load_pages(text_pdf("Hello"))
    assert page.lines is None
    assert page.image.min() < 100
