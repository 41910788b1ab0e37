"""Blocks across pages: running headers and footers, levels of headings, paragraphs that go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ocrlc.results import Page
from ocrlc.structure.find import find_blocks


def with_blocks(pages: Iterable[Page]) -> list[Page]:
    """Return pages with blocks; those that were made without them get what their lines tell."""
    return [page if page.blocks else replace(page, blocks=find_blocks(page)) for page in pages]
