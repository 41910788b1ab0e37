"""Reading zones, with a reader that sees what the test put on the page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocrlc.loading.page import RawPage
from ocrlc.options.read_options import ReadOptions
from ocrlc.options.zones import Zone
from ocrlc.reading.zones import MARGIN, read_zones
from ocrlc.results import Page


class Seer:
    """Finds the lines of a page that lie, at least in part, on the pixels it is given.

    The image's values are unique, so that it can tell which part of the page they are.
    """

    def __init__(self, lines, size=(1000, 600)):
        width, height = size
        self.image = np.arange(width * height, dtype=np.uint32).reshape(height, width)
        self.lines = lines
        self.asked = []

    def raw(self, **values):
        return RawPage(self.image, "form.png", 1, **values)

    def __call__(self, raw, options):
        self.asked.append(options)
        height, width = raw.image.shape
        top, left = divmod(int(raw.image[0, 0]), self.image.shape[1])

        def move(polygon):
            return tuple((x - left, y - top) for x, y in polygon)

        lines = raw.lines
        if lines is None:
            moved = [line.moved(move) for line in self.lines]
            lines = tuple(
                line for line in moved if line.polygon[2][1] > 0 and line.polygon[0][1] < height
            )
        warnings = () if lines else ("no text found",)
        return Page(raw.source, raw.number, width, height, lines, (*raw.warnings, *warnings))


def zones(*boxes):
    return ReadOptions(zones=[Zone(name, *box) for name, box in boxes])


def test_words_are_in_the_zone_of_their_middle_at_their_place(line_at):
    seer = Seer([line_at("Total due 12.50", 100, 200), line_at("above", 100, 170)])
    page = read_zones(seer.raw(), zones(("sum", (195, 185, 100, 40))), seer)
    (zone,) = page.zones
    assert (zone.name, zone.text, zone.lines) == ("sum", "12.50", (0,))
    assert zone.polygon == ((195, 185), (295, 185), (295, 225), (195, 225))
    (line,) = page.lines
    assert line.polygon == ((200, 200), (250, 200), (250, 220), (200, 220))
    assert (page.width, page.height, page.text) == (1000, 600, "12.50")


def test_lines_follow_the_order_of_zones(line_at):
    seer = Seer([line_at("one", 10, 10), line_at("two", 10, 40), line_at("three", 10, 300)])
    page = read_zones(
        seer.raw(warnings=("a",)),
        zones(("low", (0, 290, 100, 40)), ("none", (0, 400, 50, 50)), ("top", (0, 0, 100, 70))),
        seer,
    )
    assert page.to_dict()["zones"]["top"]["text"] == "one\ntwo"
    assert [(zone.name, zone.lines) for zone in page.zones] == [
        ("low", (0,)),
        ("none", ()),
        ("top", (1, 2)),
    ]
    assert [line.text for line in page.lines] == ["three", "one", "two"]
    assert page.warnings == ("a",)
    assert page.zones[1].score == 0


def test_a_zone_beyond_the_page_is_warned_of(line_at):
    seer = Seer([])
    page = read_zones(seer.raw(), zones(("far", (1000, 0, 10, 10))), seer)
    assert page.warnings == (
        "zone far lies outside the page of 1000 x 600 pixels",
        "no text found",
    )
    assert page.zones[0].text == ""
    assert seer.asked == []


def test_a_page_that_has_no_zone_of_its_own_says_so(line_at):
    seer = Seer([line_at("one", 10, 10)])
    options = ReadOptions(zones=(Zone("c", 0, 0, 50, 50, page=2),))
    page = read_zones(seer.raw(), options, seer)
    assert (page.zones, page.lines, page.warnings) == ((), (), ("no zone is of this page",))
    assert seer.asked == []


def test_each_zone_has_its_characters_and_pages(line_at):
    seer = Seer([line_at("one", 10, 10)])
    first, second = Zone("a", 0, 0, 50, 50, allow="digits"), Zone("b", 0, 0, 50, 50)
    options = ReadOptions(True, "iban", (first, second, Zone("c", 0, 0, 50, 50, page=2)))
    page = read_zones(seer.raw(), options, seer)
    assert [zone.name for zone in page.zones] == ["a", "b"]
    assert seer.asked == [ReadOptions(True, "digits"), ReadOptions(True, "iban")]


def test_text_that_a_pdf_contains_is_taken_by_zones_too(line_at):
    own = (line_at("Total due 12.50", 100, 200), line_at("above", 100, 180))
    seer = Seer([])
    page = read_zones(seer.raw(lines=own), zones(("sum", (195, 195, 100, 40))), seer)
    assert page.zones[0].text == "12.50"
    assert page.lines[0].polygon[0] == (200, 200)


def test_margins_end_at_the_page(line_at):
    seer = Seer([line_at("x", 995, 590)])
    seen = []

    def read(raw, options):
        seen.append(raw.image.shape)
        return seer(raw, options)

    read_zones(seer.raw(), zones(("a", (900, 300, 100, 300)), ("b", (0, 0, 20, 10))), read)
    assert seen == [(300 + MARGIN, 108), (20, 28)]


def test_zones_turn_with_their_page(line_at):
    seer = Seer([line_at("one", 10, 10)])
    page = read_zones(seer.raw(), zones(("a", (0, 0, 50, 40))), seer)
    upright = replace(page, orientation=90).upright()
    assert upright.zones[0].polygon[0] == (0, 1000)
