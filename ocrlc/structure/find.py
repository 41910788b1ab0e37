"""From a page's lines to its blocks."""

from __future__ import annotations

from statistics import median

from ocrlc.results import Block, Page
from ocrlc.structure.aligned import aligned_tables
from ocrlc.structure.cells import Grid
from ocrlc.structure.frame import frame_of
from ocrlc.structure.marks import Marks
from ocrlc.structure.passages import find_passages
from ocrlc.structure.pieces import Piece, cut_lines
from ocrlc.structure.roles import blocks_of, body_of
from ocrlc.structure.ruled import ruled_tables

NOTHING = Marks()


def find_blocks(page: Page, marks: Marks = NOTHING) -> tuple[Block, ...]:
    """Return the blocks of a page in reading order; every word is in one of them.

    Args:
        page: the page with its lines.
        marks: what its pixels tell; without them, tables are found by their columns alone, and
            headings by their size.
    """
    if not page.lines:
        return ()
    frame = frame_of(page)
    pieces = cut_lines(page, frame, marks)
    order = {id(piece): place for place, piece in enumerate(pieces)}

    def first(own: list[Piece]) -> int:
        return min(order[id(piece)] for piece in own)

    height = median(piece.box.height for piece in pieces)
    tables = ruled_tables(pieces, marks, height)
    tables += aligned_tables(_without(pieces, tables), marks, height)
    rest = _without(pieces, tables)
    passages = find_passages(rest, marks.across)
    passages.sort(key=lambda passage: first(passage.pieces))
    texts = blocks_of(passages, body_of(pieces), frame)
    placed = [(first(p.pieces), block) for p, block in zip(passages, texts, strict=True)]
    placed += [(first(table.pieces), table.block(frame)) for table in tables]
    return tuple(block for _, block in sorted(placed, key=lambda pair: pair[0]))


def _without(pieces: list[Piece], tables: list[Grid]) -> list[Piece]:
    taken = {id(piece) for table in tables for piece in table.pieces}
    return [piece for piece in pieces if id(piece) not in taken]
