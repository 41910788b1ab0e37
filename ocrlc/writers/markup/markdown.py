"""Markdown (CommonMark with GitHub's tables): headings, paragraphs, lists and tables.

Running headers, footers and page numbers are left out; the JSON formats have them. A table that
spans cells is written as HTML, which Markdown may contain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocrlc.blocks import Block, Table
from ocrlc.results import Pages
from ocrlc.structure.flow import flow
from ocrlc.writers.markup.html_table import table_html
from ocrlc.writers.output_format import OutputFormat

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])|&(?=#?\w+;)")
"""Characters that mean something anywhere in a text."""
_AT_START = re.compile(r"(?:(#{1,6}(?= |$)|[-+](?= |$)|=+$|-{3,}$)|(\d{1,9})([.)])(?= |$))")
"""What means something at the start of a line: headings, bullets, numbers, underlines."""


def write(document: Pages) -> str:
    """Return the document's text with its structure."""
    return "".join(_joined([block for blocks in flow(document.pages) for block in blocks]))


def _joined(blocks: Sequence[Block]) -> list[str]:
    """Return the blocks' Markdown with what stands between them."""
    parts: list[str] = []
    above: Block | None = None
    for block in blocks:
        text = _block(block)
        if not text:
            continue
        if above is not None:
            items = above.kind == block.kind == "list_item"
            parts.append("\n" if items else "\n\n")
        parts.append(text)
        above = block
    return [*parts, "\n"] if parts else []


def _block(block: Block) -> str:
    if block.table is not None:
        return table_markdown(block.table)
    if block.kind == "heading":
        return f"{'#' * max(block.level, 1)} {escape(' '.join(block.text.split()))}"
    if block.kind == "list_item":
        return _item(block)
    return "\\\n".join(escape(line) for line in block.text.split("\n"))


def _item(block: Block) -> str:
    """Return a list item; a marker that Markdown does not know stays in its text."""
    indent = "    " * (max(block.level, 1) - 1)
    if re.fullmatch(r"\d{1,9}[.)]", block.marker):
        return f"{indent}{block.marker} {escape(block.text)}"
    if re.search(r"\w", block.marker):
        return f"{indent}- {escape(f'{block.marker} {block.text}')}"
    return f"{indent}- {escape(block.text)}"


def table_markdown(table: Table) -> str:
    """Return a table as GitHub writes it; one with spans as HTML."""
    if any(cell.row_span > 1 or cell.column_span > 1 for cell in table.cells):
        return table_html(table)
    rows = [[" ".join(escape(text, start=False).split()) for text in row] for row in table.grid]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])


def escape(text: str, start: bool = True) -> str:
    """Return a text with a backslash before whatever Markdown would not take as text.

    Args:
        text: one line of text.
        start: whether it stands at the start of a line.
    """
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", text.strip())
    if start and (found := _AT_START.match(escaped)):
        place = found.start(3) if found[3] else 0
        escaped = f"{escaped[:place]}\\{escaped[place:]}"
    return escaped


FORMAT = OutputFormat(
    name="markdown",
    title="Markdown",
    description="headings, paragraphs, lists and tables in Markdown",
    write=write,
    ending=".md",
    media_type="text/markdown; charset=utf-8",
    separator="\n",
)
