"""A sheet of the words that a person should look at first, with their pictures, as HTML."""

from __future__ import annotations

import io
import math
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from ocrlc.results import Line, Page, Pages, Word
from ocrlc.writers.geometry import box_of, quarter_turns, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ocrlc.loading.load import Source
    from ocrlc.loading.options import LoadOptions

MARGIN = 0.6
"""What is shown around a word, as a share of its height."""
HEIGHT = 64
"""Largest height of a picture in pixels."""
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2em;color-scheme:light dark}"
    "td,th{padding:.4em 1em;border-bottom:1px solid #8886;text-align:left}"
    "img{max-height:64px;max-width:40em;background:#fff}code{font:1em monospace}"
    "small{opacity:.7}mark{background:#ffd95a;color:#23262b}"
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may be wrong.

    Attributes:
        score: its score.
        name: the document's name.
        page: the page's number.
        word: the word.
        line: the line that it is in.
        picture: PNG of the word and what is around it.
    """

    score: float
    name: str
    page: int
    word: Word
    line: Line
    picture: bytes


@dataclass
class Review:
    """The least sure words of documents.

    Args:
        count: number of words that are kept.
    """

    count: int
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def most(self) -> float:
        """The score from which on a word is no longer wanted."""
        return self.doubts[-1].score if len(self.doubts) == self.count else math.inf

    def add(
        self, document: Pages, source: Source, name: str, load: LoadOptions | None = None
    ) -> None:
        """Take a document's least sure words, if they are less sure than those of others.

        Args:
            document: the document read.
            source: the input it was read from, which is opened once more.
            name: its name on the sheet.
            load: how the input was opened.

        Raises:
            InputError: the input cannot be opened any more.
        """
        self.take(find_doubts(document, source, name, load, self.count, self.most))

    def take(self, doubts: Sequence[Doubt]) -> None:
        """Take words of one document, as `find_doubts` returns them."""
        self.doubts = sorted([*self.doubts, *doubts], key=lambda one: one.score)[: self.count]

    def sheet(self) -> bytes:
        """Return the words as an HTML page without any other files, the least sure ones first."""
        title = f"{len(self.doubts)} words to look at first"
        heads = "".join(
            f"<th>{head}</th>" for head in ("score", "picture", "read", "line", "where")
        )
        rows = "".join(_row(doubt) for doubt in self.doubts)
        return (
            "<!doctype html><html lang=en><head><meta charset=utf-8>"
            f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
            f"<table><tr>{heads}</tr>{rows}</table></body></html>\n"
        ).encode("utf-8", errors="replace")


def find_doubts(
    document: Pages,
    source: Source,
    name: str,
    load: LoadOptions | None,
    count: int,
    most: float = math.inf,
) -> list[Doubt]:
    """Return the least sure words of a document with their pictures.

    Args:
        document: the document read.
        source: the input it was read from, which is opened once more, unless no word is wanted.
        name: its name on the sheet.
        load: how the input was opened.
        count: most words to return.
        most: the score from which on a word is not wanted.

    Raises:
        InputError: the input cannot be opened any more.
    """
    found = [
        (word.score, place, page, line, word)
        for place, page in enumerate(document.pages)
        for line in page.lines
        for word in words_of(line)
        if word.score < most
    ]
    found = sorted(found, key=lambda one: one[0])[:count]
    if not found:
        return []
    # It loads NumPy and OpenCV.
    from ocrlc.loading.load import load_pages

    last = max(place for _, place, *_ in found)
    options = replace(load, text_layer="ignore") if load else None
    return [
        Doubt(score, name, page.number, word, line, cut(raw.image, page, word))
        for place, raw in enumerate(islice(load_pages(source, options), last + 1))
        for score, number, page, line, word in found
        if number == place
    ]


def cut(image: NDArray[np.uint8], page: Page, word: Word) -> bytes:
    """Return a PNG of a word as it is read: upright, with a margin, at most `HEIGHT` high.

    Args:
        image: the page's pixels, uint8. Shape: H, W, 3 BGR or H, W grey.
        page: the page.
        word: a word of it.
    """
    # Loaded only when a sheet is made: writers are imported with every document.
    from PIL import Image

    box = box_of([word.polygon], page)
    margin = round(MARGIN * min(box.width, box.height))
    part = image[
        max(box.top - margin, 0) : box.bottom + margin,
        max(box.left - margin, 0) : box.right + margin,
    ]
    rgb = part if part.ndim == 2 else part[:, :, ::-1]
    picture = Image.fromarray(rgb.copy())
    turns = quarter_turns(word.polygon)
    if turns:
        picture = picture.rotate(90 * turns, expand=True)
    if picture.height > HEIGHT:
        picture.thumbnail((100 * HEIGHT, HEIGHT))
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def _row(doubt: Doubt) -> str:
    """Return a row of the table; what was read before look-alikes were settled is said too."""
    data = b64encode(doubt.picture).decode("ascii")
    text, line = escape(doubt.word.text), escape(doubt.line.text)
    raw = f"<br><small>was <code>{escape(doubt.word.raw)}</code></small>" if doubt.word.raw else ""
    cells = (
        f"{doubt.score:.2f}",
        f'<img alt="{text}" src="data:image/png;base64,{data}">',
        f"<code>{text}</code>{raw}",
        line.replace(text, f"<mark>{text}</mark>", 1),
        f"<small>{escape(doubt.name)}, page {doubt.page}</small>",
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
