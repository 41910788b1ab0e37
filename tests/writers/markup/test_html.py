from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from ocrlc.blocks import Block
from ocrlc.document import Document
from ocrlc.polygons import turn_polygon
from ocrlc.results import Line, Page
from ocrlc.writers import write
from tests.conftest import make_line
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


def spans_of(*pages: Page) -> list[tuple[str, str, str | None]]:
    """Text, place and page of each word that has one."""
    html = write(Document(pages), "html", word_boxes=True).decode()
    body = ET.fromstring(f"<body>{html.partition('<body>')[2].replace('<br>', '<br/>')[:-8]}")
    return [(s.text, s.get("data-box"), s.get("data-page")) for s in body.iter("span")]


def page_of(*lines: Line, number: int = 1) -> Page:
    return Page("a.png", number, 1000, 1400, lines)


def test_words_have_their_places_on_request():
    pages = (page_of(make_line("Harriet Bloom", 50, 100), make_line("12 Mill Lane", 50, 126)),)
    assert spans_of(*pages) == [
        ("Harriet", "50 100 120 120", None), ("Bloom", "130 100 180 120", None),
        ("12", "50 126 70 146", None), ("Mill", "80 126 120 146", None),
        ("Lane", "130 126 170 146", None),
    ]  # fmt: skip
    assert "<span" not in write(Document(pages), "html").decode()


def test_a_divided_word_has_two_places_also_over_two_pages():
    text = "The board met twice and approved the budget. Cheques should be made to the treasu-"
    above = page_of(make_line(text, 50, 1300))
    below = page_of(make_line("rer at the counter, who is there till twelve.", 50, 50), number=2)
    spans = spans_of(above, below)
    assert ("treasu", "800 1300 870 1320", None) in spans
    assert ("rer", "50 50 80 70", "2") in spans
    assert len(spans) == len(text.split()) + 9


def test_equal_words_of_a_table_have_the_places_of_their_cells():
    rows = (("Town", "Sum"), ("Mill", "7"), ("Mill", "7"), ("Quay", "7"))
    lines = [make_line(text, 50 + 300 * column, 100 + 40 * row)
             for row, texts in enumerate(rows) for column, text in enumerate(texts)]  # fmt: skip
    spans = spans_of(page_of(*lines))
    assert [place for text, place, _ in spans if text == "7"] == [
        f"350 {y} 360 {y + 20}" for y in (140, 180, 220)
    ]


def test_every_word_of_the_samples_has_its_place(sample_documents):
    for name, document in sample_documents.items():
        given = Counter(
            word.text
            for page in document.pages
            for block in page.blocks
            if block.kind not in ("header", "footer", "page_number")
            for line in block.lines
            for word in page.lines[line].words
        )
        missing = given - Counter(text for text, _, _ in spans_of(*document.pages))
        # Bullets are no text, and words divided at line ends lose their hyphens.
        assert not [text for text in missing if re.search(r"\w", text) and text[-1] != "-"
                    and not re.fullmatch(r"\d+[.)]", text)], name  # fmt: skip
