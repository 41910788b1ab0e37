"""The entries of label files, and the count of those that cannot be used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Record:
    """A labelled line, or a labelled page in PaddleOCR's detection format.

    Attributes:
        path: path of the image inside its folder or archive.
        text: text of the line; for a page, its regions as JSON.
        corners: if the image is a page, corners of the line's region in pixels, clockwise from
            top-left; else None.
    """

    path: str
    text: str
    corners: Corners | None = None


@dataclass
class Report:
    """Counts of skipped records, by reason.

    Attributes:
        counts: number of records by reason.
        first: the first record of each reason, as a text.
        seen: the records counted so far, with their label files.
    """

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, Record]] = field(default_factory=set)

    def skip(self, kind: str, labels: str, record: Record, what: str = "") -> None:
        """Count a skipped record, once even if several sources read its label file.

        Args:
            kind: the reason.
            labels: the label file.
            record: the record; the first one of each reason is named in the report.
            what: details that are named with the record.
        """
        if (labels, record) not in self.seen:
            self.seen.add((labels, record))
            self.counts[kind] += 1
            self.first.setdefault(kind, f"{record.path}: {what}" if what else record.path)

    def __str__(self) -> str:
        return "; ".join(
            f"{count} {kind} (first: {self.first[kind]})" for kind, count in self.counts.items()
        )
