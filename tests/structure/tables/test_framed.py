"""Tables between rules across, as papers set them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlc.blocks import Block, Table
from ocrlc.results import Line, Page
from ocrlc.structure.find import find_blocks
from ocrlc.structure.seen.marks import Marks, Rule
from tests.conftest import make_line

XS = (60, 260, 460, 660)
LEFT, RIGHT = 50, 800


def rule(y: float, start: float = LEFT, end: float = RIGHT) -> Rule:
    return Rule(start, end, y)


def stretched(line: Line, right: float) -> Line:
    """Return a line whose last word ends at an x."""
    (left, top), *_, (_, bottom) = line.polygon
    words = line.words
    gap = (right - left - sum(10 * len(word.text) for word in words)) / (len(words) - 1)
    made = []
    for word in words:
        end = left + 10 * len(word.text)
        made.append(replace(word, polygon=((left, top), (end, top), (end, bottom), (left, bottom))))
        left = end + gap
    start = line.polygon[0][0]
    corners = ((start, top), (right, top), (right, bottom), (start, bottom))
    return replace(line, polygon=corners, words=tuple(made))


def rows(*texts: tuple[str, ...], y: float = 110, pitch: float = 26) -> list[Line]:
    """Lines of a table's cells; "" is none."""
    return [
        make_line(text, x, y + pitch * place)
        for place, row in enumerate(texts)
        for x, text in zip(XS, row, strict=False)
        if text
    ]


def blocks_of(lines: list[Line], *across: Rule) -> tuple[Block, ...]:
    return find_blocks(Page("p", 1, 1000, 1400, tuple(lines)), Marks(across))


def table_of(lines: list[Line], *across: Rule) -> Table:
    (block,) = blocks_of(lines, *across)
    assert block.table is not None
    return block.table


def test_all_between_the_rules_is_one_table():
    """Few cells of the first rows are filled, and one goes on over two lines."""
    lines = rows(
        ("", "Muslim (n = 271)", "", "P value"),
        ("Element, n (%)",),
        ("Magical", "14 (45.0)", "57 (29.1)"),
        ("Launched, mean ± SD", "", "", "< 0.001"),
        ("Master of the", "44 (79.9)", "54 (13.1)"),
        ("house",),
    )
    table = table_of(lines, rule(100), rule(134), rule(270))
    assert table.shape[1] == 4
    assert table.grid[:4] == [
        ["", "Muslim (n = 271)", "", "P value"],
        ["Element, n (%)", "", "", ""],
        ["Magical", "14 (45.0)", "57 (29.1)", ""],
        ["Launched, mean ± SD", "", "", "< 0.001"],
    ]
    assert table.header_rows == 1


def test_a_header_is_as_high_as_its_rule_says():
    lines = rows(
        ("", "Model 1", "Model 2"), ("", "(OLS)", "(IV)"), ("a", "1", "2"), ("b", "3", "4")
    )
    assert table_of(lines, rule(100), rule(160), rule(220)).header_rows == 2


def test_short_rules_tell_what_a_name_spans():
    """Names stand in the middle of their columns, the stub between the rows of the header."""
    lines = [
        make_line("Method", 60, 123), make_line("First", 340, 110), make_line("Second", 560, 110),
        *rows(("", "P", "R", "P"), ("A", "0.1", "0.2", "0.3"), ("B", "0.4", "0.5", "0.6"), y=136),
    ]  # fmt: skip
    short = (rule(133, 250, 500), rule(133, 560, 800))
    table = table_of(lines, rule(100), *short, rule(160), rule(214))
    cells = {one.text: (one.row, one.column, one.row_span, one.column_span) for one in table.cells}
    assert cells["Method"] == (0, 0, 2, 1)
    assert cells["First"] == (0, 1, 1, 2)
    assert cells["Second"] == (0, 3, 1, 1)
    assert table.grid[1:3] == [["", "P", "R", "P"], ["A", "0.1", "0.2", "0.3"]]
    assert table.header_rows == 2


def test_one_short_rule_below_two_names_is_divided():
    lines = [
        make_line("Mill", 140 + 160, 110), make_line("Quay", 700, 110),
        *(make_line(text, x, 136 + 26 * row)
          for row, texts in enumerate((("", "P", "R", "P", "R"), ("A", "1", "2", "3", "4"),
                                       ("B", "5", "6", "7", "8")))
          for x, text in zip((60, 240, 400, 600, 760), texts, strict=True) if text),
    ]  # fmt: skip
    table = table_of(lines, rule(100), rule(133, 230, 800), rule(160), rule(214))
    spans = {one.text: (one.column, one.column_span) for one in table.cells if one.row == 0}
    assert (spans["Mill"], spans["Quay"]) == ((1, 2), (3, 2))


def test_texts_that_were_read_as_one_are_cut_between_columns():
    """Where cells stand close, a detector takes some rows for one line."""
    numbers = [("Name", "Acc", "Time"), ("Ada", "51.84", "18.47"), ("Bob", "64.12", "27.13")]
    lines = [
        make_line(text, x, 110 + 26 * row)
        for row, texts in enumerate(numbers)
        for x, text in zip((60, 260, 320), texts, strict=True)
    ]
    lines += [make_line("Eve", 60, 188), make_line("55.44 23.98", 260, 188)]
    table = table_of(lines, rule(100), rule(134), rule(214))
    assert table.grid[3] == ["Eve", "55.44", "23.98"]
    assert sorted(table.polygon) == sorted(((50, 100), (800, 100), (800, 214), (50, 214)))


PROSE = (
    "The board met twice and approved the budget",
    "without any amendment. Cheques are payable",
    "to the treasurer who is at the counter till",
    "noon. Between March and October it sold 226",
    "loaves a week, most of them before breakfast",
    "because the bridge is closed for lorries now.",
)


@pytest.mark.parametrize(
    "lines",
    [
        [make_line(PROSE[(row + shift) % 6], x, 110 + 26 * row)
         for row in range(6) for x, shift in ((60, 0), (520, 3))],
        [make_line(f"{text} and {PROSE[-place]}", 60, 110 + 26 * place)
         for place, text in enumerate(PROSE)],
    ],
    ids=["columns", "lines"],
)  # fmt: skip
def test_prose_between_rules_is_no_table(lines):
    blocks = blocks_of(lines, rule(100, 50, 960), rule(270, 50, 960))
    assert {block.kind for block in blocks} == {"paragraph"}


def test_two_tables_below_one_another_stay_two():
    one = (("Name", "Sum"), ("Ada", "1"), ("Bob", "2"))
    caption = make_line("Table 2. What the others have of all of it, by name and by sum", 60, 220)
    more = make_line("and as it was told to the board when it met twice.", 60, 246)
    lines = [*rows(*one), caption, more, *rows(*one, y=300)]
    across = [rule(y) for y in (100, 134, 190, 290, 324, 380)]
    assert [b.kind for b in blocks_of(lines, *across)] == ["table", "caption", "table"]


def test_filled_lines_between_two_tables_stay_text():
    """Their spaces are so wide that some were taken for gaps between columns."""
    one = (("Name", "Sum"), ("Ada", "1"), ("Bob", "2"))
    halves = ("The board met twice and approved the", "budget without any amend-",
              "ment. Cheques should be made to the", "treasurer at the counter.")  # fmt: skip
    text = [make_line(half, 50 + 480 * (place % 2), 220 + 26 * (place // 2))
            for place, half in enumerate(halves)]  # fmt: skip
    text[0], text[2] = (stretched(text[place], 505) for place in (0, 2))
    across = [rule(y) for y in (100, 134, 190, 290, 324, 380)]
    blocks = blocks_of([*rows(*one), *text, *rows(*one, y=300)], *across)
    shapes = [block.table.shape for block in blocks if block.table is not None]
    assert shapes[0] == shapes[-1] == (3, 2)


TEXTS = st.sampled_from(["Method", "P", "R", "0.1", "12 (5.0)", "Mill and", "–", "Forty two"])
CELLS = st.lists(st.tuples(TEXTS, st.integers(0, 70), st.integers(0, 12)), min_size=3, max_size=30)
RULES = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 60), st.integers(10, 80)), max_size=5)


@given(CELLS, RULES)
def test_every_word_stays_whatever_the_rules(drawn, short):
    lines = [make_line(text, 50 + 10 * x, 110 + 25 * y) for text, x, y in drawn]
    across = [rule(y) for y in (100, 185, 450)]
    across += [rule(105 + 25 * y, 50 + 10 * x, 50 + 10 * x + 10 * long) for y, x, long in short]
    page = Page("p", 1, 1000, 1400, tuple(lines))
    found = " ".join(f"{b.marker} {b.text}" for b in find_blocks(page, Marks(tuple(across))))
    assert Counter(re.sub(r"[\s-]", "", found)) == Counter(re.sub(r"[\s-]", "", page.text))
