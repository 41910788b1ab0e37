"""What a passage is: a heading, a list item, a caption or a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ocrlc.blocks import Block
from ocrlc.polygons import weighted_median
from ocrlc.structure.frame import Box, Frame
from ocrlc.structure.passages import Passage
from ocrlc.structure.pieces import Piece
from ocrlc.structure.sizes import type_size
from ocrlc.structure.words import join_lines

MAX_LEVEL = 4
"""Lowest level of headings that is told apart."""

_LARGE = 1.22
"""Headings without bold type are larger than the body by this factor."""
_SHORT = 12
"""Headings of fewer letters have a size that is not exact."""
_HIGH = 1.05
"""They are higher too: in a typewriter's type, the width of letters does not tell sizes."""
_SMALL = 0.88
"""Type that is smaller than the body by this factor is no heading's."""
_BOLD = 1.2
"""Bold type has heavier strokes than the body by this factor."""
CAPTION = re.compile(
    r"(fig(ure|\.)?|tab(le|\.)?|abb(ildung|\.)|tabelle|tableau|figura|tabla|tabela|rys(unek|\.)"
    r"|chart|listing|quadro|ilustración)\s*\d+([.:–-]|\s|$)",
    re.IGNORECASE,
)
"""The beginning of a caption."""
_NUMBERED = re.compile(r"((\d{1,2}|[A-Z]|[IVX]{1,4})(\.\d{1,2})*\.?|§\s?\d+)\s+(?=[^\W\d_])")
_LABEL = re.compile(r"[^:]{1,40}:$|[^:]{1,40}: \S")
_MONEY = re.compile(r"[\d.,:/\s%€$£+()–-]*")


@dataclass(frozen=True, slots=True)
class Body:
    """The type that most of a page's text is set in.

    Attributes:
        height: height of its lines in pixels.
        size: its size in pixels to the em.
        weight: thickness of its strokes in pixels; 0 if not known.
    """

    height: float
    size: float
    weight: float

    def size_of(self, passage: Passage) -> float:
        """Return the size of a passage's type; of a few letters, by their height."""
        return passage.size or passage.height * self.size / self.height


def body_of(pieces: Sequence[Piece]) -> Body:
    """Return the type of most of the text, of one piece or more."""
    heights = [(piece.box.height, float(len(piece.text))) for piece in pieces]
    weights = [(piece.weight, float(len(piece.text))) for piece in pieces]
    known = [
        (size, float(len(piece.text)))
        for piece in pieces
        if (size := type_size(piece.text, piece.box.width)) is not None
    ]
    height = weighted_median(heights)
    return Body(height, weighted_median(known) if known else height, weighted_median(weights))


def blocks_of(
    passages: Sequence[Passage], tables: Sequence[Box], body: Body, frame: Frame
) -> list[Block]:
    """Return a block for each passage; levels of headings and list items are set.

    Args:
        passages: the page's passages, in reading order.
        tables: the boxes of its tables.
        body: the type of most of its text.
        frame: its level frame.
    """
    boxes = [*(passage.box for passage in passages), *tables]
    headings = [_is_heading(passage, body, boxes) for passage in passages]
    sizes = heading_sizes(
        (body.size_of(passage), passage.letters)
        for passage, is_one in zip(passages, headings, strict=True)
        if is_one
    )
    depths = _depths(passages)
    blocks = []
    for passage, heading, depth in zip(passages, headings, depths, strict=True):
        block = Block(
            _kind(passage, heading),
            _text(passage),
            frame.polygon(passage.box),
            tuple(dict.fromkeys(piece.line for piece in passage.pieces)),
        )
        if block.kind == "heading":
            block = replace(block, level=level_of(body.size_of(passage), sizes))
        elif block.kind == "list_item" and passage.marker is not None:
            block = replace(block, level=depth, marker=passage.marker.text)
        blocks.append(block)
    return blocks


def _kind(passage: Passage, heading: bool) -> str:
    text = passage.lines[0].text
    if CAPTION.match(text) and passage.letters < 300:
        return "caption"
    if heading:
        return "heading"
    if passage.marker is not None:
        return "list_item"
    return "paragraph"


def _text(passage: Passage) -> str:
    lines = [line.text for line in passage.lines]
    if passage.verse:
        return "\n".join(join_lines([line]) for line in lines)
    text = join_lines(lines)
    if passage.marker is not None:
        return text[passage.marker.length :].strip()
    return text


def _is_heading(passage: Passage, body: Body, boxes: Sequence[Box]) -> bool:
    """Whether a passage is short and set larger or bolder than the body, or numbered and alone."""
    text = " ".join(line.text for line in passage.lines)
    if len(passage.lines) > 3 or len(text) > 150 or not re.search(r"[^\W\d_]{3}", text):
        return False
    if passage.lines[0].pieces[0].sideways or _MONEY.fullmatch(text):
        return False
    size = body.size_of(passage) / body.size
    if size < _SMALL:
        return False
    bold = body.weight > 0 and passage.weight > _BOLD * body.weight
    large = size >= _LARGE and passage.height >= _HIGH * body.height
    if large and (size >= 1.5 or not text.endswith((".", ",", ";", ":"))):
        return not passage.marker or bold or size >= 1.5
    if text.endswith((".", ",", ";", ":")) or len(passage.lines) > 2 or passage.verse:
        return False
    if not _opens(passage, boxes) or _has_neighbour(passage, boxes):
        return False
    letters = sum(letter.isalpha() for letter in text)
    capitals = (
        text.isupper() and not any(map(str.isdigit, text)) and letters >= max(4, 0.7 * len(text))
    )
    numbered = _NUMBERED.match(text) is not None and size >= 1.05
    return bold or capitals or (numbered and passage.marker is None)


def _opens(passage: Passage, boxes: Sequence[Box]) -> bool:
    """Whether something begins below a passage at its left, or it is centred over what follows."""
    box, height = passage.box, passage.height
    for lower in boxes:
        if lower.top < box.bottom - 0.5 * height or lower.top - box.bottom > 4 * height:
            continue
        if box.overlap_x(lower) <= 0:
            continue
        # A line that is as long as what follows at once is the first of it.
        if lower.top - box.bottom < 0.4 * height and box.right > lower.right - 2 * height:
            return False
        flush = -5 * height < lower.left - box.left
        flush = flush and lower.left - box.left < 3 * height
        if flush or abs(lower.centre - box.centre) < 2 * height:
            return True
    return False


def _has_neighbour(passage: Passage, boxes: Sequence[Box]) -> bool:
    """Whether something stands close beside a passage, so that it is a part of a line."""
    box, height = passage.box, passage.height
    return any(
        box.overlap_y(other) > 0.5 * height and -1.2 * height < box.overlap_x(other) <= 0
        for other in boxes
    )


def heading_sizes(headings: Iterable[tuple[float, int]]) -> list[float]:
    """Return the sizes of headings, the largest first; sizes that hardly differ are one.

    Args:
        headings: size and number of letters of each. Those of few letters are less exact, and are
            only of another size than the others if they differ clearly.
    """
    groups: list[list[float]] = []
    for size, letters in sorted(headings, key=lambda one: (one[1] < _SHORT, -one[0])):
        alike = 0.9 if letters >= _SHORT else 0.8
        for group in groups:
            if alike < size / group[0] < 1 / alike:
                group.append(size)
                break
        else:
            groups.append([size])
    return sorted((median(group) for group in groups), reverse=True)


def level_of(size: float, sizes: Sequence[float]) -> int:
    """Return the level of a heading, 1 for the largest of `sizes`."""
    nearest = min(range(len(sizes)), key=lambda place: abs(sizes[place] - size))
    return min(nearest + 1, MAX_LEVEL)


def _depths(passages: Sequence[Passage]) -> list[int]:
    """Return how deep each list item is nested, by its indent; 0 for what is none."""
    depths = []
    indents: list[float] = []
    for passage in passages:
        if passage.marker is None:
            depths.append(0)
            if indents and passage.box.left < indents[0] + 0.8 * passage.height:
                indents = []
            continue
        left, reach = passage.box.left, 0.6 * passage.height
        while indents and left < indents[-1] - reach:
            indents.pop()
        if not indents or left > indents[-1] + reach:
            indents.append(left)
        depths.append(len(indents))
    return depths
