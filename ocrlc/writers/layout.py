"""Text on a character grid that keeps columns and tables aligned, as `pdftotext -layout` does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from ocrlc.polygons import Polygon, weighted_median
from ocrlc.results import Line, Page, Pages, Word
from ocrlc.writers.output_format import OutputFormat

MAX_NEWLINES = 5
"""Largest number of newlines for a vertical gap (as in poppler)."""


@dataclass(frozen=True)
class Segment:
    """A run of words with ordinary spaces between them, in coordinates without the page's skew.

    Attributes:
        text: the words.
        left: left edge in pixels.
        right: right edge in pixels.
        middle: vertical middle in pixels.
        height: height in pixels.
    """

    text: str
    left: float
    right: float
    middle: float
    height: float


def write(document: Pages) -> str:
    """Return the text of all pages, with a newline after each row and form feeds between pages."""
    grids = [page_text(page.upright()) for page in document.pages]
    return "\f".join(f"{grid}\n" if grid else "" for grid in grids)


def page_text(page: Page) -> str:
    """Return the text of a page on the grid, without a newline at its end."""
    lines = [line for line in page.lines if line.text.strip()]
    if not lines:
        return ""
    angle = _skew(lines)
    cell = _cell_width(lines)
    segments = [segment for line in lines for segment in _segments(line, angle, cell)]
    rows = _rows(segments)
    columns = _columns(rows, cell)
    return "".join(
        "\n" * newlines + _row_text(row, columns)
        for newlines, row in zip(_newlines(rows), rows, strict=True)
    )


def _skew(lines: Sequence[Line]) -> float:
    """Return the angle of the text in radians: the median over lines, weighted by their width."""
    angles = []
    for line in lines:
        (x0, y0), (x1, y1) = line.polygon[:2]
        (x3, y3), (x2, y2) = line.polygon[3], line.polygon[2]
        dx, dy = x1 - x0 + x2 - x3, y1 - y0 + y2 - y3
        if dx > 0:
            angles.append((math.atan2(dy, dx), dx))
    return weighted_median(angles) if angles else 0.0


def _cell_width(lines: Sequence[Line]) -> float:
    """Return the width of a grid cell in pixels: the median width of a character."""
    widths = [_width(line.polygon) / len(line.text) for line in lines for _ in line.text]
    return max(median(widths), 1.0)


def _width(polygon: Polygon) -> float:
    return math.dist(polygon[0], polygon[1])


def _segments(line: Line, angle: float, cell: float) -> Iterable[Segment]:
    """Cut a line where words are further apart than a space: it may be two columns."""
    if not line.words or " ".join(word.text for word in line.words) != line.text:
        yield _segment(line.text, [line.polygon], angle)
        return
    # A heading's spaces are as large as its letters.
    own = median(_width(word.polygon) / len(word.text) for word in line.words)
    run: list[Word] = []
    for word in line.words:
        if run and _gap(run[-1], word, angle) > 2.5 * max(cell, own):
            yield _segment(_join(run), [one.polygon for one in run], angle)
            run = []
        run.append(word)
    yield _segment(_join(run), [one.polygon for one in run], angle)


def _join(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _gap(word: Word, following: Word, angle: float) -> float:
    return _segment("", [following.polygon], angle).left - _segment("", [word.polygon], angle).right


def _segment(text: str, polygons: Sequence[Polygon], angle: float) -> Segment:
    cos, sin = math.cos(angle), math.sin(angle)
    points = [point for polygon in polygons for point in polygon]
    xs = [x * cos + y * sin for x, y in points]
    ys = [y * cos - x * sin for x, y in points]
    top, bottom = min(ys), max(ys)
    return Segment(text.strip(), min(xs), max(xs), (top + bottom) / 2, max(bottom - top, 1.0))


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Group segments into rows by their height on the page.

    Rows are ordered from top to bottom, and segments in them from left to right.
    """
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda one: one.middle):
        fitting = [(offset, row) for row in rows[-8:] if (offset := _offset(segment, row)) < 0.5]
        if fitting:
            min(fitting, key=lambda pair: pair[0])[1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda one: one.left)
    return sorted(rows, key=_middle)


def _offset(segment: Segment, row: Sequence[Segment]) -> float:
    """Return the vertical distance of a segment from a row, in heights; infinite if they overlap.

    It is compared with its neighbour, not with the whole row, so that a bent row stays together.
    Small type beside large type stands on the same ground, not in its middle.
    """
    if any(min(segment.right, one.right) - max(segment.left, one.left) > 0.5 * one.height
           for one in row):  # fmt: skip
        return math.inf
    nearest = min(row, key=lambda one: max(one.left - segment.right, segment.left - one.right))
    higher = (segment.height - nearest.height) / 2
    down = segment.middle - nearest.middle
    return min(abs(down), abs(down + higher)) / min(segment.height, nearest.height)


def _middle(row: Sequence[Segment]) -> float:
    return median(segment.middle for segment in row)


def _newlines(rows: Sequence[Sequence[Segment]]) -> list[int]:
    """Return the number of newlines before each row: one, or more for larger gaps."""
    middles = [_middle(row) for row in rows]
    steps = [below - above for above, below in pairwise(middles)]
    if not steps:
        return [0]
    height = median(segment.height for row in rows for segment in row)
    usual = quantiles(steps, n=4)[0] if len(steps) > 1 else steps[0]
    pitch = min(max(usual, 0.8 * height), 2 * height)
    return [0, *(min(max(int(step / pitch + 0.4), 1), MAX_NEWLINES) for step in steps)]


def _columns(rows: Sequence[Sequence[Segment]], cell: float) -> dict[int, int]:
    """Return each segment's first grid column, by the segment's `id`.

    The column follows from the left edge. If a text is wider than its place on the grid,
    everything further right on the page is moved too, so that what is aligned on the page stays
    aligned in the text.
    """
    neighbours = {id(right): left for row in rows for left, right in pairwise(row)}
    columns: dict[int, int] = {}
    shift = 0
    for group in _groups(rows, cell):
        starts = _starts(group, cell)
        for segment, start in zip(group, starts, strict=True):
            if id(segment) in neighbours:
                left = neighbours[id(segment)]
                space = 2 if segment.left - left.right > cell else 1
                shift = max(shift, columns[id(left)] + len(left.text) + space - start)
        for segment, start in zip(group, starts, strict=True):
            columns[id(segment)] = start + shift
    margin = min(columns.values())
    return {key: column - margin for key, column in columns.items()}


def _groups(rows: Sequence[Sequence[Segment]], cell: float) -> list[list[Segment]]:
    """Group segments that are above one another: of different rows, with a common range of x.

    They are moved together, so that right-aligned numbers stay aligned.
    """
    ordered = [(segment.left, row, segment) for row, part in enumerate(rows) for segment in part]
    groups: list[list[Segment]] = []
    taken: set[int] = set()
    stretch = first = -math.inf
    for left, row, segment in sorted(ordered, key=lambda item: item[:2]):
        if left >= stretch or left - first > 8 * cell or row in taken:
            groups.append([])
            taken.clear()
            stretch, first = math.inf, left
        groups[-1].append(segment)
        taken.add(row)
        stretch = min(stretch, segment.right)
    return groups


def _starts(group: Sequence[Segment], cell: float) -> list[int]:
    """Return the grid column of each left edge; edges up to half a cell apart count as one."""
    starts = []
    edge = -math.inf
    for segment in group:
        if segment.left - edge > 0.5 * cell:
            edge = segment.left
        starts.append(round(edge / cell))
    return starts


def _row_text(row: Sequence[Segment], columns: dict[int, int]) -> str:
    text = ""
    for segment in row:
        text = text.ljust(columns[id(segment)]) + segment.text
    return text


FORMAT = OutputFormat(
    name="layout",
    title="Text, columns kept",
    description="text with columns and tables aligned by spaces",
    write=write,
    ending=".layout.txt",
    media_type="text/plain; charset=utf-8",
    separator="\f",
)
