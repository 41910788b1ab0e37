from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from ocrlc.blocks import Block, Cell, Table
from ocrlc.document import Document
from ocrlc.results import Page
from ocrlc.writers import write
from ocrlc.writers.markup.markdown import escape

BOX = ((10.0, 10.0), (90.0, 10.0), (90.0, 30.0), (10.0, 30.0))


class Texts(HTMLParser):
    """What a browser shows of HTML, and the elements it is in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def shown(markdown: str) -> Texts:
    return Texts(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


def markdown_of(*blocks: Block) -> str:
    return write(Document((Page("a.png", 1, 100, 100, blocks=blocks),)), "markdown").decode()


def table(*rows: tuple[str, ...], **spans: tuple[int, int]) -> Table:
    cells = tuple(
        Cell(row, column, text, BOX, *spans.get(text, (1, 1)), header=row == 0)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    return Table(cells, BOX)


@pytest.mark.parametrize(
    "text",
    [
        "# no heading", "- no item", "+ 5 %", "1. no item", "12) no item", "--- ", "===",
        "2 * 3 * 4 = 24", "snake_case_name", "a `code` b", "[link](http://x.example)", "_under_",
        "<b>bold</b>", "AT&amp;T", "back\\slash", "a | b", "~~gone~~", "> quote", "#5", "x*y*z",
        "![picture](x.png)", "    four spaces", "* star", "&copy; 2025", "1986. A year",
        "http://x.example/a_b_c",
    ],
)  # fmt: skip
def test_text_is_shown_as_it_is(text):
    found = shown(markdown_of(Block("paragraph", text, BOX)))
    assert " ".join(found.text.split()) == " ".join(text.split())
    assert found.tags == ["p"]


def test_marks_inside_a_line_are_not_escaped_for_nothing():
    assert escape("Total: 5 - 3 = 2, no. 1. #4 (a)") == "Total: 5 - 3 = 2, no. 1. #4 (a)"


def test_headings_paragraphs_lists():
    markdown = markdown_of(
        Block("heading", "Annual\nreport", BOX, level=1),
        Block("paragraph", "Harriet Bloom\n12 Mill Lane", BOX),
        Block("list_item", "first", BOX, level=1, marker="1."),
        Block("list_item", "within", BOX, level=2, marker="–"),
        Block("list_item", "second", BOX, level=1, marker="2."),
        Block("list_item", "lettered", BOX, level=1, marker="c)"),
    )
    assert markdown == (
        "# Annual report\n\nHarriet Bloom\\\n12 Mill Lane\n\n"
        "1. first\n    - within\n2. second\n- c) lettered\n"
    )
    assert shown(markdown).tags == ["h1", "p", "br", "ol", "li", "ul", "li", "li", "ul", "li"]


def test_tables_are_githubs():
    rows = (("Item", "Price"), ("Bolt | zinc", "0.40"), ("", "*"))
    markdown = markdown_of(Block("table", "", BOX, table=table(*rows)))
    assert markdown.split("\n")[1] == "| --- | --- |"
    found = shown(markdown)
    assert found.tags.count("th") == 2
    assert found.tags.count("td") == 4
    assert found.text.split() == ["Item", "Price", "Bolt", "|", "zinc", "0.40", "*"]


def test_tables_with_spans_are_html():
    spanning = table(("All & <none>",), ("a", "b"))
    cells = (replace(spanning.cells[0], column_span=2), *spanning.cells[1:])
    markdown = markdown_of(Block("table", "", BOX, table=replace(spanning, cells=cells)))
    assert '<th colspan="2">All &amp; &lt;none&gt;</th>' in markdown
    assert shown(markdown).tags.count("td") == 2
    assert not re.search(r"\n\n(?!$)", markdown), "a blank line would end the HTML"


def test_every_word_of_the_samples_stands_in_the_markdown_once(sample_documents):
    for name, document in sample_documents.items():
        found = shown(write(document, "markdown").decode())
        blocks = [block for page in document.pages for block in page.blocks]
        left_out = [b.text for b in blocks if b.kind in ("header", "footer", "page_number")]
        bullets = [b.marker for b in blocks if not re.search(r"\w", b.marker)]
        numbers = [b.marker for b in blocks if re.fullmatch(r"\d+[.)]", b.marker)]
        given = "".join([found.text, *left_out, *bullets, *numbers])
        # Hyphens at line ends may go.
        letters = sorted(re.sub(r"[\s-]", "", given))
        assert letters == sorted(re.sub(r"[\s-]", "", document.text)), name
