"""Dividing the lines of a label file into a part for training and one held out for validation.

Lines of one document look alike, so a document's lines stay together: the held-out part then shows
how well unseen documents are read. The choice depends on the documents' names only. If lines are
added to the file, few of the others change from one part to the other.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from ocrlc.datasets.records import Record

_CROP = re.compile(r"(.*)_crop_\d+\.\w+")
"""File names of lines that PPOCRLabel cuts: the document's name and a number."""


def document_of(record: Record) -> str:
    """Return the name of the document that a line is from; if it is unknown, the line's path."""
    match = _CROP.fullmatch(record.path)
    return match[1] if match else record.path


def held_out(records: Sequence[Record], share: float) -> frozenset[Record]:
    """Choose about `share` of the lines, as whole documents if these are small enough.

    Documents are chosen in the order of a hash of their names until the share is reached. Documents
    with which it would be more than twice the share are skipped. If all are that large, single
    lines are chosen in the same way.

    Args:
        records: all lines of a label file.
        share: share of the lines to hold out, 0 to 1.
    """
    documents: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        documents[document_of(record)].append(record)
    wanted = max(1, round(share * len(records)))
    most = min(2 * wanted, len(records) - 1)
    chosen: list[Record] = []
    for name in sorted(documents, key=_hash):
        if len(chosen) < wanted and len(chosen) + len(documents[name]) <= most:
            chosen += documents[name]
    if not chosen:
        chosen = sorted(records, key=lambda r: _hash(f"{r.path} {r.corners}"))[:wanted]
    return frozenset(chosen)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
