"""What a drawn page contains, with its structure; each part knows its Markdown."""

from __future__ import annotations

import html
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4."""

    level: int
    text: str

    def markdown(self) -> str:
        """The heading in Markdown."""
        return f"{'#' * self.level} {self.text}"


@dataclass(frozen=True)
class Paragraph:
    """Running text; `caption` for what stands above a table."""

    text: str
    caption: bool = False

    def markdown(self) -> str:
        """The paragraph in Markdown."""
        return self.text


@dataclass(frozen=True)
class Items:
    """A list: marker, text and depth of each item, from 1."""

    items: tuple[tuple[str, str, int], ...]

    def markdown(self) -> str:
        """The list in Markdown."""
        return "\n".join(
            f"{'    ' * (depth - 1)}{marker if marker[0].isalnum() else '-'} {text}"
            for marker, text, depth in self.items
        )


@dataclass(frozen=True)
class Cell:
    """A table's cell."""

    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False
    right: bool = False
    centre: bool = False
    bold: bool = False


RULES = {
    "grid": "all",
    "columns": "all",
    "booktabs": "groups",
    "paper": "groups",
    "rows": "rows",
    "band": "rows",
    "zebra": "none",
    "none": "none",
}
"""What rules each look has, as HTML's attribute says: `groups` has them around header and body."""


@dataclass(frozen=True)
class Table:
    """A table: rows of cells, each cell in the row and column that it begins in.

    Attributes:
        rows: the cells that begin in each row, from left to right.
        look: how it is drawn, one of `tables.LOOKS`.
        widths: widths of the columns as shares of the text's; empty if each is as wide as its texts
            need.
    """

    rows: tuple[tuple[Cell, ...], ...]
    look: str
    widths: tuple[float, ...] = field(default=())

    def markdown(self) -> str:
        """The table in HTML, which Markdown may contain."""
        rows = "\n".join(f"<tr>{''.join(map(_html, row))}</tr>" for row in self.rows)
        return f'<table rules="{RULES[self.look]}">\n{rows}\n</table>'


Part = Heading | Paragraph | Items | Table


def _html(cell: Cell) -> str:
    name = "th" if cell.header else "td"
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return f"<{name}{spans}>{html.escape(cell.text, quote=False)}</{name}>"


def markdown(parts: list[Part]) -> str:
    """Return the Markdown of a page."""
    return "\n\n".join(part.markdown() for part in parts) + "\n"
