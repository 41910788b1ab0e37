"""Blocks that depend on other pages."""

from __future__ import annotations

from dataclasses import replace

from ocrlc.document import Document
from ocrlc.results import Line, Page
from ocrlc.structure.flow import flow
from ocrlc.structure.pages import with_blocks
from ocrlc.writers import write
from tests.conftest import make_line
from tests.structure.test_find import PROSE, large, stack


def page(number: int, *lines: Line) -> Page:
    return Page("p", number, 1000, 1400, tuple(lines))


def with_edges(number: int, *lines: Line) -> Page:
    head = make_line("Harbour office, report for 2025", 50, 30)
    foot = make_line(f"Page {number} of 3", 450, 1350)
    return page(number, head, *lines, foot)


PAGES = [with_edges(number, *stack(*PROSE, y=200)) for number in (1, 2, 3)]


def kinds(pages) -> list[list[str]]:
    return [[block.kind for block in one.blocks] for one in with_blocks(pages)]


def test_what_comes_again_at_the_edges_is_no_text():
    assert kinds(PAGES) == [["header", "paragraph", "page_number"]] * 3
    markdown = write(Document(tuple(PAGES)), "markdown").decode()
    assert "Harbour office" not in markdown
    assert "Page 2" not in markdown


def test_a_page_alone_keeps_its_head():
    assert kinds(PAGES[:1]) == [["paragraph", "paragraph", "page_number"]]


def test_headings_of_one_size_have_one_level_on_all_pages():
    title = page(1, large(make_line("Annual report", 50, 60), 2), *stack(*PROSE, y=200))
    section = page(2, large(make_line("Background story", 50, 60), 1.4), *stack(*PROSE, y=200))
    levels = [block.level for one in with_blocks([title, section]) for block in one.blocks]
    assert levels == [1, 0, 2, 0]


def test_a_paragraph_goes_on_on_the_next_page():
    first = page(1, *stack(*PROSE[:2], y=1200))
    rest = page(2, *stack(PROSE[2], y=100))
    (above,), below = flow([first, rest])
    assert above.text.endswith("payable to the treasurer at the counter, who is there between ten "
                               "and twelve.")  # fmt: skip
    assert below == []
    (block,) = with_blocks([first, rest])[1].blocks
    assert block.continues
    assert block.text == PROSE[2]


def test_a_paragraph_that_is_complete_does_not():
    first = page(1, *stack(*PROSE, y=1200))
    rest = page(2, *stack("treasury matters come next, as in all years before this", y=100))
    assert [len(blocks) for blocks in flow([first, rest])] == [1, 1]


def test_blocks_that_are_there_are_kept():
    own = replace(PAGES[0], blocks=with_blocks(PAGES)[0].blocks[:1])
    assert with_blocks([own])[0].blocks == own.blocks
