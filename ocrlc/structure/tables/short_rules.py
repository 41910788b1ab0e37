"""Short rules within a table's header: each tells over which columns a name stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocrlc.structure.pieces import Piece, row_box
from ocrlc.structure.seen.marks import Rule
from ocrlc.structure.tables.cells import GridCell
from ocrlc.structure.tables.columns import Column, reach
from ocrlc.structure.tables.rows import Row


@dataclass(frozen=True, slots=True)
class ShortRules:
    """Short rules of a header that lie on one line."""

    place: float
    rules: tuple[Rule, ...]

    def over(self, x: float) -> Rule | None:
        """Return the rule that lies over an x."""
        return next((rule for rule in self.rules if rule.start <= x <= rule.end), None)


def short_rules(rules: Iterable[Rule], upper: Rule, lower: Rule) -> list[ShortRules]:
    """Return the rules within a header that do not part all of it, from top to bottom."""
    width = upper.end - upper.start
    inside = [
        rule
        for rule in rules
        if upper.place + 3 < rule.place < lower.place - 3
        and rule.start > upper.start - 0.05 * width
        and rule.end < upper.end + 0.05 * width
        and rule.end - rule.start < 0.95 * width
    ]
    found: list[list[Rule]] = []
    for rule in sorted(inside, key=lambda one: one.place):
        if found and rule.place - found[-1][-1].place < 0.1 * (lower.place - upper.place):
            found[-1].append(rule)
        else:
            found.append([rule])
    return [ShortRules(median(r.place for r in group), tuple(group)) for group in found]


def is_above(piece: Piece, short: Sequence[ShortRules]) -> bool:
    """Whether a text of a header stands above a short rule."""
    return any(
        piece.box.middle < one.place and one.over(piece.box.centre) is not None for one in short
    )


def header_cells(
    rows: Sequence[Row],
    short: Sequence[ShortRules],
    columns: Sequence[Column],
    rules: Sequence[Rule],
    height: float,
) -> tuple[list[GridCell], list[float]]:
    """Return the cells of a header with short rules, and the tops of its rows."""
    pieces = [piece for row in rows for piece in row]
    edges = [rules[0].place, *(one.place for one in short), rules[1].place]
    middles = [(column.left + column.right) / 2 for column in columns]
    over = [[one.over(middle) is not None for middle in middles] for one in short]
    over.append([False] * len(columns))
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for row, one in enumerate(over):
        inside = [p for p in pieces if edges[row] < p.box.middle and not _taken(p, cells)]
        for rule in short[row].rules if row < len(short) else ():
            own = [c for c, x in enumerate(middles) if rule.start <= x <= rule.end]
            own = [c for c in own if (row, c) not in taken]
            names = [p for p in inside if p.box.middle < edges[row + 1]
                     and rule.start <= p.box.centre <= rule.end]  # fmt: skip
            for start, span, texts in _names(names, own, middles):
                cells.append(GridCell(row, start, 1, span, texts))
            taken |= {(row, column) for column in own}
        for column in range(len(columns)):
            if one[column] or (row, column) in taken:
                continue
            end = row + 1
            while end < len(over) and not over[end][column]:
                end += 1
            texts = [
                p for p in inside
                if p.box.middle < edges[end] and reach(columns, p.box, height)[0] == column
                and not any(is_above(p, [s]) for s in short[row:])
            ]  # fmt: skip
            cells.append(GridCell(row, column, end - row, 1, texts))
            taken |= {(covered, column) for covered in range(row, end)}
    return cells, edges[:-1]


def _taken(piece: Piece, cells: Sequence[GridCell]) -> bool:
    return any(piece is one for cell in cells for one in cell.pieces)


def _names(
    names: Sequence[Piece], columns: Sequence[int], middles: Sequence[float]
) -> list[tuple[int, int, list[Piece]]]:
    """Divide the columns over which one rule lies among the names above it."""
    if not columns:
        return []
    groups: list[list[Piece]] = []
    for piece in sorted(names, key=lambda one: one.box.left):
        if groups and piece.box.left < max(one.box.right for one in groups[-1]):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    if not groups:
        return [(columns[0], len(columns), [])]
    centres = [row_box(group).centre for group in groups]
    nearest = [
        min(range(len(groups)), key=lambda place: abs(centres[place] - middles[column]))
        for column in columns
    ]
    found = []
    for place, group in enumerate(groups):
        own = [column for column, name in zip(columns, nearest, strict=True) if name == place]
        if own:
            found.append((own[0], len(own), group))
        elif found:
            found[-1][2].extend(group)
        else:
            groups[place + 1][:0] = group
    return found
