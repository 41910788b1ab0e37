"""Blocks of a page that tells its structure itself, where that structure is sound.

Tags are taken for headings, paragraphs, items of lists, captions and tables. What has no such tag,
running heads for example, is found by its geometry. Where tags cannot be right, the whole page is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ocrlc.blocks import Block
from ocrlc.results import Line, Page, Word
from ocrlc.structure.find import find_blocks
from ocrlc.structure.frame import Frame, around, frame_of
from ocrlc.structure.lists import is_marker, marker_of
from ocrlc.structure.passages import are_names
from ocrlc.structure.pieces import Piece
from ocrlc.structure.roles import MAX_LEVEL
from ocrlc.structure.seen.marks import Marks
from ocrlc.structure.tables.tagged import UnsoundError, tagged_table
from ocrlc.structure.text_lines import line_of
from ocrlc.structure.words import join_lines
from ocrlc.tags import Tag

_COVERED = 0.8
"""Share of a page's letters that are in its structure, at least: running heads are not."""
_TOLD = 0.5
"""Share of a page's letters of which the structure tells what they are, at least."""
_LARGEST = 0.6
"""A paragraph with a larger share of a page's letters may be all that its program knows."""
_LONG = 8
"""Lines of such a paragraph, at least."""
_BACK = 0.2
"""Largest share of blocks that stand above the one before, in the same column."""
_HEADINGS = {f"H{level}": level for level in range(1, 7)} | {"Title": 1}
_SECTIONS = ("Sect", "Art", "Part")
_TEXTS = ("P", "Note", "Code", "Formula", "TOCI", "BlockQuote", "FENote", "BibEntry")

Place = tuple[int, int]
"""The place of a line on its page, and of a word in that line."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A block of the structure: its kind and level as in `Block`, and what is in it."""

    kind: str
    words: tuple[Place, ...]
    level: int = 0
    marker: tuple[Place, ...] = ()
    table: Tag | None = None


def blocks_of(
    page: Page, marks: Marks, own: Sequence[Line] = (), tags: Tag | None = None
) -> tuple[Block, ...]:
    """Return the blocks of a page in reading order; every word is in one of them.

    Args:
        page: the page with its lines.
        marks: what its pixels, or its drawn lines, tell.
        own: the lines that its file contains as text, in the file's order.
        tags: the structure that the file tells, over these lines.
    """
    found = None if tags is None else _tagged(page, marks, own, tags)
    return find_blocks(page, marks) if found is None else found


def _tagged(page: Page, marks: Marks, own: Sequence[Line], tags: Tag) -> tuple[Block, ...] | None:
    """Return the blocks as the file tells them; None if that cannot be right."""
    places = {id(line): place for place, line in enumerate(page.lines)}
    moved = {row: places[id(line)] for row, line in enumerate(own) if id(line) in places}
    frame = frame_of(page)
    try:
        parts = [part for part in _parts(tags, 0, 0) if part.words]
        covered = _letters(tags.words(), own) >= _COVERED * _letters(_all(own), own)
        if not parts or not covered or not _tells(parts, own):
            return None
        blocks = [_block(part, own, moved, frame) for part in parts]
    except UnsoundError:
        return None
    if _goes_back(blocks, frame):
        return None
    taken = {word for part in parts for word in (*part.words, *part.marker)}
    there = {(moved[row], column) for row, column in taken}
    return _merged(blocks, _rest(page, marks, there))


def _parts(tag: Tag, lists: int, sections: int) -> Iterator[_Part]:
    """Yield the blocks in an element, in order; words beside them are left to the geometry.

    Args:
        tag: the element.
        lists: in how many lists it is.
        sections: in how many sections it is.
    """
    if tag.kind == "Table":
        yield from _captions(tag)
        yield _Part("table", tuple(tag.words("Caption")), table=tag)
    elif tag.kind == "LI":
        yield _item(tag, lists)
        for part in _within(tag, "L"):
            yield from _parts(part, lists, sections)
    elif tag.kind in _HEADINGS or tag.kind == "H":
        level = _HEADINGS.get(tag.kind, max(sections, 1))
        yield _Part("heading", tuple(tag.words()), min(level, MAX_LEVEL))
    elif tag.kind == "Caption":
        yield _Part("caption", tuple(tag.words()))
    elif tag.kind in _TEXTS and not _has_blocks(tag):
        yield _Part("paragraph", tuple(tag.words()))
    else:
        lists += tag.kind == "L"
        sections += tag.kind in _SECTIONS
        for part in tag.parts:
            yield from _parts(part, lists, sections)


def _captions(table: Tag) -> Iterator[_Part]:
    for part in table.parts:
        if part.kind == "Caption":
            yield _Part("caption", tuple(part.words()))


def _item(tag: Tag, lists: int) -> _Part:
    if any(True for _ in _within(tag, "Table")):
        raise UnsoundError
    labels = [word for part in _within(tag, "Lbl", "L") for word in part.words()]
    text = [word for word in tag.words("L") if word not in set(labels)]
    # An item may be empty but for those of its own list.
    return _Part("list_item", tuple(text or labels), max(lists, 1), tuple(labels if text else ()))


def _within(tag: Tag, kind: str, beside: str = "") -> Iterator[Tag]:
    """Yield the outermost elements of a kind in another, but for those within a kind beside."""
    for part in tag.parts:
        if part.kind == kind:
            yield part
        elif part.kind != beside:
            yield from _within(part, kind, beside)


def _has_blocks(tag: Tag) -> bool:
    kinds = ("L", "Table", "H", *_HEADINGS, *_TEXTS)
    return any(part.kind in kinds or _has_blocks(part) for part in tag.parts)


def _tells(parts: Sequence[_Part], own: Sequence[Line]) -> bool:
    """Whether tags say of most text what it is, and are not one paragraph for everything."""
    letters = _letters(_all(own), own)
    shares = [(_letters(part.words, own) / max(letters, 1), part) for part in parts]
    headings = sum(share for share, part in shares if part.kind == "heading")
    if sum(share for share, _ in shares) < _TOLD or headings > 0.5:
        return False
    return not any(
        share > _LARGEST and part.table is None and len({row for row, _ in part.words}) >= _LONG
        for share, part in shares
    )


def _all(own: Sequence[Line]) -> Iterator[Place]:
    return ((row, column) for row, line in enumerate(own) for column in range(len(line.words)))


def _letters(words: Iterable[Place], own: Sequence[Line]) -> int:
    return sum(len(own[row].words[column].text) for row, column in words)


def _block(part: _Part, own: Sequence[Line], moved: Mapping[int, int], frame: Frame) -> Block:
    if part.table is not None:
        grid = tagged_table(part.table, lambda words: _pieces(words, own, moved, frame))
        return replace(grid.block(frame), tagged=True)
    pieces = _pieces(part.words, own, moved, frame)
    lines = [line_of([piece]) for piece in pieces]
    texts = [piece.text for piece in pieces]
    verse = part.kind == "paragraph" and are_names(lines)
    text = "\n".join(texts) if verse else join_lines(texts)
    marker = " ".join(piece.text for piece in _pieces(part.marker, own, moved, frame))
    if part.kind == "list_item":
        marker, text = _with_marker(marker, text)
    whole = [*pieces, *_pieces(part.marker, own, moved, frame)]
    return Block(
        part.kind,
        text,
        frame.polygon(around(piece.box for piece in whole)),
        tuple(dict.fromkeys(sorted(piece.line for piece in whole))),
        part.level,
        marker,
        tagged=True,
    )


def _with_marker(marker: str, text: str) -> tuple[str, str]:
    """Return the marker and the text of a list item, which may have both in one."""
    if marker:
        return (marker, text) if is_marker(marker) else ("", f"{marker} {text}")
    found = marker_of(text)
    return ("", text) if found is None else (found.text, text[found.length :].strip())


def _pieces(
    words: Iterable[Place], own: Sequence[Line], moved: Mapping[int, int], frame: Frame
) -> list[Piece]:
    """Return words as pieces, one for those that follow one another in a line."""
    pieces = []
    for row, run in groupby(words, lambda word: word[0]):
        some = [own[row].words[column] for _, column in run]
        box = around(frame.box(word.polygon) for word in some)
        pieces.append(Piece(moved[row], " ".join(word.text for word in some), box))
    return pieces


def _goes_back(blocks: Sequence[Block], frame: Frame) -> bool:
    """Whether blocks often stand above the one before, so that their order is not the text's."""
    boxes = [frame.box(block.polygon) for block in blocks]
    back = [
        lower.bottom < upper.top and lower.overlap_x(upper) > 0 for upper, lower in pairwise(boxes)
    ]
    return sum(back) > max(1, _BACK * len(back))


def _rest(page: Page, marks: Marks, taken: set[Place]) -> list[Block]:
    """Return the blocks of the words without a tag."""
    lines, places = [], []
    for place, line in enumerate(page.lines):
        told = [(place, column) in taken for column in range(len(line.words))]
        if not any(told):
            lines.append(line)
            places.append(place)
            continue
        for is_told, run in groupby(zip(told, line.words, strict=True), lambda pair: pair[0]):
            if not is_told:
                lines.append(_line([word for _, word in run]))
                places.append(place)
    some = replace(
        marks,
        gaps=tuple(marks.gaps[place] for place in places) if marks.gaps else (),
        weights=tuple(marks.weights[place] for place in places) if marks.weights else (),
    )
    blocks = find_blocks(replace(page, lines=tuple(lines)), some)
    return [
        replace(
            block,
            # Headings have tags.
            kind="paragraph" if block.kind == "heading" else block.kind,
            level=0 if block.kind == "heading" else block.level,
            lines=tuple(dict.fromkeys(places[line] for line in block.lines)),
        )
        for block in blocks
    ]


def _line(words: Sequence[Word]) -> Line:
    first, last = words[0].polygon, words[-1].polygon
    polygon = (first[0], last[1], last[2], first[3])
    return Line(" ".join(word.text for word in words), 1.0, polygon, tuple(words))


def _merged(blocks: Sequence[Block], others: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks with others among them, each before the first whose lines come later."""
    merged = list(blocks)
    for other in others:
        later = (place for place, block in enumerate(merged) if block.lines[0] > other.lines[0])
        merged.insert(next(later, len(merged)), other)
    return tuple(merged)
