"""Blocks across pages: running heads, levels of headings, paragraphs that go on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from ocrlc.blocks import Block, Table
from ocrlc.results import Page
from ocrlc.structure.find import find_blocks
from ocrlc.structure.frame import frame_of
from ocrlc.structure.roles import heading_sizes, level_of
from ocrlc.structure.sizes import type_size
from ocrlc.structure.tables.continued import goes_on, repeats_header, without_header

_EDGE = 0.12
"""Share of a page's height at its top and at its bottom where running heads and feet stand."""
_PAGE_NUMBER = re.compile(
    r"[-–—\[(|]?\s*(page|p\.|seite|s\.|página|pág\.|strona|str\.|pagina|blatt)?\s*"
    r"(\d{1,4}|[ivxlc]{1,6})\s*((/|of|von|sur|de|z|van|di)\s*\d{1,4})?\s*[-–—\])|]?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_LONG = 40
"""Characters of a paragraph that may go on elsewhere, at least."""
FURNITURE = ("header", "footer", "page_number")
"""Kinds of blocks that pages carry at their edges, beside their text."""


def with_blocks(pages: Iterable[Page]) -> list[Page]:
    """Return pages with blocks; those that were made without them get what their lines tell."""
    pages = list(pages)
    if all(page.blocks or not page.lines for page in pages):
        return pages
    return across_pages([p if p.blocks else replace(p, blocks=find_blocks(p)) for p in pages])


def across_pages(pages: Sequence[Page]) -> list[Page]:
    """Return the pages of a document with blocks that agree with one another.

    What comes again at the edge of other pages becomes a header or footer; headings of one size get
    one level; a paragraph that begins in the middle of a sentence continues the one before it, and
    a table at the top of a page or column the one at the end of that before.
    """
    running = _running(pages)
    pages = [_with_furniture(page, running) for page in pages]
    return _with_continued_tables(_with_continuations(_with_levels(pages)))


def _edges(page: Page) -> Iterator[tuple[int, str, str]]:
    """Yield place, edge and text of each block at the top or bottom of a page."""
    frame = frame_of(page)
    height = frame.upright_size[1]
    for place, block in enumerate(page.blocks):
        box = frame.box(block.polygon)
        if block.table is None and len(block.lines) <= 3:
            if box.bottom < _EDGE * height:
                yield place, "header", block.text
            elif box.top > (1 - _EDGE) * height:
                yield place, "footer", block.text


def _running(pages: Sequence[Page]) -> set[tuple[str, str]]:
    """Return what stands at the same edge of two pages or more, with any number in it."""
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counts.update({(edge, _pattern(text)) for _, edge, text in _edges(page)})
    return {key for key, count in counts.items() if count >= max(2, 0.2 * len(pages))}


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.casefold().split()))


def _with_furniture(page: Page, running: set[tuple[str, str]]) -> Page:
    blocks = list(page.blocks)
    for place, edge, text in _edges(page):
        if _PAGE_NUMBER.fullmatch(text.strip()):
            kind = "page_number"
        elif (edge, _pattern(text)) in running:
            kind = edge
        else:
            continue
        blocks[place] = replace(blocks[place], kind=kind, level=0)
    return replace(page, blocks=tuple(blocks))


def _with_levels(pages: Sequence[Page]) -> list[Page]:
    sizes = {
        (number, place): _size(page, block)
        for number, page in enumerate(pages)
        for place, block in enumerate(page.blocks)
        if block.kind == "heading" and not block.tagged
    }
    known = heading_sizes(
        (size, len(pages[number].blocks[place].text)) for (number, place), size in sizes.items()
    )
    return [
        replace(
            page,
            blocks=tuple(
                replace(block, level=level_of(sizes[number, place], known))
                if (number, place) in sizes
                else block
                for place, block in enumerate(page.blocks)
            ),
        )
        for number, page in enumerate(pages)
    ]


def _size(page: Page, block: Block) -> float:
    """Return the size of a block's type, in parts of the page's height."""
    frame = frame_of(page)
    boxes = [(page.lines[line].text, frame.box(page.lines[line].polygon)) for line in block.lines]
    sizes = [type_size(text, box.width) or 0.7 * box.height for text, box in boxes]
    return median(sizes) / frame.upright_size[1]


def _with_continuations(pages: Sequence[Page]) -> list[Page]:
    above: Block | None = None
    done = []
    for page in pages:
        blocks = []
        for block in page.blocks:
            if block.kind in ("paragraph", "list_item"):
                if above is not None and _goes_on(above, block):
                    block = replace(block, continues=True)
                above = block
            elif block.kind == "heading":
                above = None
            blocks.append(block)
        done.append(replace(page, blocks=tuple(blocks)))
    return done


def _with_continued_tables(pages: Sequence[Page]) -> list[Page]:
    above: tuple[Table, Page] | None = None
    done = []
    for page in pages:
        blocks = list(page.blocks)
        for place, block in enumerate(blocks):
            if block.kind in FURNITURE:
                continue
            if above is not None and block.table is not None:
                blocks[place] = block = _continued(block, block.table, page, *above)
            above = None if block.table is None else (block.table, page)
        done.append(replace(page, blocks=tuple(blocks)))
    return done


def _continued(block: Block, table: Table, page: Page, above: Table, before: Page) -> Block:
    """Return a block with a table, as one that continues the table above if it does."""
    if not goes_on(above, table, frame_of(before), None if page is before else frame_of(page)):
        return block
    kept = table if repeats_header(above, table) else without_header(table)
    return replace(block, table=kept, continues=True)


def _goes_on(above: Block, block: Block) -> bool:
    """Whether a paragraph begins in the middle of a sentence that the one above leaves open."""
    return (
        block.kind == "paragraph"
        and len(above.text) >= _LONG
        and not _ENDS.search(above.text)
        and block.text[:1].islower()
    )
