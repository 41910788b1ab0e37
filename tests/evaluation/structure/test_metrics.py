"""Markdown read back, and its scores."""

from __future__ import annotations

import pytest

from ocrlc.evaluation.structure.markdown import Cell, parse
from ocrlc.evaluation.structure.metrics import (
    heading_counts,
    order_distance,
    table_score,
    table_scores,
)

MARKDOWN = """# Annual report

A paragraph \\*with\\* marks.

| Item | Price |
| --- | --- |
| Bolt \\| zinc | 0.40 |

## Background

<table>
<tr><th colspan="2">Both</th></tr>
<tr><td>a &amp; b</td><td>c</td></tr>
</table>

- 1st item
"""


def test_markdown_is_read_back():
    parsed = parse(MARKDOWN)
    assert parsed.headings == [(1, "Annual report"), (2, "Background")]
    assert parsed.tables == [
        [
            [Cell(1, 1, "Item"), Cell(1, 1, "Price")],
            [Cell(1, 1, "Bolt | zinc"), Cell(1, 1, "0.40")],
        ],
        [[Cell(2, 1, "Both")], [Cell(1, 1, "a & b"), Cell(1, 1, "c")]],
    ]
    assert parsed.text.split("\n") == [
        "Annual report", "A paragraph *with* marks.", "Item Price", "Bolt | zinc 0.40",
        "Background", "Both", "a & b c", "1st item",
    ]  # fmt: skip


def cells(*rows: tuple[str, ...]) -> list[list[Cell]]:
    return [[Cell(1, 1, text) for text in row] for row in rows]


TABLE = cells(("a", "b"), ("c", "d"))


@pytest.mark.parametrize(
    ("found", "score"),
    [
        (TABLE, 1.0),
        (cells(("a", "b"), ("c", "x")), 1 - 1 / 7),
        (cells(("a", "b")), 1 - 3 / 7),
        (cells(("a", "b"), ("c", "d"), ("e",)), 1 - 2 / 9),
        ([[Cell(2, 1, "a")], TABLE[1]], 1 - 2 / 7),
        ([], 1 - 6 / 7),
    ],
)
def test_table_score_counts_edits_over_nodes(found, score):
    assert table_score(found, TABLE) == pytest.approx(score)
    assert table_score(TABLE, found) == pytest.approx(score)


def test_missing_and_surplus_tables_score_nothing():
    two = parse("| a |\n| --- |\n| b |\n\ntext\n\n| c |\n| --- |\n| d |\n")
    one = parse("| c |\n| --- |\n| d |\n")
    assert sorted(table_scores(one, two)) == [0.0, 1.0]
    assert sorted(table_scores(two, one)) == [0.0, 1.0]


def test_headings_match_by_text():
    found, true = parse("## Annual reports\n\n# Else\n"), parse("# Annual report\n\n## Summary\n")
    assert heading_counts(found, true) == (1, 2, 2, 0)
    assert order_distance(true, true) == 0.0
    assert order_distance(found, true) > 0.2
