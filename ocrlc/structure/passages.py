"""Passages: lines of text that stand below one another and belong together.

Lines are linked where each is the other's only neighbour and both look alike; a chain of such lines
is cut into passages where its leading grows, a paragraph ends, or a list item starts.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ocrlc.structure.frame import Box, around
from ocrlc.structure.lists import Marker, marker_of, trusted
from ocrlc.structure.pieces import Piece
from ocrlc.structure.seen.marks import Rule
from ocrlc.structure.text_lines import TextLine, line_of, text_lines

_SIZES = 1.35
"""Heights of lines of one type differ by less: boxes of lines without high letters are lower."""
_TYPE = 1.25
"""Sizes of type that differ by more are not of one text."""
_WEIGHTS = 1.25
"""Stroke weights of lines of one type differ by less."""
_LEADING = 1.3
"""A step to the next line that is longer than usual by this factor begins another passage."""
_ENDS = tuple(".!?:;…")


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that are one block.

    Attributes:
        lines: the lines, from top to bottom.
        marker: the bullet or number that it starts with, if it is an item of a list.
        verse: whether its lines stand for themselves, as in an address.
    """

    lines: tuple[TextLine, ...]
    marker: Marker | None = None
    verse: bool = False

    @property
    def box(self) -> Box:
        """The box around the lines."""
        return around(line.box for line in self.lines)

    @property
    def height(self) -> float:
        """Height of a line in pixels."""
        return median(line.box.height for line in self.lines)

    @property
    def size(self) -> float | None:
        """Size of its type in pixels to the em; None if it has too few letters to tell."""
        sizes = [line.size for line in self.lines if line.size is not None]
        return median(sizes) if sizes else None

    @property
    def weight(self) -> float:
        """Thickness of strokes in pixels, weighted by the lines' lengths."""
        length = sum(line.box.width for line in self.lines)
        return sum(line.weight * line.box.width for line in self.lines) / max(length, 1.0)

    @property
    def pieces(self) -> list[Piece]:
        """The pieces, in the order in which they are read."""
        return [piece for line in self.lines for piece in line.pieces]

    @property
    def letters(self) -> int:
        """Number of characters."""
        return sum(len(line.text) for line in self.lines)


def find_passages(pieces: Sequence[Piece], rules: Sequence[Rule]) -> list[Passage]:
    """Return the passages of pieces that are in no table.

    Args:
        pieces: pieces in reading order.
        rules: rules that run along the text.
    """
    level = [piece for piece in pieces if not piece.sideways]
    passages = [Passage((line_of([piece]),)) for piece in pieces if piece.sideways]
    lines = text_lines(level)
    markers = {line: marker for line in lines if (marker := marker_of(line.text))}
    known = trusted(markers.values())
    markers = {line: marker for line, marker in markers.items() if marker in known}
    for chain in _chains(lines, rules):
        for part in _by_leading(chain):
            passages += _paragraphs(part, markers)
    return passages


def _chains(lines: Sequence[TextLine], rules: Sequence[Rule]) -> list[list[TextLine]]:
    """Link each line with the one below it where they have no other neighbours."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].box.top)
    below: dict[int, list[int]] = {index: [] for index in order}
    above: dict[int, list[int]] = {index: [] for index in order}
    for place, index in enumerate(order):
        for other in _neighbours(lines, index, order[place + 1 :]):
            below[index].append(other)
            above[other].append(index)
    linked = {
        index: found[0]
        for index, found in below.items()
        if len(found) == 1
        and len(above[found[0]]) == 1
        and _alike(lines[index], lines[found[0]], rules)
    }
    heads = set(linked) - set(linked.values())
    chains = []
    for index in range(len(lines)):
        if index in heads or (index not in linked and index not in linked.values()):
            chain = [index]
            while chain[-1] in linked:
                chain.append(linked[chain[-1]])
            chains.append([lines[one] for one in chain])
    return chains


def _neighbours(lines: Sequence[TextLine], index: int, later: Sequence[int]) -> list[int]:
    """Return the lines right below a line: those of the first row that it stands above."""
    box = lines[index].box
    found: list[int] = []
    for other in later:
        lower = lines[other].box
        if lower.top > box.bottom + 1.5 * box.height:
            break
        if lower.middle < box.middle + 0.5 * min(box.height, lower.height):
            continue
        if box.overlap_x(lower) <= 0:
            continue
        if found and lower.overlap_y(lines[found[0]].box) < 0.3 * lower.height:
            break
        found.append(other)
    return found


def _alike(upper: TextLine, lower: TextLine, rules: Sequence[Rule]) -> bool:
    """Whether two lines, one below the other, may be of one text."""
    heights = sorted((upper.box.height, lower.box.height))
    if heights[1] > _SIZES * heights[0] or lower.box.top - upper.box.bottom > heights[1]:
        return False
    long = min(len(upper.text), len(lower.text)) >= 6
    if long and upper.size and lower.size:
        small, large = sorted((upper.size, lower.size))
        if large > _TYPE * small and heights[1] > 1.08 * heights[0]:
            return False
    weights = sorted((upper.weight, lower.weight))
    if long and weights[0] > 0 and weights[1] > _WEIGHTS * weights[0]:
        return False
    shared = Box(max(upper.box.left, lower.box.left), 0, min(upper.box.right, lower.box.right), 0)
    return not any(
        upper.box.middle < rule.place < lower.box.middle
        and min(rule.end, shared.right) - max(rule.start, shared.left) > 0.5 * shared.width
        for rule in rules
    )


def _by_leading(chain: list[TextLine]) -> list[list[TextLine]]:
    """Cut a chain where the step to the next line is longer than usual."""
    steps = [lower.box.middle - upper.box.middle for upper, lower in itertools.pairwise(chain)]
    if not steps:
        return [chain]
    usual = sorted(steps)[len(steps) // 3]
    parts = [[chain[0]]]
    for step, line in zip(steps, chain[1:], strict=True):
        if step > _LEADING * usual + 0.1 * line.box.height:
            parts.append([])
        parts[-1].append(line)
    return parts


def _paragraphs(lines: list[TextLine], markers: Mapping[TextLine, Marker]) -> list[Passage]:
    """Cut lines with one leading into paragraphs and list items."""
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    parts = [[lines[0]]]
    for upper, lower in itertools.pairwise(lines):
        hanging = parts[-1][0] in markers
        if lower in markers or _begins(upper, lower, left, right, parts[-1], hanging):
            parts.append([])
        parts[-1].append(lower)
    if are_names(lines) and not markers.keys() & set(lines):
        return [Passage(tuple(lines), verse=len(lines) > 1)]
    passages: list[Passage] = []
    for part in parts:
        passage = Passage(tuple(part), markers.get(part[0]))
        if passages and _is_verse(passages[-1], passage):
            passages[-1] = Passage((*passages[-1].lines, *part), passages[-1].marker, True)
        else:
            passages.append(passage)
    return passages


def _begins(
    upper: TextLine,
    lower: TextLine,
    left: float,
    right: float,
    so_far: Sequence[TextLine],
    hanging: bool,
) -> bool:
    """Whether a line begins a paragraph of its own, after those of the paragraph so far.

    `hanging`: that is an item of a list, whose further lines are indented.
    """
    height = lower.box.height
    goes_on = lower.text[:1].islower() and not upper.text.endswith(_ENDS)
    if goes_on:
        return False
    if right - upper.box.right > lower.first_word + 0.6 * height:
        return True
    if hanging:
        return lower.box.left < so_far[0].box.left + 0.3 * height
    indent = lower.box.left - max(left, upper.box.left if len(so_far) > 1 else left)
    return 0.7 * height < indent < 4 * height and abs(upper.box.left - left) < 0.5 * height


def are_names(lines: Sequence[TextLine]) -> bool:
    """Whether lines are those of an address: short, none begins as running text would go on."""
    texts = [line.text for line in lines]
    return len(texts) > 1 and all(
        len(text) < 45 and not text[0].islower() and not text.endswith((".", ",", "-"))
        for text in texts
    )


def _is_verse(above: Passage, below: Passage) -> bool:
    """Whether two passages are lines of an address or the like: each stands for itself."""
    if below.marker or above.marker or len(below.lines) > 1:
        return False
    if not above.verse and len(above.lines) > 1:
        return False
    ends = above.lines[-1].text.endswith((".", "!", "?"))
    return not ends and abs(above.lines[-1].box.left - below.box.left) < 0.6 * below.height
