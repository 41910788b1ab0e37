"""Labels of whole pages in PaddleOCR's detection format: regions with their texts, as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from ocrlc.datasets.records import Corners, Record
from ocrlc.errors import InputError

UNREADABLE = "###"
"""The text of regions that are labelled as unreadable."""


def is_detection_labels(record: Record) -> bool:
    """Whether a record is in PaddleOCR's detection format."""
    return record.text.startswith("[{") or record.text == "[]"


def parse_detection(record: Record) -> list[dict[str, Any]]:
    """Parse a record in the detection format; unreadable regions are left out.

    Raises:
        InputError: the record is not in this format.
    """
    return [entry for entry in _entries(record) if entry["transcription"] != UNREADABLE]


def unreadable_regions(record: Record) -> list[Corners]:
    """Return the corners of the regions that are labelled as unreadable.

    Raises:
        InputError: the record is not in the detection format.
    """
    entries = _entries(record)
    return [entry["points"] for entry in entries if entry["transcription"] == UNREADABLE]


def _entries(record: Record) -> list[dict[str, Any]]:
    try:
        return [
            {**e, "transcription": str(e["transcription"]), "points": _corners(e["points"])}
            for e in json.loads(record.text)
            if e["transcription"] is not None and len(e["points"]) >= 4
        ]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise InputError(f"{record.path}: label is not of PaddleOCR's detection form") from error


def _corners(points: Any) -> Corners:
    """Return points as pairs of floats.

    Raises:
        ValueError, TypeError, OverflowError: the points are not pairs of finite numbers.
    """
    pairs = [(x, y) for x, y in points]
    for number in (number for pair in pairs for number in pair):
        # A string such as "12" would be a pair too, of digits.
        if not isinstance(number, int | float) or not math.isfinite(number):
            raise ValueError(f"not a coordinate: {number!r}")
    return tuple((float(x), float(y)) for x, y in pairs)


def lines_of(record: Record) -> list[Record]:
    """Return a page's lines, each with its region; the record of a line is returned unchanged.

    As in PPOCRLabel, regions marked as difficult are left out. So are regions with more than four
    corners.

    Raises:
        InputError: the label is broken.
    """
    if not is_detection_labels(record):
        return [record]
    return [
        Record(record.path, entry["transcription"].strip(), entry["points"])
        for entry in parse_detection(record)
        if not entry.get("difficult") and len(entry["points"]) == 4
    ]
