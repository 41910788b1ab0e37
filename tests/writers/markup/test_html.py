from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from ocrlc.blocks import Block
from ocrlc.document import Document
from ocrlc.polygons import turn_polygon
from ocrlc.results import Page
from ocrlc.writers import write
from tests.writers.markup.test_markdown import BOX, table


def body_of(*pages: Page) -> ET.Element:
    """The body of the HTML, which is well-formed but for what HTML writes without an end."""
    html = write(Document(pages), "html").decode()
    assert html.startswith("<!DOCTYPE html>")
    text = html.partition("<body>")[2].partition("</body>")[0].replace("<br>", "<br/>")
    return ET.fromstring(f"<body>{text}</body>")


def page(*blocks: Block, **more) -> Page:
    return Page("a.png", more.pop("number", 1), 100, 200, blocks=blocks, **more)


def test_every_page_has_an_anchor():
    body = body_of(page(number=4), page(Block("paragraph", "x", BOX), number=7))
    assert [(s.get("id"), s.get("data-number")) for s in body] == [("page-1", "4"), ("page-2", "7")]


def test_blocks_become_elements_with_their_place():
    (section,) = body_of(
        page(
            Block("heading", "A & <b>", BOX, level=2),
            Block("caption", "Table 1", BOX),
            Block("table", "", BOX, table=table(("a",), ("b",))),
        )
    )
    assert [one.tag for one in section] == ["h2", "p", "figure"]
    assert section[0].text == "A & <b>"
    assert section[0].get("data-box") == "10 10 90 30"
    assert section[1].get("class") == "caption"
    assert [one.tag for one in section[2].iter()] == [
        "figure", "table", "thead", "tr", "th", "tbody", "tr", "td"
    ]  # fmt: skip


def test_lists_are_nested_and_keep_their_numbers():
    (section,) = body_of(
        page(
            Block("list_item", "three", BOX, level=1, marker="3."),
            Block("list_item", "within", BOX, level=2, marker="•"),
            Block("list_item", "four", BOX, level=1, marker="4."),
            Block("paragraph", "end", BOX),
        )
    )
    items, end = section
    assert (items.tag, items.get("start"), end.tag) == ("ol", "3", "p")
    assert [item.text.strip() for item in items] == ["three", "four"]
    assert items[0][0].tag == "ul"
    assert items[0][0][0].text.strip() == "within"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_places_are_those_of_the_upright_page(degrees):
    size = (100, 200) if degrees == 180 else (200, 100)
    turned = turn_polygon(BOX, 360 - degrees, 100, 200)
    given = Page("a.png", 1, *size, blocks=(Block("paragraph", "x", turned),), orientation=degrees)
    (section,) = body_of(given)
    assert section[0].get("data-box") == "10 10 90 30"


def test_running_heads_are_left_out():
    (section,) = body_of(page(Block("header", "Harbour", BOX), Block("paragraph", "text", BOX)))
    assert [one.text for one in section] == ["text"]
