"""Paragraphs of HTML, Mallard and DocBook pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from scripts.harvesting.piece import Kind, Piece, code_lines, tidy

_SKIPPED = frozenset((
    "script", "style", "nav", "header", "footer", "head", "info", "svg", "math", "form", "select",
    "button", "address", "refmeta", "indexterm", "footnote", "bookinfo", "toc",
))  # fmt: skip
_NO_TEXT = re.compile(
    r"<(script|style|nav|head|svg|footer)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
"""Taken out beforehand: the parser would read it at a hundredth of the speed."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title", "subtitle", "caption"))
_CODE = frozenset(("pre", "screen", "programlisting"))
_BLOCKS = frozenset((
    "p", "para", "simpara", "li", "dd", "dt", "td", "th", "div", "section", "page", "item",
    "listitem", "blockquote", "body", "table", "tr", "ul", "ol", "dl", "steps", "list", "terms",
    "note", "br", "hr", "figure", "media", "term", "article", "main", "aside", "tbody", "thead",
    "center",
))  # fmt: skip
_VOID = frozenset(("br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr"))


class _Reader(HTMLParser):
    """Gathers text between the tags that end paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._skipped: list[str] = []
        self._kind: Kind = "prose"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.append(tag)
            return
        if tag in _SKIPPED:
            self.flush()
            self._skipped.append(tag)
        elif tag in _CODE:
            self.flush()
            self._kind = "code"
        elif tag in _HEADINGS:
            self.flush()
            self._kind = "heading"
        elif tag in _BLOCKS and self._kind != "code":
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and not self._skipped:
            self.handle_data(" ") if self._kind == "heading" else self.flush()

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.pop()
            return
        ends_paragraph = tag in _BLOCKS - _VOID and self._kind == "prose"
        if tag in _CODE or tag in _HEADINGS or ends_paragraph:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._text.append(data)

    def flush(self) -> None:
        """End the paragraph."""
        text, kind = "".join(self._text), self._kind
        self._text, self._kind = [], "prose"
        if kind == "code":
            self.pieces.extend(code_lines(text))
        elif text := tidy(text):
            self.pieces.append(Piece(kind, text))


def read_markup(data: str) -> Iterator[Piece]:
    """Yield the paragraphs, headings and lines of code of a page in a markup of tags."""
    reader = _Reader()
    reader.feed(_NO_TEXT.sub(" ", data))
    reader.close()
    reader.flush()
    yield from reader.pieces
