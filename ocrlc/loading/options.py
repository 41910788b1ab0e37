"""How documents are opened: which pages, at which resolution, within which limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ocrlc.errors import ConfigError

PDF_DPI = 200.0
MAX_PIXELS = 178_000_000
"""Largest page in pixels, checked before decoding: an A3 scan at 900 dpi. Pillow's own limit is
higher."""
MAX_PAGES = 5_000
MAX_BYTES = 1 << 30
MOST_BYTES = 1 << 40
"""Largest `max_bytes`: no system reads more at once."""
TEXT_LAYER_MODES = ("ignore", "auto", "only")
"""What to do with the text that PDF pages contain, as in `LoadOptions`."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How documents are opened.

    Attributes:
        dpi: resolution at which PDF pages are drawn, in dots per inch.
        pages: which pages to read, such as `1-3,7` or `5-`; empty for all.
        password: password of protected PDFs.
        skip_text: the old name of `text_layer="auto"`; False once that is set.
        allow_truncated: whether to read the intact part of damaged images and skip pages that
            cannot be opened, both with a warning. Without it, either is an error.
        max_pixels: largest page in pixels, checked before decoding; PDF pages are drawn smaller.
        max_pages: largest number of pages read from one document.
        max_bytes: largest file in bytes.
        text_layer: what to do with the text that PDF pages contain. "ignore": all pages are read
            from their pixels. "auto": it is taken, and pixels are read where it is missing or does
            not hold all there is. "only": nothing else is taken, and no pixels are read.
        all_frames: whether all frames of an animation (GIF, WebP, PNG, AVIF) are pages; else it is
            its first one alone.
        ranges: `pages` as numbers, see `parse_pages`.

    Raises:
        ConfigError: a value is out of range, or `pages` is malformed.
    """

    dpi: float = PDF_DPI
    pages: str = ""
    password: str | None = field(default=None, repr=False)
    skip_text: bool = False
    allow_truncated: bool = False
    max_pixels: int = MAX_PIXELS
    max_pages: int = MAX_PAGES
    max_bytes: int = MAX_BYTES
    text_layer: str = "ignore"
    all_frames: bool = False
    ranges: tuple[tuple[int, int | None], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 10 <= self.dpi <= 2400:
            raise ConfigError(f"dpi must be between 10 and 2400, not {self.dpi}")
        if not 1 <= self.max_pixels <= MAX_PIXELS:
            raise ConfigError(
                f"max_pixels must be between 1 and {MAX_PIXELS:,}, not {self.max_pixels:,}"
            )
        if min(self.max_pages, self.max_bytes) < 1:
            raise ConfigError("max_pages and max_bytes must be at least 1")
        if self.max_bytes > MOST_BYTES:
            raise ConfigError(f"max_bytes must be at most {MOST_BYTES:,}, not {self.max_bytes:,}")
        if self.text_layer not in TEXT_LAYER_MODES:
            modes = ", ".join(TEXT_LAYER_MODES)
            raise ConfigError(f"text_layer {self.text_layer!r} unknown; there are {modes}")
        if self.skip_text and self.text_layer == "ignore":
            object.__setattr__(self, "text_layer", "auto")
        object.__setattr__(self, "skip_text", False)  # so that `replace` can change the mode
        object.__setattr__(self, "ranges", parse_pages(self.pages))

    def wants(self, number: int) -> bool:
        """Whether a page is to be read; pages are numbered from 1."""
        return not self.ranges or any(
            first <= number and (last is None or number <= last) for first, last in self.ranges
        )


def parse_pages(text: str) -> tuple[tuple[int, int | None], ...]:
    """Parse a choice of pages: `7`, `1-3`, `5-` (to the end), or several of these with commas.

    Returns:
        First and last page of each range, None for the document's end; empty for all pages.

    Raises:
        ConfigError: the text is malformed, or a range runs backwards.
    """
    if not text.strip():
        return ()
    ranges: list[tuple[int, int | None]] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,9})\s*(-\s*([0-9]{1,9})?)?\s*", part)
        if match is None:
            raise ConfigError(f"pages {text!r}: write them as 1-3,7 or 5-")
        first = int(match[1])
        last = int(match[3]) if match[3] else None if match[2] else first
        if first < 1 or (last is not None and last < first):
            raise ConfigError(f"pages {text!r}: {part.strip()} is no range; the first page is 1")
        ranges.append((first, last))
    return tuple(ranges)
