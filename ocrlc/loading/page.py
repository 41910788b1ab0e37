"""A decoded page, and the limits that hold for all kinds of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import InputError, LimitError
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Line
from ocrlc.tags import Tag

Image = NDArray[np.uint8]

RETRY_HINT = "(--allow-truncated reads the rest)"
NOT_READ = "contains no text as a PDF page may, and its pixels were not read"
"""Warning about pages without text where only the text that pages contain is taken."""
Chosen = Callable[[str, int], bool]
"""Whether to decode a page, of which a document's name and the page's number are given."""


@dataclass(frozen=True, eq=False, slots=True)
class RawPage:
    """A page's pixels.

    Attributes:
        image: the pixels, BGR or grey, with EXIF orientation applied. Shape: H, W, 3 or H, W.
        source: the page's source: the path as given, or `<bytes>`, `<array>`, `<image>`.
        number: the page's number in its source, from 1.
        warnings: what was lost in loading.
        lines: the text that a PDF page contains, if it is used; None if the page is to be read.
            The image is then white, unless `also_read`.
        rules: the ruled lines that are drawn on a PDF page whose text is used, as left, top, right
            and bottom in pixels.
        tags: the structure that a PDF page whose text is used tells of itself, over `lines`; None
            if it has none.
        also_read: whether the image is to be read too, for text that is not in `lines`.
    """

    image: Image
    source: str
    number: int
    warnings: tuple[str, ...] = ()
    lines: tuple[Line, ...] | None = None
    also_read: bool = False
    rules: tuple[tuple[float, float, float, float], ...] = ()
    tags: Tag | None = None


def white(height: int, width: int) -> Image:
    """Return a white page that takes up no memory. Shape: height, width."""
    return np.broadcast_to(np.uint8(255), (height, width))


def skipped(name: str, number: int, reason: str) -> RawPage:
    """Return an empty page, with a warning, in place of one that cannot be opened."""
    return RawPage(white(1, 1), name, number, (f"page skipped: {reason}",), ())


def too_large(name: str, options: LoadOptions) -> LimitError:
    """Return the error for a page with too many pixels."""
    return LimitError(
        f"{name}: larger than {options.max_pixels / 1e6:.3g} megapixels; scale it down or cut it"
    )


def every_page(source: str, number: int) -> bool:
    """Choose every page of every document."""
    return True


def choose_pages(
    count: int, name: str, options: LoadOptions, chosen: Chosen = every_page
) -> Iterator[int]:
    """Return the numbers of the pages to read, of a document with `count` pages.

    Args:
        count: number of the document's pages.
        name: the document's name.
        options: which pages are to be read.
        chosen: asked for each page just before its number is yielded; others are left out.

    Raises:
        InputError: none of the requested pages exists, or there are too many.
    """
    wanted = [number for number in range(1, count + 1) if options.wants(number)]
    if not wanted:
        raise InputError(f"{name}: has {count} page(s); asked for were {options.pages}")
    if len(wanted) > options.max_pages:
        raise LimitError(
            f"{name}: {len(wanted)} pages are more than the limit of {options.max_pages}; "
            "choose some of them, or raise the limit"
        )
    return (number for number in wanted if chosen(name, number))


def with_absent(page: RawPage, count: int, options: LoadOptions) -> RawPage:
    """Return a page; the last one gets a warning about requested pages that do not exist."""
    absent = [first for first, _ in options.ranges if first > count]
    if not absent or any(options.wants(number) for number in range(page.number + 1, count + 1)):
        return page
    which = ", ".join(map(str, absent))
    warning = f"asked for and not there: page {which} (there are {count})"
    return replace(page, warnings=(*page.warnings, warning))
