from __future__ import annotations

import math
import random
import re

import pytest

from ocrlc.document import Document
from ocrlc.results import Line, Page, Word
from ocrlc.writers import write
from ocrlc.writers.layout import MAX_NEWLINES, page_text


def grid(*lines: Line) -> list[str]:
    return page_text(Page("p", 1, 1000, 1400, lines)).split("\n")


def turn(line: Line, angle: float) -> Line:
    def corners(polygon):
        cos, sin = math.cos(angle), math.sin(angle)
        return tuple((x * cos - y * sin, x * sin + y * cos) for x, y in polygon)

    words = tuple(Word(word.text, word.score, corners(word.polygon)) for word in line.words)
    return Line(line.text, line.score, corners(line.polygon), words)


@pytest.mark.parametrize("angle", [0.0, 0.05, -0.1])
@pytest.mark.parametrize("seed", range(3))
def test_table_rows_are_found_by_regex_however_the_page_lies(document, angle, seed):
    lines = [turn(line, angle) for line in document.pages[0].lines]
    random.Random(seed).shuffle(lines)
    text = "\n".join(grid(*lines))
    assert re.search(r"Invoice No: +(\S+)", text)[1] == "2024-0001"
    rows = re.findall(r"^ *(\S.*?) {2,}(\d+) {2,}([\d.,]+) €$", text, re.MULTILINE)
    assert rows == [("Widget, large", "2", "2,400.00"), ("Bolt", "10", "50.00")]


def test_columns_stand_under_one_another(document):
    lines = document.pages[0].lines
    rows = grid(*lines)
    head, *items = rows[-3:]
    assert {len(row) for row in items} == {len(items[0])}
    assert head.index("Total") == items[0].index("2,400.00") + 5
    assert items[0].index("2 ") == items[1].index("10") + 1


def test_words_of_a_text_keep_single_spaces(line_at):
    assert grid(line_at("one two three", 50, 50)) == ["one two three"]


def test_left_margin_is_that_of_the_leftmost_line(line_at):
    rows = grid(line_at("indented by four", 90, 50), line_at("the margin", 50, 80))
    assert rows == ["    indented by four", "the margin"]


def test_text_wider_than_its_place_moves_the_column_for_all_rows(line_at):
    rows = grid(
        line_at("narrow type that runs on and on", 50, 50, cell=4),
        line_at("A1", 200, 50),
        line_at("plain", 50, 80),
        line_at("B22", 200, 80),
        *(line_at("ordinary words of ordinary width", 50, 110 + 30 * row) for row in range(3)),
    )
    assert rows[0].startswith("narrow type that runs on and on  A1")
    assert rows[0].index("A1") == rows[1].index("B22")


def test_two_columns_seen_as_one_line_are_told_apart(line_at):
    left, right = line_at("Subtotal", 50, 50), line_at("12.00", 400, 50)
    corners = (left.polygon[0], right.polygon[1], right.polygon[2], left.polygon[3])
    merged = Line("Subtotal 12.00", 0.9, corners, left.words + right.words)
    (row,) = grid(merged)
    assert re.fullmatch(r"Subtotal {3,}12\.00", row)


@pytest.mark.parametrize(("gap", "newlines"), [(30, 1), (60, 2), (90, 3), (900, MAX_NEWLINES)])
def test_vertical_gaps_become_blank_rows(line_at, gap, newlines):
    first = [line_at("text", 50, 50 + 30 * row) for row in range(4)]
    rows = grid(*first, line_at("after", 50, 140 + gap))
    assert rows == ["text"] * 4 + [""] * (newlines - 1) + ["after"]


def test_lines_that_overlap_are_not_joined_into_one_row(line_at):
    rows = grid(line_at("the first line", 50, 50), line_at("the second line", 50, 58))
    assert rows == ["the first line", "the second line"]


def test_nothing_is_lost_on_a_page_of_chance(line_at):
    pick = random.Random(7)
    lines = [
        line_at(f"w{number}", pick.uniform(0, 900), pick.uniform(0, 1300), pick.uniform(3, 25))
        for number in range(300)
    ]
    text = "\n".join(grid(*lines))
    assert sorted(text.split()) == sorted(line.text for line in lines)


def test_large_page_takes_little_time(line_at):
    lines = [line_at("abc def", 100 * (n % 10), 30 * (n // 10)) for n in range(3000)]
    assert len(grid(*lines)) == 300


def test_upright_line_does_not_upset_the_page(line_at):
    tall = Line("side", 0.9, ((900, 400), (900, 100), (920, 100), (920, 400)))
    rows = grid(tall, *(line_at("ordinary text", 50, 50 + 30 * row) for row in range(10)))
    assert sum("ordinary text" in row for row in rows) == 10
    assert sum("side" in row for row in rows) == 1


def test_form_feed_between_pages(document):
    pages = (document.pages[0], document.pages[0])
    one = write(Document(pages[:1]), "layout")
    assert one.endswith(b"\n")
    assert write(Document(pages), "layout") == one + b"\f" + one
