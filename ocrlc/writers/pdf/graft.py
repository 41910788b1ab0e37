"""Text laid over the pages of a PDF that is there already; everything else in it stays.

PDFium, which drew the pages to be read, says where they are and whether they carry text. The file
is written by qpdf: PDFium drops what it takes for unused from the pages it changes, and cannot
keep the file's protection.
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
    """Where a page of the file shows what was drawn of it.

    Attributes:
        box: left, bottom, right and top, points.
        turn: degrees by which it is shown turned clockwise.
    """

    box: tuple[float, float, float, float]
    turn: int


def over_pdf(data: bytes, source: str, pages: Sequence[Page], password: str | None) -> bytes:
    """Add invisible text to a PDF's pages; those that carry text stay as they are.

    Args:
        data: the file.
        source: how warnings call it.
        pages: what was read of it.
        password: opens it; the result is protected as the file was.

    Raises:
        RuntimeError: PDFium cannot open it.
        pikepdf.PdfError: qpdf cannot.
    """
    import pikepdf  # loaded when a PDF is written, as below

    free = _places(data, source, pages, password)
    if not free:  # whoever writes the file anew breaks its signatures
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
    """Return a PDF, opened with the password where it needs one.

    Raises:
        pikepdf.PdfError: it cannot be opened.
    """
    import pikepdf  # as above

    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        if password is None:
            raise
    try:
        return pikepdf.open(io.BytesIO(data), password=password)
    except pikepdf.PasswordError:  # before PDF 2.0, umlauts are no UTF-8
        return pikepdf.open(io.BytesIO(data), password=password.encode("pdfdoc", "replace"))


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return the file, protected as it was."""
    # Packed, qpdf codes some pictures anew, without their predictors; unpacked, objects take more
    # room. Which of the two is smaller is not known before.
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
    """Return the pages that text is to be added to."""
    # They load PDFium and NumPy.
    import pypdfium2 as pdfium

    from ocrlc.loading.page import PDFIUM_LOCK

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
    """Return a page's text as something that can be drawn: one pixel is one unit."""
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
    """Draw the text before all else: nothing that the page does to the state can move it then."""
    import pikepdf  # as above

    taken: Any = target.resources.get("/XObject", {})
    number = next(n for n in range(len(taken) + 1) if f"/OcrText{n}" not in taken)
    name = target.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(f"/OcrText{number}"))
    # Pages are thousands of pixels wide: with four digits, the last ones would be pixels away.
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
    """Whether a file says that it holds a signature (ISO 32000-1, 12.7.2)."""
    form: Any = pdf.Root.get("/AcroForm", {})
    return bool(int(form.get("/SigFlags", 0)) & 1)
