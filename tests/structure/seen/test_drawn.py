"""Ruled lines of a PDF page as marks."""

from __future__ import annotations

from ocrlc.results import Page
from ocrlc.structure.find import find_blocks
from ocrlc.structure.seen.drawn import drawn_rules
from ocrlc.structure.seen.marks import Rule
from tests.conftest import make_line


def test_rules_lie_in_the_level_frame() -> None:
    page = Page("p", 1, 1000, 1400, (make_line("text", 50, 50),))
    marks = drawn_rules([(10, 100, 300, 100), (10, 100, 10, 400)], page)
    assert marks.across == (Rule(10, 300, 100),)
    assert marks.upright == (Rule(100, 400, 10),)
    turned = Page("p", 1, 1400, 1000, page.lines, orientation=180)
    assert drawn_rules([(10, 100, 300, 100)], turned).across == (Rule(1100, 1390, 900),)


def test_cells_between_rules_are_a_table() -> None:
    texts = (("Name", 60, 110), ("Ada", 260, 110), ("Town", 60, 160), ("York", 260, 160))
    lines = [make_line(*text) for text in texts]
    page = Page("p", 1, 1000, 1400, tuple(lines))
    rules = [(50, y, 450, y) for y in (100, 150, 200)] + [(x, 100, x, 200) for x in (50, 250, 450)]
    (block,) = find_blocks(page, drawn_rules(rules, page))
    assert block.table is not None
    assert block.table.grid == [["Name", "Ada"], ["Town", "York"]]
