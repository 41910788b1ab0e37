"""Tables that go on in the next column, or on the next page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ocrlc.blocks import Block, Cell, Table
from ocrlc.document import Document
from ocrlc.polygons import Polygon
from ocrlc.results import Line, Page
from ocrlc.structure.flow import flow
from ocrlc.structure.pages import across_pages
from ocrlc.writers import write

Row = Sequence[str]
ROWS = (("Item", "Qty", "Total"), ("Bolt", "10", "50.00"), ("Nut", "9", "4.50"))
BARE_ROWS = (("Washer", "1,000", "7.00"), ("Screw", "", "1.00"))


def box(left: float, right: float, top: float = 50, bottom: float = 90) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def table(
    *rows: Row, left: float = 50, top: float = 100, right: float = 900, height: float = 900
) -> Block:
    """Return a table whose first row is taken for a header, as it is at first."""
    place = box(left, right, top, top + height)
    cells = tuple(
        Cell(y, x, text, place, header=y == 0)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    )
    text = "\n".join("\t".join(row) for row in rows)
    return Block("table", text, place, (0,), table=Table(cells, place))


def page(number: int, *blocks: Block) -> Page:
    return Page("p", number, 1000, 1400, (Line("x", 1.0, box(50, 90)),), blocks=blocks)


ABOVE = table(*ROWS)
BARE = table(*BARE_ROWS)
NUMBER = Block("page_number", "7", box(400, 420))
PARAGRAPH = Block("paragraph", "That was all.", box(50, 900))


@pytest.mark.parametrize("below", [BARE, table(ROWS[0], *BARE_ROWS)], ids=["bare", "header again"])
def test_a_table_goes_on(below: Block) -> None:
    pages = across_pages([page(1, ABOVE, NUMBER), page(2, below, NUMBER)])
    assert [page.blocks[0].continues for page in pages] == [False, True]
    (whole,), rest = flow(pages)
    assert rest == []
    assert whole.table is not None
    assert whole.table.grid == [list(row) for row in (*ROWS, *BARE_ROWS)]
    assert whole.table.header_rows == 1
    assert write(Document(tuple(pages)), "csv").decode().count("Item") == 1


def test_over_three_pages() -> None:
    pages = across_pages([page(1, ABOVE), page(2, BARE), page(3, BARE)])
    (whole,), *rest = flow(pages)
    assert rest == [[], []]
    assert whole.table is not None
    assert whole.table.shape == (7, 3)


def test_in_the_next_column() -> None:
    first = table(*ROWS, right=450, top=1000, height=300)
    (one,) = across_pages([page(1, first, table(*BARE_ROWS, left=500, height=300))])
    assert [block.continues for block in one.blocks] == [False, True]
    ((whole,),) = flow([one])
    assert whole.table is not None
    assert whole.table.grid == [list(row) for row in (*ROWS, *BARE_ROWS)]


@pytest.mark.parametrize("place", [{"top": 1310}, {"left": 500, "right": 900, "top": 1310}])
def test_tables_below_one_another_do_not(place: dict[str, float]) -> None:
    first = table(*ROWS, right=450, top=1000, height=300)
    (one,) = across_pages([page(1, first, table(*BARE_ROWS, **{"right": 450} | place, height=80))])
    assert not any(block.continues for block in one.blocks)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param([ABOVE], [table(("Name", "Town", "Age"), ("Ada", "York", "36"))], id="other"),
        pytest.param([ABOVE], [table(("Qty", "Total"), ("1", "2"))], id="fewer columns"),
        pytest.param([ABOVE], [table(*BARE_ROWS, left=300)], id="narrower"),
        pytest.param([table(*ROWS, top=-100)], [BARE], id="far above the end"),
        pytest.param([ABOVE], [table(*BARE_ROWS, top=600)], id="far below the top"),
        pytest.param([ABOVE, PARAGRAPH], [BARE], id="text below"),
        pytest.param([ABOVE], [PARAGRAPH, BARE], id="text above"),
        pytest.param([PARAGRAPH], [BARE], id="no table"),
    ],
)
def test_other_tables_do_not(above: list[Block], below: list[Block]) -> None:
    pages = across_pages([page(1, *above), page(2, *below)])
    assert [list(one.blocks) for one in pages] == [above, below]
