"""Scores of Markdown against the truth: tables, headings, order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rapidfuzz.distance import Levenshtein

from ocrlc.evaluation.structure.markdown import Cell, Parsed, Table

Item = TypeVar("Item")

SAME_HEADING = 0.8
"""Headings whose texts are this similar are the same one."""


def table_score(found: Table, true: Table) -> float:
    """Return the similarity of two tables, 0 to 1, after TEDS (arXiv 1911.10683).

    One less the edits over the nodes of the larger tree: table, rows and cells. A cell with other
    spans is one edit; with other text, the normalised edit distance of the text. As in an edit
    distance of sequences, cells are only matched within matched rows, which makes the score a lower
    bound of TEDS; header cells count as others.
    """
    edits = _distance(found, true, _row_edits, lambda row: 1.0 + len(row))
    return 1.0 - edits / max(_nodes(found), _nodes(true))


def _nodes(table: Table) -> int:
    return 1 + sum(1 + len(row) for row in table)


def _row_edits(found: Sequence[Cell], true: Sequence[Cell]) -> float:
    return _distance(found, true, _cell_edits, lambda cell: 1.0)


def _cell_edits(found: Cell, true: Cell) -> float:
    if found[:2] != true[:2]:
        return 1.0
    return float(Levenshtein.normalized_distance(found.text, true.text))


def _distance(
    found: Sequence[Item],
    true: Sequence[Item],
    change: Callable[[Item, Item], float],
    size: Callable[[Item], float],
) -> float:
    """Return the edit distance of two sequences whose items have sizes."""
    row = [0.0]
    for item in true:
        row.append(row[-1] + size(item))
    for one in found:
        above, row = row, [row[0] + size(one)]
        for place, other in enumerate(true):
            row.append(
                min(
                    above[place] + change(one, other),
                    above[place + 1] + size(one),
                    row[-1] + size(other),
                )
            )
    return row[-1]


def table_scores(found: Parsed, true: Parsed) -> list[float]:
    """Return the score of each true table; each found one is compared with one only.

    Tables that are found where there is none count as 0.
    """
    pairs = sorted(
        (
            (table_score(one, other), i, j)
            for i, one in enumerate(found.tables)
            for j, other in enumerate(true.tables)
        ),
        reverse=True,
    )
    scores = [0.0] * max(len(true.tables), len(found.tables))
    taken: set[int] = set()
    known: set[int] = set()
    for score, i, j in pairs:
        if i not in taken and j not in known:
            taken.add(i)
            known.add(j)
            scores[j] = score
    return scores


def heading_counts(found: Parsed, true: Parsed) -> tuple[int, int, int, int]:
    """Return matched, found and true headings, and how many of those matched have their level."""
    left = list(true.headings)
    matched = levels = 0
    for level, text in found.headings:
        best = max(
            left, key=lambda one: Levenshtein.normalized_similarity(one[1], text), default=None
        )
        if best and Levenshtein.normalized_similarity(best[1], text) >= SAME_HEADING:
            left.remove(best)
            matched += 1
            levels += best[0] == level
    return matched, len(found.headings), len(true.headings), levels


def order_distance(found: Parsed, true: Parsed) -> float:
    """Return the normalised edit distance of the whole text, 0 where all is read in order."""
    return float(Levenshtein.normalized_distance(found.text, true.text))
