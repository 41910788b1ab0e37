"""Adding text to the pages of an existing PDF; everything else in it stays the same.

PDFium, which drew the pages for reading, tells their boxes and whether they contain text. The file
is written by qpdf, because PDFium drops objects that it considers unused from changed pages, and
cannot keep the file's encryption.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ocrlc.loading.pdf_text import has_text
from ocrlc.results import Page
from ocrlc.writers.pdf.objects import Matrix
from ocrlc.writers.pdf.text_layer import numbers, text_commands, text_only

if TYPE_CHECKING:
    import pikepdf

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Place:
    """The visible area of a PDF page.

    Attributes:
        box: left, bottom, right and top, in points.
        turn: degrees by which the page is shown turned clockwise.
    """

    box: tuple[float, float, float, float]
    turn: int


def over_pdf(data: bytes, source: str, pages: Sequence[Page], password: str | None) -> bytes:
    """Add invisible text to a PDF's pages; pages that contain text stay the same.

    Args:
        data: the PDF's bytes.
        source: its name in warnings.
        pages: the pages read.
        password: its password; the result is protected in the same way.

    Raises:
        RuntimeError: PDFium cannot open the PDF.
        pikepdf.PdfError: qpdf cannot open the PDF.
    """
    import pikepdf  # loaded only when a PDF is written, as below

    free = _places(data, source, pages, password)
    if not free:  # writing the file again would break its signatures
        return data
    with (
        opened(data, password) as pdf,
        pikepdf.open(io.BytesIO(text_only([Page("", 1, 1, 1)]))) as blank,
    ):
        font = pdf.copy_foreign(blank.pages[0].resources["/Font"]["/F1"])
        for page, place in free:
            form = _form(pdf, page, font)
            _add(pdf.pages[page.number - 1], form, _onto(place, page))
        if _is_signed(pdf):
            log.warning("%s: is signed; the signature does not hold for the copy with text", source)
        return saved(pdf)


def opened(data: bytes, password: str | None) -> pikepdf.Pdf:
    """Open a PDF, with the password if it needs one.

    Raises:
        pikepdf.PdfError: the PDF cannot be opened.
    """
    import pikepdf  # as above

    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        if password is None:
            raise
    try:
        return pikepdf.open(io.BytesIO(data), password=password)
    except pikepdf.PasswordError:  # before PDF 2.0, passwords are not in UTF-8
        return pikepdf.open(io.BytesIO(data), password=password.encode("pdfdoc", "replace"))


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return the PDF's bytes, with the same protection as before."""
    # With compression, qpdf encodes some pictures again, without predictors; without it, objects
    # take more space. Which of the two is smaller is not known in advance.
    return min((_saved(pdf, packed) for packed in (False, True)), key=len)


def _saved(pdf: pikepdf.Pdf, packed: bool) -> bytes:
    file = io.BytesIO()
    pdf.save(
        file,
        encryption=pdf.is_encrypted,
        deterministic_id=not pdf.is_encrypted,
        compress_streams=packed,
        fix_metadata_version=False,
    )
    return file.getvalue()


def _places(
    data: bytes, source: str, pages: Sequence[Page], password: str | None
) -> list[tuple[Page, _Place]]:
    """Return the pages that need text, each with its visible area."""
    # They load PDFium and NumPy.
    import pypdfium2 as pdfium

    from ocrlc.loading.pdfium_lock import PDFIUM_LOCK

    free = []
    with PDFIUM_LOCK, closing(pdfium.PdfDocument(data, password=password)) as pdf:
        for page in pages:
            if not page.lines:
                continue
            target = pdf[page.number - 1]
            if has_text(target):
                log.warning("%s: page %d has text already, left as is", source, page.number)
            else:
                free.append((page, _Place(target.get_bbox(), target.get_rotation())))
    return free


def _form(pdf: pikepdf.Pdf, page: Page, font: pikepdf.Object) -> pikepdf.Object:
    """Return a page's text as a PDF form object, in which one pixel is one unit."""
    import pikepdf  # as above

    return pdf.make_stream(
        zlib.compress(text_commands(page, 1.0), 9),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, page.width, page.height],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        Filter=pikepdf.Name.FlateDecode,
    )


def _add(target: pikepdf.Page, form: pikepdf.Object, matrix: Matrix) -> None:
    """Draw the text before the page's own content, so that the latter's state cannot move it."""
    import pikepdf  # as above

    taken: Any = target.resources.get("/XObject", {})
    number = next(n for n in range(len(taken) + 1) if f"/OcrText{n}" not in taken)
    name = target.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(f"/OcrText{number}"))
    # Pages are thousands of pixels wide: with four digits, the error could be several pixels.
    commands = b"q %s cm %s Do Q\n" % (numbers(matrix, 8), str(name).encode())
    target.contents_add(commands, prepend=True)


def _onto(place: _Place, page: Page) -> Matrix:
    """Return the matrix from the page's pixels (y up) to the PDF page, which may be turned."""
    left, bottom, right, top = place.box
    width, height = right - left, top - bottom
    w, h = 1 / page.width, 1 / page.height
    return (
        (width * w, 0, 0, height * h, left, bottom),
        (0, height * w, -width * h, 0, right, bottom),
        (-width * w, 0, 0, -height * h, right, top),
        (0, -height * w, width * h, 0, left, top),
    )[place.turn // 90]


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether a PDF has a signature (ISO 32000-1, 12.7.2 and 12.8.1), or states that it has."""
    import pikepdf  # as above

    form: Any = pdf.Root.get("/AcroForm", {})
    if int(form.get("/SigFlags", 0)) & 1:
        return True
    waiting, seen = list(form.get("/Fields", [])), set()
    while waiting:
        field: Any = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary) or field.objgen in seen:
            continue
        seen.add(field.objgen)
        value = field.get("/V")
        if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value:
            return True
        waiting.extend(field.get("/Kids", []))
    return False
