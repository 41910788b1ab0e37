"""Which lines a recogniser computes together.

Lines are laid side by side into strips of one width, with a grey gap between them, as books lie
in a shelf: a page then takes a few calls of the network, of shapes that come again and are
compiled already, and next to nothing is spent on padding. Models not trained on strips get a
line a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocrlc.preprocess import PADDING, line_batch

Image = NDArray[np.uint8]
Array = NDArray[np.float32]

COLUMNS_PER_STEP = 4
"""Pixels of width per time step."""
WIDTH_STEP = 128
"""Rows are padded to multiples of this: coarse, because a new shape costs as much as several
thousand columns."""
MAX_WIDTH = 1280
"""Wider lines are read in pieces, see `long_lines`; also the widest lines of the training."""
MAX_COLUMNS = 5120
"""Bound of a batch's size; larger ones win nothing and take more memory."""
STRIP_WIDTHS = (640, MAX_WIDTH)
"""Widths of strips; a page's are the one that takes fewer columns for its lines."""
GAP = 16
"""Pixels between the lines of a strip: time for a last character that is seen late."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a line lies: its number, and the pixel of the row at which it begins."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows of one width that are computed together."""

    width: int
    rows: tuple[tuple[Slot, ...], ...]


def padded_width(width: int, step: int = WIDTH_STEP) -> int:
    """Width rounded up to a multiple of `step`."""
    return -(-width // step) * step


def compute_lines(
    lines: Sequence[Image], run: Callable[[Array], Array], strips: bool
) -> list[Array]:
    """Run a network over lines.

    Args:
        lines: grey, at the network's height. Shape of each: H, w with w <= MAX_WIDTH.
        run: the network, N, 3, H, W to N, W / 4, C.
        strips: whether it was trained on strips.

    Returns:
        The output for each line. Shape of each: T, C; T covers the line and some of what is
        right of it.
    """
    outputs: dict[int, Array] = {}
    for batch in plan_batches([line.shape[1] for line in lines], strips):
        rows = [
            lay_row([(lines[s.number], s.start) for s in row], batch.width) for row in batch.rows
        ]
        for row, output in zip(batch.rows, run(line_batch(rows, batch.width)), strict=True):
            ends = [slot.start // COLUMNS_PER_STEP for slot in row[1:]] + [len(output)]
            for slot, end in zip(row, ends, strict=True):
                outputs[slot.number] = output[slot.start // COLUMNS_PER_STEP : end]
    return [outputs[number] for number in range(len(lines))]


def plan_batches(widths: Sequence[int], strips: bool) -> list[RowBatch]:
    """Group lines into batches.

    Without strips only lines that need the same padded width share a batch: the networks look at
    the padding (squeeze-and-excitation averages over it), so a line must be padded alike
    whatever it is read with.

    Args:
        widths: pixels, at the network's height.
        strips: lay lines side by side.
    """
    groups: dict[int, list[tuple[Slot, ...]]] = defaultdict(list)
    if strips and widths:
        order = sorted(range(len(widths)), key=lambda n: -widths[n])
        fitting = [width for width in STRIP_WIDTHS if width >= max(widths)]
        plans = {width: pack(order, widths, width) for width in fitting}
        room = min(plans, key=lambda width: width * len(plans[width]))
        rows = plans[room]
        if len(rows) == 1:
            room = padded_width(rows[0][-1].start + widths[rows[0][-1].number])
        groups[room] = rows
    else:
        for number, width in enumerate(widths):
            groups[padded_width(width)].append((Slot(number, 0),))
    batches = []
    for width, rows in sorted(groups.items()):
        count = -(-len(rows) // max(1, MAX_COLUMNS // width))
        bounds = [len(rows) * i // count for i in range(count + 1)]
        batches += [RowBatch(width, tuple(rows[a:b])) for a, b in pairwise(bounds)]
    return batches


def pack(order: Sequence[int], widths: Sequence[int], room: int) -> list[tuple[Slot, ...]]:
    """Lay lines into as few rows as a simple rule finds: each into the first that has room.

    Args:
        order: the lines' numbers, as they are taken; widest first packs best.
        widths: of all lines, pixels.
        room: width of a row, no less than the widest line's.

    Returns:
        Rows with their lines from left to right; each begins where a time step does.
    """
    rows: list[list[Slot]] = []
    filled: list[int] = []
    for number in order:
        row = next((i for i, end in enumerate(filled) if end + widths[number] <= room), None)
        if row is None:
            row = len(rows)
            rows.append([])
            filled.append(0)
        rows[row].append(Slot(number, filled[row]))
        filled[row] += padded_width(widths[number], COLUMNS_PER_STEP) + GAP
    return [tuple(row) for row in rows]


def lay_row(lines: Sequence[tuple[Image, int]], width: int) -> Image:
    """Copy lines to where they begin in a grey row. Shape: H, width."""
    row = np.full((lines[0][0].shape[0], width), PADDING, np.uint8)
    for line, start in lines:
        row[:, start : start + line.shape[1]] = line
    return row
