"""Labelled lines as label files list them, and the count of those that cannot be used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Record:
    """A labelled line, or a page in PaddleOCR's detection form.

    Attributes:
        path: the image's path inside its source.
        text: what the line says; of a page, its regions as JSON.
        corners: where the image is a page: the line's region, pixels, clockwise from top-left.
    """

    path: str
    text: str
    corners: Corners | None = None


@dataclass
class Report:
    """What was skipped, by kind."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, Record]] = field(default_factory=set)

    def skip(self, kind: str, labels: str, record: Record, what: str = "") -> None:
        """Count a record that is skipped, once however many sources read its label file.

        Args:
            kind: what is wrong with it.
            labels: the label file.
            record: the first of each kind is named.
            what: of the record, named with it.
        """
        if (labels, record) not in self.seen:
            self.seen.add((labels, record))
            self.counts[kind] += 1
            self.first.setdefault(kind, f"{record.path}: {what}" if what else record.path)

    def __str__(self) -> str:
        return "; ".join(
            f"{count} {kind} (first: {self.first[kind]})" for kind, count in self.counts.items()
        )
