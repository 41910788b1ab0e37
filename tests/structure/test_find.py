"""Blocks of pages without pixels: what lines and words alone tell."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlc.polygons import turn_polygon
from ocrlc.results import Line, Page, Word
from ocrlc.structure.find import find_blocks
from tests.conftest import HEIGHT, make_line

PITCH = 26


def page_of(*lines: Line) -> Page:
    return Page("p", 1, 1000, 1400, lines)


def stack(*texts: str, x: float = 50, y: float = 100, pitch: float = PITCH) -> list[Line]:
    return [make_line(text, x, y + place * pitch) for place, text in enumerate(texts)]


def kinds(*lines: Line) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in find_blocks(page_of(*lines))]


def large(line: Line, factor: float) -> Line:
    """Return a line in larger type, its top left where it was."""
    (left, top), *_ = line.polygon

    def grown(polygon):
        return tuple((left + factor * (x - left), top + factor * (y - top)) for x, y in polygon)

    words = tuple(Word(word.text, word.score, grown(word.polygon)) for word in line.words)
    return Line(line.text, line.score, grown(line.polygon), words)


PROSE = (
    "The board met twice and approved the budget without any",
    "amendment. Cheques should be made payable to the treasu-",
    "rer at the counter, who is there between ten and twelve.",
)


def test_lines_of_a_paragraph_are_joined_and_hyphens_go():
    (block,) = find_blocks(page_of(*stack(*PROSE)))
    assert block.kind == "paragraph"
    assert block.text == (
        "The board met twice and approved the budget without any amendment. Cheques should be made "
        "payable to the treasurer at the counter, who is there between ten and twelve."
    )
    assert block.lines == (0, 1, 2)
    assert block.polygon == ((50, 100), (610, 100), (610, 172), (50, 172))


def test_paragraphs_are_told_apart_by_white():
    above, below = stack(*PROSE), stack(*PROSE, y=100 + 3 * PITCH + HEIGHT)
    assert [kind for kind, _ in kinds(*above, *below)] == ["paragraph", "paragraph"]


def test_paragraphs_are_told_apart_by_indents():
    texts = ["The board met twice and approved the budget without any",
             "amendment to what had been proposed in the first place.",
             "Cheques should be made payable to our treasurer at",
             "the counter, who is there between ten and twelve o'clock"]  # fmt: skip
    lines = stack(*texts)
    lines[2] = make_line(texts[2], 50 + 2 * HEIGHT, 100 + 2 * PITCH)
    assert [len(text) for _, text in kinds(*lines)] == [111, 107]


def test_a_short_last_line_ends_a_paragraph():
    texts = ["The board met twice and approved the budget without any",
             "amendment.",
             "Cheques should be made payable to our treasurer at the",
             "counter, who is there between ten and twelve o'clock."]  # fmt: skip
    assert [text[:10] for _, text in kinds(*stack(*texts))] == ["The board ", "Cheques sh"]


def test_lines_of_an_address_stay_lines():
    address = ("Harriet Bloom", "12 Mill Lane", "Brackenfield BR7 4QT")
    assert kinds(*stack(*address)) == [("paragraph", "\n".join(address))]


def test_headings_are_larger_and_levels_go_by_size():
    title = large(make_line("Annual report", 50, 20), 2)
    section = large(make_line("Background", 50, 90), 1.4)
    blocks = find_blocks(page_of(title, section, *stack(*PROSE, y=140)))
    assert [(block.kind, block.level) for block in blocks] == [
        ("heading", 1), ("heading", 2), ("paragraph", 0)
    ]  # fmt: skip


def test_items_lose_their_markers_and_keep_their_depth():
    lines = [
        make_line("1. Between March and October the stall sold loaves.", 50, 100),
        make_line("– most of them before nine in the morning", 90, 126),
        make_line("– the others after school", 90, 152),
        make_line("2. The lifts had been inspected, which took longer", 50, 178),
        make_line("than anyone had thought.", 80, 204),
    ]
    blocks = find_blocks(page_of(*lines))
    assert [(b.kind, b.marker, b.level) for b in blocks] == [
        ("list_item", "1.", 1), ("list_item", "–", 2), ("list_item", "–", 2), ("list_item", "2.", 1)
    ]  # fmt: skip
    assert blocks[3].text.endswith("which took longer than anyone had thought.")


def test_a_number_without_neighbours_is_no_marker():
    lines = stack("Of those that were asked, most had heard of the scheme in", "3. quarter already")
    assert [kind for kind, _ in kinds(*lines)] == ["paragraph"]


def test_columns_of_prose_with_a_table_between_are_read_one_after_the_other():
    """The lines come row by row, as reading order gives them for such a page."""
    left = stack(*PROSE[:2], *PROSE[:2], x=50) + stack(*PROSE[:2], x=50, y=400)
    table = [make_line(text, 50 + 200 * column, 230 + PITCH * row)
             for row, texts in enumerate((("Year", "Sum"), ("2016", "11"), ("2017", "7")))
             for column, text in enumerate(texts)]  # fmt: skip
    right = stack(*(f"{text[:50]}" for text in PROSE * 4), x=680, y=103)
    lines = sorted([*left, *table, *right], key=lambda line: line.polygon[0][1])
    blocks = find_blocks(page_of(*lines))
    sides = [block.polygon[0][0] > 600 for block in blocks]
    assert sides == sorted(sides)
    assert [block.kind for block in blocks].count("table") == 1


TABLE = (
    ("Item", "Description", "Amount"),
    ("1", "Kettle, stainless steel", "1,782.24"),
    ("2", "Desk lamp with clamp", "807.25"),
    ("3", "Copy paper", "9.00"),
)


def laid_out(rows, y=100.0, starts=(50, 150, 620), pitch=40.0) -> list[Line]:
    """Lines of a table whose last column is flush right."""
    lines = []
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            x = starts[column] + (100 - 10 * len(text) if column == len(starts) - 1 else 0)
            if text:
                lines.append(make_line(text, x, y + place * pitch))
    return lines


def test_a_table_without_rules():
    (block,) = find_blocks(page_of(*laid_out(TABLE)))
    assert block.kind == "table"
    assert block.table is not None
    assert block.table.grid == [list(row) for row in TABLE]
    assert block.table.shape == (4, 3)
    assert block.table.header_rows == 1
    assert block.text.split("\n")[1] == "1\tKettle, stainless steel\t1,782.24"


def test_cells_may_be_empty_or_have_several_lines():
    rows = [list(row) for row in TABLE]
    rows[2][1] = ""
    lines = laid_out(rows)
    lines.insert(6, make_line("with a whistle", 150, 100 + 40 + 20))
    (block,) = find_blocks(page_of(*lines))
    rows[1][1] = "Kettle, stainless steel with a whistle"
    assert block.table is not None
    assert block.table.grid == rows


def test_names_of_groups_span_their_columns():
    rows = [("", "2016", "", "2017", ""), ("Town", "P", "R", "P", "R")] + [
        (name, "96.5", "11.0", "71.3", "8.4") for name in ("Harbour", "Mill", "Quay")
    ]
    lines = [
        make_line(text, 50 + 180 * column, 100 + 40 * row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]
    (block,) = find_blocks(page_of(*lines))
    assert block.table is not None
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in block.table.cells}
    assert spans["2016"] == spans["2017"] == (1, 2)
    assert spans["Town"] == (2, 1)
    assert block.table.header_rows == 2


def test_spaces_that_line_up_in_a_few_rows_make_no_column():
    """Where a number and its share stand apart in one row, the others keep theirs together."""
    rows = [("Town", "n (%)", "P")] + [
        (name, "22 (60.2)", "0.1") for name in ("Mill", "Quay", "Lock")
    ]
    lines = laid_out(rows, starts=(50, 250, 520))
    lines += [
        make_line("Harbour", 50, 260),
        make_line("31", 250, 260),
        make_line("(5.0)", 300, 260),
    ]
    lines += [make_line("0.2", 590, 260)]
    (block,) = find_blocks(page_of(*lines))
    assert block.table is not None
    assert block.table.grid[2:] == [
        ["Quay", "22 (60.2)", "0.1"], ["Lock", "22 (60.2)", "0.1"], ["Harbour", "31 (5.0)", "0.2"]
    ]  # fmt: skip


def test_prose_beside_prose_is_no_table():
    left = stack(*PROSE, *PROSE, x=50)
    right = stack(*(text[:34] for text in PROSE * 2), x=640)
    lines = [line for pair in zip(left, right, strict=True) for line in pair]
    assert {kind for kind, _ in kinds(*lines)} == {"paragraph"}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages_have_the_same_blocks(degrees):
    def turned(polygon):
        return turn_polygon(polygon, 360 - degrees, 1000, 1400)

    lines = [*stack(*PROSE), *laid_out(TABLE, y=400)]
    upright = page_of(*lines)
    given = tuple(
        Line(line.text, 1, turned(line.polygon),
             tuple(Word(word.text, 1, turned(word.polygon)) for word in line.words))
        for line in lines
    )  # fmt: skip
    size = (1400, 1000) if degrees != 180 else (1000, 1400)
    page = Page("p", 1, *size, given, orientation=degrees)
    found, expected = find_blocks(page), find_blocks(upright)
    assert [(b.kind, b.text) for b in found] == [(b.kind, b.text) for b in expected]
    for point, other in zip(found[0].polygon, turned(expected[0].polygon), strict=True):
        assert point == pytest.approx(other)


WORDS = st.sampled_from(
    ["Total", "1.", "a)", "•", "12,50", "€", "the", "of", "Meeting", "—", "re-", "ÜBER", "X", "ill"]
)
LINES = st.lists(
    st.tuples(st.lists(WORDS, min_size=1, max_size=7), st.integers(0, 80), st.integers(0, 50)),
    max_size=40,
)


@given(LINES)
def test_every_word_is_in_one_block(drawn):
    lines = [make_line(" ".join(words), 10 * x, 25 * y) for words, x, y in drawn]
    page = page_of(*lines)
    blocks = find_blocks(page)
    found = " ".join(f"{block.marker} {block.text}" for block in blocks)
    # Hyphens at the ends of lines may go, with what follows joined.
    assert Counter(re.sub(r"[\s-]", "", found)) == Counter(re.sub(r"[\s-]", "", page.text))
    assert {line for block in blocks for line in block.lines} == set(range(len(lines)))
