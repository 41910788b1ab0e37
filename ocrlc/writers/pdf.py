"""Searchable PDF: the original page, and over it invisible text where the words are."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrlc.errors import InputError
from ocrlc.results import Document, Page, Word
from ocrlc.writers.geometry import one_line
from ocrlc.writers.pdf_parts import Objects, add_font, add_picture
from ocrlc.writers.pdf_words import placed_words

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

Matrix = tuple[float, float, float, float, float, float]

DEFAULT_DPI = 150
"""What a picture that does not say its resolution is printed at."""
ORIENTATIONS: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""How a picture's unit square is turned for each EXIF orientation."""

log = logging.getLogger(__name__)


def write(document: Document) -> bytes:
    """Return a PDF of the pages' sources with the text in it.

    Pages that carry text already stay as they are.

    Raises:
        InputError: a page's source is no file any more, or was none.
    """
    parts = [_one(name, list(pages)) for name, pages in groupby(document.pages, _source)]
    if len(parts) == 1:
        return parts[0]
    return _join(parts)


def _source(page: Page) -> str:
    return page.source


def _one(source: str, pages: Sequence[Page]) -> bytes:
    from ocrlc.sources import is_pdf

    try:
        data = Path(source).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: pdf needs the document as a file: {error}") from error
    try:
        return _over_pdf(data, source, pages) if is_pdf(data) else _from_pictures(data, pages)
    except (RuntimeError, OSError, EOFError, SyntaxError, ValueError) as error:
        # Locked, or damaged and read all the same as far as it goes.
        raise InputError(f"{source}: no searchable PDF can be made of it: {error}") from error


def _from_pictures(data: bytes, pages: Sequence[Page]) -> bytes:
    """Make a PDF of a picture file, a page for each of its frames that was read."""
    from PIL import Image

    objects = Objects()
    font = add_font(objects)
    made = []
    with Image.open(io.BytesIO(data)) as picture:
        single = getattr(picture, "n_frames", 1) == 1
        for page in pages:
            picture.seek(page.number - 1)
            image = add_picture(objects, picture, data if single else None)
            scale = 72 / _dpi(picture)
            turn = ORIENTATIONS[_orientation(picture)]
            content = _draw(turn, page, scale) + _text(page, scale)
            size = (page.width * scale, page.height * scale)
            made.append(_Made(size, objects.add_stream(content), image))
    return _finish(objects, font, made)


class _Made:
    """A page of a new PDF: its size in points, its content, its picture."""

    def __init__(self, size: tuple[float, float], content: int, image: int | None) -> None:
        self.size = size
        self.content = content
        self.image = image


def _finish(objects: Objects, font: int, made: Sequence[_Made]) -> bytes:
    root = len(objects.bodies) + len(made) + 1
    kids = []
    for page in made:
        image = b" /XObject << /I %d 0 R >>" % page.image if page.image else b""
        kids.append(
            objects.add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.4f %.4f] /Contents %d 0 R"
                b" /Resources << /Font << /F %d 0 R >>%s >> >>"
                % (root, *page.size, page.content, font, image)
            )
        )
    objects.add(
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    )
    return objects.to_bytes(objects.add(b"<< /Type /Catalog /Pages %d 0 R >>" % root))


def _draw(turn: Matrix, page: Page, scale: float) -> bytes:
    width, height = page.width * scale, page.height * scale
    a, b, c, d, e, f = turn
    matrix = (a * width, b * height, c * width, d * height, e * width, f * height)
    return b"q %s cm /I Do Q\n" % _numbers(matrix)


def _text(page: Page, scale: float) -> bytes:
    """Return the text as drawing commands, a word at a time, without a mark on paper (3 Tr)."""
    commands = [b"BT 3 Tr"]
    for line in page.lines:
        for word in placed_words(line):
            commands.extend(_word(word, page, scale))
    commands.append(b"ET\n")
    return b"\n".join(commands)


def _word(word: Word, page: Page, scale: float) -> Iterator[bytes]:
    """Stretch the word over its box; the space after it parts it from the next."""
    text = one_line(word.text)
    (x0, y0), (x1, y1), _, (x3, y3) = word.polygon
    width, height = math.dist((x0, y0), (x1, y1)), math.dist((x0, y0), (x3, y3))
    if not text or width <= 0 or height <= 0:
        return
    code = text.encode("utf-16-be", errors="replace")
    cos, sin = (x1 - x0) / width, (y1 - y0) / width
    stretch = 100 * width / (len(code) / 2 * 0.5 * height)
    matrix = (cos, -sin, sin, cos, x3 * scale, (page.height - y3) * scale)
    yield b"/F %.3f Tf %.3f Tz %s Tm" % (height * scale, stretch, _numbers(matrix))
    yield b"<%s> Tj" % (code + b"\0 ").hex().encode()


def _numbers(values: Sequence[float]) -> bytes:
    return b" ".join(b"%.4f" % value for value in values)


def _dpi(picture: PILImage) -> float:
    dpi = picture.info.get("dpi", (0, 0))[0]
    return float(dpi) if 100 <= dpi <= 2400 else DEFAULT_DPI  # 72 and 96 only mean: a screen


def _orientation(picture: PILImage) -> int:
    found = picture.getexif().get(0x0112, 1)
    return found if found in ORIENTATIONS else 1


def _over_pdf(data: bytes, source: str, pages: Sequence[Page]) -> bytes:
    """Add text to a PDF's pages; everything else in the file stays."""
    import pypdfium2 as pdfium

    from ocrlc.sources import _PDFIUM

    with _PDFIUM, closing(pdfium.PdfDocument(data)) as pdf:
        with closing(pdfium.PdfDocument(_text_only(pages))) as layer:
            for index, page in enumerate(pages):
                target = pdf[page.number - 1]
                if target.get_textpage().count_chars():
                    log.warning("%s: page %d has text already, left as is", source, page.number)
                elif page.lines:
                    form = layer.page_as_xobject(index, pdf).as_pageobject()
                    form.set_matrix(pdfium.PdfMatrix(*_onto(target, page)))
                    target.insert_obj(form)
                    target.gen_content()
        return _saved(pdf)


def _text_only(pages: Sequence[Page]) -> bytes:
    objects = Objects()
    font = add_font(objects)
    made = [
        _Made((page.width, page.height), objects.add_stream(_text(page, 1.0)), None)
        for page in pages
    ]
    return _finish(objects, font, made)


def _onto(target: Any, page: Page) -> Matrix:
    """Return the matrix from the page's pixels (y up) to the PDF page, which may be turned."""
    left, bottom, right, top = target.get_cropbox()
    width, height = right - left, top - bottom
    turned = target.get_rotation() // 90
    w, h = 1 / page.width, 1 / page.height
    return (
        (width * w, 0, 0, height * h, left, bottom),
        (0, height * w, -width * h, 0, right, bottom),
        (-width * w, 0, 0, -height * h, right, top),
        (0, -height * w, width * h, 0, left, top),
    )[turned]


def _join(parts: Sequence[bytes]) -> bytes:
    import pypdfium2 as pdfium

    from ocrlc.sources import _PDFIUM

    with _PDFIUM, closing(pdfium.PdfDocument.new()) as whole:
        for part in parts:
            with closing(pdfium.PdfDocument(part)) as pdf:
                whole.import_pages(pdf)
        return _saved(whole)


def _saved(pdf: Any) -> bytes:
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()
