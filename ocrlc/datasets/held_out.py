"""Which lines of a label file are trained on, and which are held out to judge by.

Lines of one document look alike, so a document's lines stay together: what is held out then
tells how documents never seen are read. The choice depends on the documents' names alone. A line
added to the file does not move the others, but for the few at the border.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from ocrlc.datasets.records import Record

_CROP = re.compile(r"(.*)_crop_\d+\.\w+")
"""How PPOCRLabel names the lines it cuts: the document's name and a number."""


def document_of(record: Record) -> str:
    """Return the document a line is from; where that is not known, the line is its own."""
    match = _CROP.fullmatch(record.path)
    return match[1] if match else record.path


def held_out(records: Sequence[Record], share: float) -> frozenset[Record]:
    """Choose about `share` of the lines, whole documents where they are small enough.

    Documents come in the order of a hash of their names until the share is reached. One that
    alone would hold out more than twice the share is passed over. If all are that large, single
    lines are chosen in the same way.

    Args:
        records: all lines of a label file.
        share: 0 to 1.
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
