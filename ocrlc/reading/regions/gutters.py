"""Narrow gutters: the white between columns that a detector's regions cross.

A gutter is no wider than a wide space, but in several lines one above the other it ends at the same
place: the next column begins there. Spaces of justified prose do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocrlc.structure.frame import Box

Gap = tuple[float, float]
"""Start and end of white in a line, in pixels."""

NARROWEST, WIDEST = 0.3, 3.0
"""Width of a gutter, in line heights."""
_LINES = 5
"""Number of lines, one below the other, in which the same gap makes a gutter."""
_SAME = 0.12
"""Columns begin at the same place if they differ by at most this, in line heights."""
_COLUMN = 4.0
"""Narrowest part of a line on either side of a gutter in those `_LINES` lines, in line heights:
numbers of a list and labels are narrower. Other lines among them may have narrower parts."""
_PITCH = 2.5
"""Largest distance of the middles of neighbouring lines, in line heights."""


def gutters(boxes: Sequence[Box], gaps: Sequence[Sequence[Gap]], unit: float) -> list[list[Gap]]:
    """Return the gutters that cross each line.

    Args:
        boxes: the lines' boxes.
        gaps: the white gaps in each line.
        unit: usual height of a line in pixels.
    """
    found: list[list[Gap]] = [[] for _ in boxes]
    candidates = sorted(
        (end, start, index)
        for index, (box, own) in enumerate(zip(boxes, gaps, strict=True))
        for start, end in own
        if NARROWEST * unit <= end - start <= WIDEST * unit and start > box.left and end < box.right
    )
    order = sorted(range(len(boxes)), key=lambda index: boxes[index].middle)
    for group in _aligned(candidates, _SAME * unit):
        place = group[len(group) // 2][0]
        by_line = {index: (start, end) for end, start, index in group}
        for run in _runs(order, boxes, by_line, place, _PITCH * unit):
            if sum(_parts_columns(boxes[i], by_line[i], unit) for i in run) < _LINES:
                continue
            for index in run:
                found[index].append(by_line[index])
    return found


def _parts_columns(box: Box, gap: Gap, unit: float) -> bool:
    return min(gap[0] - box.left, box.right - gap[1]) >= _COLUMN * unit


def _aligned(
    candidates: Sequence[tuple[float, float, int]], reach: float
) -> Iterator[list[tuple[float, float, int]]]:
    """Yield the gaps that end at the same place, where they are many enough."""
    group: list[tuple[float, float, int]] = []
    for one in candidates:
        if group and (one[0] - group[-1][0] > reach or one[0] - group[0][0] > 2 * reach):
            if len(group) >= _LINES:
                yield group
            group = []
        group.append(one)
    if len(group) >= _LINES:
        yield group


def _runs(
    order: Sequence[int],
    boxes: Sequence[Box],
    by_line: dict[int, Gap],
    place: float,
    pitch: float,
) -> Iterator[list[int]]:
    """Yield the runs of lines of which each has the gap and none between them crosses it."""
    run: list[int] = []
    for index in order:
        box = boxes[index]
        if not box.left < place < box.right:
            continue
        near = run and box.middle - boxes[run[-1]].middle <= pitch
        if index not in by_line or not near:
            if len(run) >= _LINES:
                yield run
            run = []
        if index in by_line:
            run.append(index)
    if len(run) >= _LINES:
        yield run
