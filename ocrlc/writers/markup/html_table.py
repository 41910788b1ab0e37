"""Tables as HTML, which Markdown and HTML documents share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from ocrlc.blocks import Cell, Table
from ocrlc.writers.geometry import xml_text


def cell_text(cell: Cell) -> str:
    """Return the text of a cell as HTML."""
    return escape(xml_text(cell.text), quote=False)


def table_html(table: Table, text_of: Callable[[Cell], str] = cell_text) -> str:
    """Return a table with its header rows, spans and texts; without blank lines.

    Args:
        table: the table.
        text_of: returns what stands in a cell, as HTML.
    """
    heads = table.header_rows
    rows = [_row(table, row, text_of) for row in range(table.shape[0])]
    parts = ["<table>"]
    if heads:
        parts += ["<thead>", *rows[:heads], "</thead>"]
    if rows[heads:]:
        parts += ["<tbody>", *rows[heads:], "</tbody>"]
    return "\n".join([*parts, "</table>"])


def _row(table: Table, row: int, text_of: Callable[[Cell], str]) -> str:
    cells = sorted((cell for cell in table.cells if cell.row == row), key=lambda one: one.column)
    return f"<tr>{''.join(_cell(cell, text_of) for cell in cells)}</tr>"


def _cell(cell: Cell, text_of: Callable[[Cell], str]) -> str:
    name = "th" if cell.header else "td"
    attributes = "".join(f' {key}="{value}"' for key, value in _spans(cell))
    return f"<{name}{attributes}>{text_of(cell)}</{name}>"


def _spans(cell: Cell) -> Iterator[tuple[str, int]]:
    if cell.row_span > 1:
        yield "rowspan", cell.row_span
    if cell.column_span > 1:
        yield "colspan", cell.column_span
