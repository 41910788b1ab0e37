"""From a page's lines to its blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from ocrlc.blocks import Block
from ocrlc.results import Page
from ocrlc.structure.frame import frame_of
from ocrlc.structure.passages import Passage, find_passages
from ocrlc.structure.pieces import Piece, cut_at, cut_lines
from ocrlc.structure.regions import regions
from ocrlc.structure.roles import blocks_of, body_of
from ocrlc.structure.seen.marks import Marks
from ocrlc.structure.tables.aligned import aligned_tables
from ocrlc.structure.tables.cells import Grid
from ocrlc.structure.tables.framed import Cut, framed_tables
from ocrlc.structure.tables.headers import with_header
from ocrlc.structure.tables.ruled import ruled_tables

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
    height = median(piece.box.height for piece in pieces)

    def cut(piece: Piece, places: Sequence[float]) -> list[Piece]:
        return cut_at(piece, page.lines[piece.line], frame, places)

    found = _in_order(pieces, marks, height, cut)
    tables = {id(one): one for one in found if isinstance(one, Grid)}
    passages = [one for one in found if isinstance(one, Passage)]
    text = [piece for passage in passages for piece in passage.pieces] or pieces
    boxes = [table.box for table in tables.values()]
    blocks = iter(blocks_of(passages, boxes, body_of(text), frame))
    return tuple(one.block(frame) if isinstance(one, Grid) else next(blocks) for one in found)


def _in_order(
    pieces: Sequence[Piece], marks: Marks, height: float, cut: Cut
) -> list[Grid | Passage]:
    """Return the tables and passages of a page in reading order."""
    ruled = ruled_tables(pieces, marks, height)
    taken = {id(piece) for grid in ruled for piece in grid.pieces}
    rest = [piece for piece in pieces if id(piece) not in taken]
    framed, rest = framed_tables(rest, marks, height, cut)
    order = {id(piece): place for place, piece in enumerate(pieces)}
    lines = {piece.line: place for place, piece in reversed([*enumerate(pieces)])}
    flow = [(order[id(piece)], piece) for piece in rest]
    grids: dict[int, Grid] = {}
    # A table stands among the pieces as one of them, in the place of its first.
    for grid in [*ruled, *framed]:
        first = min(grid.pieces, key=lambda one: one.line)
        stand_in = replace(first, text="", box=grid.box)
        grids[id(stand_in)] = grid
        # Parts of pieces that were cut are not among the pieces.
        flow.append((order.get(id(first), lines[first.line]), stand_in))
    ordered = [piece for _, piece in sorted(flow, key=lambda pair: pair[0])]
    found: list[Grid | Passage] = []
    for region in regions(ordered, height):
        found += _of_region(region, grids, marks, height)
    return found


def _of_region(
    region: Sequence[Piece], grids: Mapping[int, Grid], marks: Marks, height: float
) -> list[Grid | Passage]:
    """Return the tables and passages of a column, from top to bottom."""
    order = {id(piece): place for place, piece in enumerate(region)}
    placed: list[tuple[int, Grid | Passage]] = [
        (order[id(piece)], with_header(grids[id(piece)])) for piece in region if id(piece) in grids
    ]
    text = [piece for piece in region if id(piece) not in grids]
    tables = aligned_tables(text, marks, height)
    taken = {id(piece) for table in tables for piece in table.pieces}
    passages = find_passages([one for one in text if id(one) not in taken], marks.across)
    both: list[Grid | Passage] = [*map(with_header, tables), *passages]
    for one in both:
        placed.append((min(order[id(piece)] for piece in one.pieces), one))
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]
