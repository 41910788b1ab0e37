"""Tables that rules enclose."""

from __future__ import annotations

from ocrlc.results import Line, Page
from ocrlc.structure.find import find_blocks
from ocrlc.structure.seen.marks import Marks, Rule
from tests.conftest import make_line

XS = (50.0, 250.0, 450.0, 650.0)
YS = (100.0, 140.0, 180.0, 220.0)


def grid_of(skip_upright=(), skip_across=()) -> Marks:
    """Rules around places of three by three; left out are borders (line, place along it)."""
    across = tuple(
        Rule(XS[k], XS[k + 1], y)
        for i, y in enumerate(YS)
        for k in range(3)
        if (i, k) not in skip_across
    )
    upright = tuple(
        Rule(YS[k], YS[k + 1], x)
        for i, x in enumerate(XS)
        for k in range(3)
        if (i, k) not in skip_upright
    )
    return Marks(across, upright)


def filled_with(texts) -> tuple[Line, ...]:
    """Texts in the places of the grid, one in the middle of each."""
    return tuple(
        make_line(text, XS[column] + 10, YS[row] + 10)
        for row, row_texts in enumerate(texts)
        for column, text in enumerate(row_texts)
        if text
    )


def table_of(lines, marks):
    page = Page("p", 1, 1000, 1400, tuple(lines))
    (block,) = find_blocks(page, marks)
    assert block.table is not None
    return block.table


FULL = (("Item", "Size", "Price"), ("Bolt", "M6", "0.40"), ("Nut", "M8", "0.20"))


def test_cells_are_what_rules_enclose():
    table = table_of(filled_with(FULL), grid_of())
    assert table.grid == [list(row) for row in FULL]
    assert table.cells[4].polygon == ((250, 140), (450, 140), (450, 180), (250, 180))


def test_a_column_of_single_characters_and_an_empty_cell():
    texts = (("#", "Size", "Price"), ("1", "", "0.40"), ("2", "M8", "0.20"))
    assert table_of(filled_with(texts), grid_of()).grid == [list(row) for row in texts]


def test_missing_borders_make_spans():
    """The first two cells of the first row are one, and the last two of the last column."""
    texts = (("Both", "", "Price"), ("Bolt", "M6", "0.40"), ("Nut", "M8", ""))
    marks = grid_of(skip_upright={(1, 0)}, skip_across={(2, 2)})
    spans = {
        cell.text: (cell.row_span, cell.column_span)
        for cell in table_of(filled_with(texts), marks).cells
    }
    assert spans["Both"] == (1, 2)
    assert spans["0.40"] == (2, 1)
    assert sum(rows * columns for rows, columns in spans.values()) == 9


def test_texts_of_a_header_without_borders_stand_in_their_columns():
    """As on a dark band, where no rules are seen."""
    marks = grid_of(skip_upright={(1, 0), (2, 0)})
    assert table_of(filled_with(FULL), marks).grid[0] == list(FULL[0])


def test_lines_of_one_cell_are_joined():
    lines = [*filled_with(FULL[:2])]
    lines.append(make_line("Nut,", 60, 182))
    lines.append(make_line("large", 60, 200))
    assert table_of(lines, grid_of()).grid[2] == ["Nut, large", "", ""]


def test_a_line_over_a_border_is_cut_there():
    """Its words stand in two cells; the detector took them for one line."""
    line = make_line("Bolt" + 17 * " " + "M6", 60, 150)
    words = tuple(word for word in line.words if word.text)
    line = Line("Bolt M6", 0.9, line.polygon, words)
    lines = (*filled_with(FULL[:1]), line)
    assert table_of(lines, grid_of()).grid[1] == ["Bolt", "M6", ""]


def test_a_band_of_many_rows_below_a_ruled_header_is_divided():
    across = tuple(Rule(50, 650, y) for y in (100.0, 140.0, 340.0))
    upright = tuple(Rule(100, 340, x) for x in XS)
    lines = [make_line(text, XS[k] + 10, 110) for k, text in enumerate(FULL[0])]
    lines += [
        make_line(text, XS[k] + 10, 150 + 30 * row)
        for row in range(6)
        for k, text in enumerate((f"Bolt {row}", "M6", f"0.{row}0"))
    ]
    table = table_of(lines, Marks(across, upright))
    assert table.shape == (7, 3)
    assert table.grid[6] == ["Bolt 5", "M6", "0.50"]


def test_a_longer_rule_right_below_a_table_gives_it_no_column():
    below = Rule(50, 900, YS[-1] + 8)
    marks = grid_of()
    table = table_of(filled_with(FULL), Marks((*marks.across, below), marks.upright))
    assert table.shape == (3, 3)


def test_a_frame_around_prose_is_no_table():
    frame = Marks((Rule(40, 700, 90), Rule(40, 700, 200)), (Rule(90, 200, 40), Rule(90, 200, 700)))
    lines = tuple(
        make_line(text, 60, 100 + 26 * place)
        for place, text in enumerate(
            ("The board met twice and approved the budget without any", "amendment at all.")
        )
    )
    (block,) = find_blocks(Page("p", 1, 1000, 1400, lines), frame)
    assert block.kind == "paragraph"
