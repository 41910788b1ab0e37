"""Marks of a page whose ruled lines are known, as those of a PDF file are."""

from __future__ import annotations

from collections.abc import Iterable

from ocrlc.results import Page
from ocrlc.structure.frame import frame_of
from ocrlc.structure.seen.marks import Marks, Rule


def drawn_rules(rules: Iterable[tuple[float, float, float, float]], page: Page) -> Marks:
    """Return ruled lines as marks.

    Args:
        rules: left, top, right and bottom of each line in pixels of the page as given.
        page: the page with its lines of text.
    """
    frame = frame_of(page)
    across, upright = [], []
    for left, top, right, bottom in rules:
        box = frame.box(((left, top), (right, top), (right, bottom), (left, bottom)))
        if box.width > box.height:
            across.append(Rule(box.left, box.right, box.middle))
        else:
            upright.append(Rule(box.top, box.bottom, box.centre))
    return Marks(tuple(across), tuple(upright))
