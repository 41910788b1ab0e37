"""Pages with their true text, from a label file in a folder or a zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Points = list[list[float]]


@dataclass(frozen=True)
class TextLine:
    """A run of text and the four corners around it, in pixels."""

    text: str
    points: Points


@dataclass(frozen=True)
class TruePage:
    """A picture and what is printed on it."""

    name: str
    path: Path
    lines: tuple[TextLine, ...]


def load_pages(data: Path, scratch: Path, ids: Iterable[str] | None = None) -> list[TruePage]:
    """Load pages from a label file in PaddleOCR's detection form.

    Args:
        data: the label file, or a folder or zip that holds a `labels.txt`.
        scratch: folder for pictures from a zip.
        ids: stems of the pictures to keep, in the label file's order; None for all.
    """
    wanted = set(ids) if ids is not None else None
    archive = zipfile.ZipFile(data) if data.suffix == ".zip" else None
    if archive:
        text, root = archive.read("labels.txt").decode("utf-8"), scratch
    else:
        labels = data / "labels.txt" if data.is_dir() else data
        text, root = labels.read_text(encoding="utf-8"), labels.parent
    pages = []
    for row in text.splitlines():
        name, _, entries = row.partition("\t")
        if not name or (wanted is not None and Path(name).stem not in wanted):
            continue
        if archive:
            archive.extract(name, scratch)
        lines = tuple(_line(entry) for entry in json.loads(entries))
        pages.append(TruePage(name, root / name, tuple(line for line in lines if line.text)))
    return pages


def parse_ids(text: str) -> list[str]:
    """Read `450-499` or `003,017,020-022`; numbers keep their leading zeros."""
    ids = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        for number in range(int(first), int(last or first) + 1):
            ids.append(f"{number:0{len(first)}d}")
    return ids


def _line(entry: dict[str, Any]) -> TextLine:
    # PPOCRLabel marks what nobody can read so.
    text = "" if entry["transcription"] == "###" else entry["transcription"].strip()
    return TextLine(text, entry["points"])
