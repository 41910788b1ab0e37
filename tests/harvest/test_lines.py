"""Lines of a page."""

from __future__ import annotations

from ocrlc.harvest.lines import PageLine, page_lines
from tests.harvest.papers import PROSE, opened, prose


def texts(draw) -> list[str]:
    glyphs = opened(draw).glyphs
    return ["".join(glyphs.text[k] for k in line.glyphs) for line in page_lines(glyphs)]


def lines(draw) -> list[PageLine]:
    return page_lines(opened(draw).glyphs)


def test_prose() -> None:
    assert sorted(texts(prose)) == sorted(line.replace(" ", "") for line in PROSE)


def test_columns_and_indices() -> None:
    def draw(canvas):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(50, 100, "left H")
        canvas.drawString(150, 100, "right")
        x = 50 + canvas.stringWidth("left H", "Times-Roman", 12)
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(x, 97, "2")
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(x + 4, 100, "O")

    assert sorted(texts(draw)) == ["leftH2O", "right"]


def test_leaders_are_apart() -> None:
    def draw(canvas):
        canvas.drawString(50, 100, "Chapter . . . . . . . . . . 17")

    found = lines(draw)
    assert [line.leaders for line in found] == [False, True, False]
    assert [len(line.glyphs) for line in found] == [7, 10, 2]


def test_directions() -> None:
    def draw(canvas):
        canvas.drawString(50, 100, "level")
        canvas.rotate(90)
        canvas.drawString(100, -300, "upwards")

    assert {line.direction: len(line.glyphs) for line in lines(draw)} == {0: 5, 270: 7}
