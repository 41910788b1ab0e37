"""Marks around a line: neighbouring lines, underlines, check boxes and rules of tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image, Rng, between
from ocrlc.synthesis.drawing.typeset import SetLine


@dataclass(frozen=True)
class Window:
    """The crop's place on the canvas in pixels; right and bottom are just outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width of the crop in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height of the crop in pixels."""
        return self.bottom - self.top


def add_neighbours(line: SetLine, window: Window, rng: Rng) -> None:
    """Add the lowest part of a line above, or the highest part of a line below, to the crop."""
    if rng.random() > 0.22:
        return
    text = line.ink[line.top : line.bottom, line.left : line.right]
    cut = int(rng.random() * text.shape[1])
    other = np.concatenate((text[:, cut:], text[:, :cut]), axis=1)
    most = 0.22 * text.shape[0]
    if rng.random() < 0.7:
        room = line.top - window.top
        rows = max(1, round(min(most, room * between(rng, 0.3, 0.75))))
        _peek(line, other[-rows:], window.top, rng)
    if rng.random() < 0.6:
        room = window.bottom - line.bottom
        rows = max(1, round(min(most, room * between(rng, 0.3, 0.75))))
        _peek(line, other[:rows], window.bottom - rows, rng)


def _peek(line: SetLine, strip: Image, row: int, rng: Rng) -> None:
    row = max(0, min(row, line.ink.shape[0] - strip.shape[0]))
    if line.top - strip.shape[0] < row < line.bottom or strip.shape[0] > line.size // 2:
        return
    start = line.left - round(between(rng, -0.3, 1) * line.size)
    target = line.ink[row : row + strip.shape[0], max(0, start) : start + strip.shape[1]]
    np.maximum(target, strip[:, : target.shape[1]], out=target)


def add_rules(line: SetLine, window: Window, rng: Rng) -> None:
    """Draw underlines, boxes and rules of tables that reach into the crop."""
    dice = rng.random()
    if dice > 0.22:
        return
    ink, thick = line.ink, max(1, round(line.size * between(rng, 0.02, 0.09)))
    shade = int(between(rng, 110, 256))
    height, width = ink.shape
    gap = max(2, round(line.size * between(rng, 0.06, 0.2)))
    if dice < 0.05:
        row = line.baseline + gap
        ink[row : row + thick, line.left : line.right] = shade
    elif dice < 0.055:
        row = line.baseline - round(line.size * 0.26)
        ink[row : row + max(1, thick // 2), line.left : line.right] = shade
    elif dice < 0.075:
        _dot(line, window, gap, rng)
    elif dice < 0.11:
        corner = (line.left - gap - thick, line.top - gap - thick)
        cv2.rectangle(
            ink, corner, (line.right + gap + thick, line.bottom + gap + thick), shade, thick
        )
    else:
        above = max(0, line.top - gap - thick)
        before = max(0, line.left - gap - thick)
        for side in range(4):
            if rng.random() > 0.4:
                continue
            if side == 0:
                ink[above : above + thick] = shade
            elif side == 1:
                row = min(height - thick, line.bottom + gap)
                ink[row : row + thick] = shade
            elif side == 2:
                ink[:, before : before + thick] = shade
            else:
                column = min(width - thick, line.right + gap)
                ink[:, column : column + thick] = shade


def _dot(line: SetLine, window: Window, gap: int, rng: Rng) -> None:
    """Draw a dotted rule below the line, or beside it from top to bottom."""
    dot = max(1, round(line.size * between(rng, 0.03, 0.09)))
    step = dot + max(1, round(line.size * between(rng, 0.06, 0.25)))
    shade = int(between(rng, 110, 256))
    if rng.random() < 0.6:
        row = line.bottom + max(1, gap // 2)
        for column in range(max(0, window.left), window.right, step):
            line.ink[row : row + dot, column : column + dot] = shade
        return
    column = line.left - gap - dot if rng.random() < 0.5 else line.right + gap
    for row in range(max(0, window.top), window.bottom, step):
        line.ink[row : row + dot, max(0, column) : column + dot] = shade


def add_slivers(line: SetLine, window: Window, rng: Rng) -> None:
    """Add the outermost pixels of the next word or column at an end of the crop.

    Crops are cut in wide gaps, where a detector's boxes reach a pixel or two too far.
    """
    if rng.random() > 0.08:
        return
    width = max(1, round(line.size * between(rng, 0.03, 0.14)))
    text = line.ink[line.top : line.bottom, line.left : line.right]
    inked = np.flatnonzero(text.max(0) > 128)
    # A part of a letter, no more than a stem, from anywhere in the text.
    start = int(inked[int(rng.random() * len(inked))]) if len(inked) else 0
    sliver = text[:, start : start + width]
    if rng.random() < 0.5:
        column = window.left
        free = line.left - window.left
    else:
        column = window.right - sliver.shape[1]
        free = window.right - line.right
    if free < sliver.shape[1] + 0.12 * line.size or column < 0:
        return
    target = line.ink[line.top : line.bottom, column : column + sliver.shape[1]]
    np.maximum(target, sliver[:, : target.shape[1]], out=target)


def add_divider(line: SetLine, spaces: int, rng: Rng) -> None:
    """Draw a table's vertical rule through spaces between words, from edge to edge of the crop.

    Detectors join the cells of narrow columns. The rule reads as the space that it stands in.

    Args:
        line: the line; its ink is changed.
        spaces: number of spaces in its text.
        rng: random number generator.
    """
    if rng.random() > 0.025 or not spaces:
        return
    inked = line.ink[line.top : line.bottom, line.left : line.right].max(0) > 0
    edges = np.flatnonzero(np.diff(inked.astype(np.int8), prepend=0, append=0))
    gaps = sorted(zip(edges[1:-1:2], edges[2:-1:2], strict=True), key=lambda gap: gap[0] - gap[1])
    thick = max(1, round(line.size * between(rng, 0.02, 0.07)))
    shade = int(between(rng, 110, 256))
    for start, end in gaps[: 1 if rng.random() < 0.6 else spaces]:
        free = int(end - start) - thick - 2
        if free >= 1:
            column = line.left + int(start) + 1 + int(rng.random() * free)
            line.ink[:, column : column + thick] = shade


def add_check_box(line: SetLine, window: Window, rng: Rng) -> tuple[SetLine, Window]:
    """Put a check box before or after the text, empty, crossed or ticked; it reads as nothing.

    Returns:
        The line on a canvas with room for the box, and the crop that shows both.
    """
    if rng.random() > 0.025:
        return line, window
    side = max(7, round(line.size * between(rng, 0.5, 1.05)))
    gap = max(2, round(line.size * between(rng, 0.08, 0.6)))
    over = round(side * between(rng, 0, 0.3))
    room = side + gap + 2 * over + 2
    ink = np.pad(line.ink, ((0, 0), (room, room)))
    text = replace(line, ink=ink, left=line.left + room, right=line.right + room)
    before = rng.random() < 0.75
    start = text.left - gap - over - side if before else text.right + gap + over
    middle = (line.top + line.baseline) // 2 + round(line.size * between(rng, -0.08, 0.08))
    corner, end = (start, middle - side // 2), (start + side, middle - side // 2 + side)
    thick = max(1, round(line.size * between(rng, 0.03, 0.1)))
    cv2.rectangle(ink, corner, end, 255, thick)
    _tick(ink, corner, side, over, thick, rng)
    reach = room - over * int(rng.random() * 2)
    left = window.left + room - (reach if before else 0)
    right = window.right + room + (0 if before else reach)
    top = min(window.top, corner[1] - thick) if rng.random() < 0.7 else window.top
    bottom = max(window.bottom, end[1] + thick) if rng.random() < 0.7 else window.bottom
    return text, Window(left, max(0, top), right, min(ink.shape[0], bottom))


def add_button(line: SetLine, window: Window, rng: Rng) -> tuple[SetLine, Window]:
    """Set the text in a button or badge, filled or outlined, with square, rounded or round ends.

    Returns:
        The line on a canvas with room for its ends, and the crop, which may show them.
    """
    if rng.random() > 0.03:
        return line, window
    height = line.bottom - line.top
    room = height + 2
    ink = np.pad(line.ink, ((0, 0), (room, room)))
    text = replace(line, ink=ink, left=line.left + room, right=line.right + room)
    left = text.left - round(between(rng, 0.25, 0.9) * height)
    right = text.right + round(between(rng, 0.25, 0.9) * height)
    top = max(0, text.top - round(between(rng, 0.15, 0.6) * height))
    bottom = min(ink.shape[0], text.bottom + round(between(rng, 0.15, 0.6) * height))
    radius = int((bottom - top) / 2 * rng.choice((0.0, 0.4, 1.0, 1.0)))
    inside = rounded_box(ink.shape, (left, top, right, bottom), radius)
    if rng.random() < 0.65:
        np.copyto(ink, 255 - ink, where=inside > 127)
    else:
        thick = max(1, round(line.size * between(rng, 0.04, 0.09)))
        kernel = np.ones((2 * thick + 1, 2 * thick + 1), np.uint8)
        np.maximum(ink, inside - cv2.erode(inside, kernel), out=ink)
    start = left + round(between(rng, -0.2, 0.3) * height)
    end = right - round(between(rng, -0.2, 0.3) * height)
    start, end = min(start, text.left), max(end, text.right)
    return text, Window(max(0, start), window.top, min(ink.shape[1], end), window.bottom)


def rounded_box(shape: tuple[int, ...], box: tuple[int, int, int, int], radius: int) -> Image:
    """Return 255 within a rectangle (left, top, right, bottom) with rounded corners, else 0."""
    left, top, right, bottom = box
    mask = np.zeros(shape, np.uint8)
    cv2.rectangle(mask, (left, top + radius), (right - 1, bottom - 1 - radius), 255, -1)
    cv2.rectangle(mask, (left + radius, top), (right - 1 - radius, bottom - 1), 255, -1)
    for x in (left + radius, right - 1 - radius):
        for y in (top + radius, bottom - 1 - radius):
            cv2.circle(mask, (x, y), radius, 255, -1)
    return mask


def _tick(ink: Image, corner: tuple[int, int], side: int, over: int, thick: int, rng: Rng) -> None:
    """Leave a box empty, or cross it, tick it or fill a part of it."""
    x, y = corner
    dice = rng.random()
    if dice < 0.45:
        return
    if dice < 0.75:
        for rising in (False, True):
            ends = (y - over, y + side + over)
            begin, end = ends if not rising else ends[::-1]
            cv2.line(ink, (x - over, begin), (x + side + over, end), 255, thick, cv2.LINE_AA)
    elif dice < 0.92:
        points = [(x, y + side // 2), (x + side // 3, y + side), (x + side + over, y - over)]
        cv2.polylines(ink, [np.array(points, np.int32)], False, 255, thick + 1, cv2.LINE_AA)
    else:
        inset = max(2, side // 4)
        cv2.rectangle(ink, (x + inset, y + inset), (x + side - inset, y + side - inset), 255, -1)
