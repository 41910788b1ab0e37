"""Searchable PDF: the original pages, with invisible text at the places of the words."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ocrlc.errors import InputError
from ocrlc.loading.input_formats import is_pdf
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Page, Pages
from ocrlc.system.storage import is_url, read_url
from ocrlc.writers.output_format import OutputFormat
from ocrlc.writers.pdf.graft import opened, over_pdf, saved
from ocrlc.writers.pdf.objects import Objects, add_font
from ocrlc.writers.pdf.pictures import add_picture
from ocrlc.writers.pdf.text_layer import Sheet, finished, picture_commands, text_commands

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

DEFAULT_DPI = 150
"""Resolution of pictures that do not state theirs, in dots per inch."""

log = logging.getLogger(__name__)


def write(document: Pages, load_options: LoadOptions | None = None) -> bytes:
    """Return a PDF of the pages' sources with the text added.

    Pages that contain text already stay the same.

    Args:
        document: the document read.
        load_options: how its sources were opened.

    Raises:
        InputError: a page's source is not a file, does not exist any more, or cannot be opened.
    """
    options = load_options or LoadOptions()
    sources = [(name, list(pages)) for name, pages in groupby(document.pages, _source)]
    parts = [_one(name, pages, options) for name, pages in sources]
    if len(parts) == 1:
        return parts[0]
    return _join(parts, options)


def _source(page: Page) -> str:
    return page.source


def _one(source: str, pages: Sequence[Page], options: LoadOptions) -> bytes:
    data = read_url(source, options.max_bytes) if is_url(source) else _content(source)
    try:
        if is_pdf(data):
            return over_pdf(data, source, pages, options.password)
        return _from_pictures(data, pages, options)
    except Exception as error:  # decoders may raise anything for damaged bytes
        # The file is encrypted, or damaged and only its intact part was read.
        reason = " ".join(str(error).split())
        raise InputError(f"{source}: no searchable PDF can be made of it: {reason}") from error


def _content(source: str) -> bytes:
    try:
        if Path(source).exists() and not Path(source).is_file():
            raise ValueError("it is a pipe or a device")
        return Path(source).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: pdf needs the document as a file: {error}") from error


def _from_pictures(data: bytes, pages: Sequence[Page], options: LoadOptions) -> bytes:
    """Return a PDF of a picture file, with a page for each of its frames that was read."""
    # It loads Pillow, which is needed only when a picture is written.
    from ocrlc.loading.picture_files import open_picture

    objects = Objects()
    font = add_font(objects)
    sheets = []
    with open_picture(data) as picture:
        for page in pages:
            picture.seek(page.number - 1)
            across, down = (72 / dpi for dpi in _resolution(picture))
            image, turn = add_picture(objects, picture, data, page.number, options)
            if turn[0] == 0:  # the picture is turned by a quarter
                across, down = down, across
            width, height = page.width * across, page.height * down
            text = text_commands(page, across)
            if down != across:
                text = b"q 1 0 0 %.8f 0 0 cm %sQ\n" % (down / across, text)
            content = picture_commands(turn, width, height) + text
            sheets.append(Sheet(width, height, objects.add_stream(content), image))
    return finished(objects, font, sheets)


def _resolution(picture: PILImage) -> tuple[float, float]:
    """Return the resolution in dots per inch, across and down; in faxes they differ."""
    # Files may state 0/0 or 1/0 too, as a fraction that is no number.
    stated = (float(dpi) for dpi in picture.info.get("dpi", (0, 0)))
    across, down = (dpi if math.isfinite(dpi) else 0.0 for dpi in stated)
    if not 100 <= max(across, down) <= 2400:  # 72 and 96 are just screen defaults
        return DEFAULT_DPI, DEFAULT_DPI
    if min(across, down) < max(across, down) / 3:
        return max(across, down), max(across, down)
    return across, down


def _join(parts: Sequence[bytes], options: LoadOptions) -> bytes:
    """Return the pages of several files as one PDF."""
    import pikepdf  # loaded only when a PDF is written

    with pikepdf.new() as whole:
        for part in parts:
            with opened(part, options.password) as pdf:
                if pdf.is_encrypted:
                    log.warning("the protection of a document is lost: several make one PDF")
                whole.pages.extend(pdf.pages)
        return saved(whole)


FORMAT = OutputFormat(
    name="pdf",
    title="Searchable PDF",
    description="the original pages with the text on them, invisible but searchable",
    write=write,
    ending=".pdf",
    media_type="application/pdf",
    is_binary=True,
    needs_source=True,
)
