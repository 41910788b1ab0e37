"""Reading Markdown back: its headings, its tables, and its text in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

_HEADING = re.compile(r"#{1,6} (.*)")
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~$#+.)=&-])")


class Cell(NamedTuple):
    """A table's cell: columns and rows that it spans, and its text."""

    columns: int
    rows: int
    text: str


Table = list[list[Cell]]
"""Rows of the cells that begin in them."""


@dataclass
class Parsed:
    """What a Markdown text holds.

    Attributes:
        headings: level and text of each heading.
        tables: the tables, in order.
        rules: what rules each of them has, as HTML's attribute `rules` says; "" if it does not.
        text: all text in order, without marks of Markdown; a line for each block, row or item.
    """

    headings: list[tuple[int, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    text: str = ""


def parse(markdown: str) -> Parsed:
    """Read a Markdown text; HTML in it may hold tables."""
    parsed = Parsed()
    texts: list[str] = []
    pieces = re.split(r"(<table(?:\s[^>]*)?>.*?</table>)", markdown, flags=re.DOTALL)
    for piece in pieces:
        if piece.startswith("<table"):
            reader = _TableReader()
            reader.feed(piece)
            _add_table(parsed, texts, reader.rows, reader.rules)
            continue
        rows: list[list[str]] = []
        for line in [*piece.split("\n"), ""]:
            if line.startswith("|"):
                rows.append(_split_row(line))
                continue
            if rows:
                del rows[1:2]  # the line below the header
                _add_table(parsed, texts, [[Cell(1, 1, text) for text in row] for row in rows])
                rows = []
            if heading := _HEADING.match(line):
                parsed.headings.append((line.index(" "), plain(heading[1])))
            if line.strip():
                texts.append(plain(re.sub(r"^\s*(#{1,6} |- )", "", line)))
    parsed.text = "\n".join(texts)
    return parsed


def plain(text: str) -> str:
    """Return a line of Markdown without backslashes, and spaces as one."""
    return " ".join(_ESCAPED.sub(r"\1", text.removesuffix("\\")).split())


def _split_row(line: str) -> list[str]:
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def _add_table(parsed: Parsed, texts: list[str], rows: Table, rules: str = "") -> None:
    parsed.tables.append(rows)
    parsed.rules.append(rules)
    texts += [" ".join(filter(None, (cell.text for cell in row))) for row in rows]


class _TableReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Table = []
        self.rules = ""
        self._spans = (1, 1)
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.rules = dict(attrs).get("rules") or ""
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            given = {name: int(value or 1) for name, value in attrs if name.endswith("span")}
            self._spans = (given.get("colspan", 1), given.get("rowspan", 1))
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.rows[-1].append(Cell(*self._spans, " ".join("".join(self._text).split())))

    def handle_data(self, data: str) -> None:
        self._text.append(data)
