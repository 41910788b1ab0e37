"""What the samples share: account numbers with valid check digits, their text line by line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from scripts.drawing.sheet import Align, Segment, Sheet, Type


def iban(country: str, account: str) -> str:
    """Return an account number with its check digits, in groups of four (ISO 13616)."""
    text = f"{account}{country}00"
    number = int("".join(str(int(char, 36)) for char in text))
    whole = f"{country}{98 - number % 97:02d}{account}"
    return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def printed_lines(segments: Sequence[Segment]) -> list[str]:
    """Return the text in the order of printing; what follows on one baseline is one line."""
    groups = groupby(segments, key=lambda segment: round(segment.baseline, 2))
    return [" ".join(segment.text for segment in group) for _, group in groups]


def column(sheet: Sheet, x: float, y: float, lines: Sequence[str], type_: Type) -> float:
    """Print lines under each other; return the y below."""
    for line in lines:
        sheet.put(x, y, line, type_)
        y += type_.size * 1.36
    return y


def row(
    sheet: Sheet, y: float, stops: Sequence[tuple[float, Align]], cells: Sequence[str], type_: Type
) -> None:
    """Print the cells of a table row at their stops."""
    for (x, align), cell in zip(stops, cells, strict=True):
        sheet.put(x, y, cell, type_, align)
