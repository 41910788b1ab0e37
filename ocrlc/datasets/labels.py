"""Reading label files in PaddleOCR's format, with their images in a folder or a zip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ocrlc.config import LabelSource, PageSource
from ocrlc.datasets.held_out import held_out
from ocrlc.datasets.image_store import ImageStore
from ocrlc.datasets.page_labels import lines_of
from ocrlc.datasets.records import Record, Report
from ocrlc.errors import InputError
from ocrlc.system.files import expand_path

LabelFile = LabelSource | PageSource

LABEL_FILES = ("labels.txt", "Label.txt", "rec_gt.txt")
"""Names of label files that are searched if only a folder or archive is given; the last two are
PPOCRLabel's."""


def read_labels(source: LabelFile) -> tuple[ImageStore, list[Record]]:
    """Read a label file with rows `path<TAB>text`; pages are not divided into lines.

    Raises:
        InputError: the label file or the folder or archive of the images is missing.
    """
    store, records = _read(source)
    return store, _chosen(source, records)


def read_line_labels(source: LabelSource, report: Report) -> tuple[ImageStore, list[Record]]:
    """Read the lines of a label file, also those on labelled pages, and choose the source's part.

    The part is chosen before the filters are applied. Sources of different parts then have no line
    in common, even if their filters differ.

    Args:
        source: the label file.
        report: counts the pages with a broken label, which are left out.

    Raises:
        InputError: the label file or the folder or archive of the images is missing.
    """
    store, records = _read(source)
    lines = _cut(source, records, report)
    if source.part != "all":
        apart = held_out(lines, source.held_out)
        lines = [line for line in lines if (line in apart) == (source.part == "held_out")]
    return store, _chosen(source, lines)


def _cut(source: LabelSource, records: Sequence[Record], report: Report) -> list[Record]:
    """Replace pages by their lines."""
    lines: list[Record] = []
    for record in records:
        try:
            lines += lines_of(record)
        except InputError:
            if _passes(source, record):
                report.skip("broken label", source.labels, record)
    return lines


def _read(source: LabelFile) -> tuple[ImageStore, list[Record]]:
    labels = Path(expand_path(source.labels))
    holds_labels = source.images is None and (labels.is_dir() or labels.suffix.lower() == ".zip")
    images = Path(expand_path(source.images)) if source.images else labels.parent
    store = ImageStore(labels if holds_labels else images)
    if not store.place.exists():
        raise InputError(f"{store.place}: no such folder or archive")
    try:
        if holds_labels:
            data = _label_file(store)
        else:
            data = labels.read_bytes() if labels.is_file() else store.read(source.labels)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{labels}: no such label file, also not in {store.place}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{labels}: not UTF-8 at byte {error.start}; convert it first") from error
    # Not `splitlines`, which also divides at form feeds and at the separators of Unicode.
    rows = (line.rstrip("\r").partition("\t") for line in text.split("\n") if line.strip())
    records = [Record(path, label.strip()) for path, _, label in rows]
    if source.images is None and store.place.is_dir() and _beside(store.place, records):
        store = ImageStore(store.place.resolve().parent)
    return store, records


def _label_file(store: ImageStore) -> bytes:
    """Return the content of the label file in a folder or archive.

    Raises:
        InputError: it contains no file with a known name.
    """
    for name in LABEL_FILES:
        try:
            return store.read(name)
        except FileNotFoundError:
            continue
    raise InputError(f"{store.place}: no label file in it; known are: {', '.join(LABEL_FILES)}")


def _beside(folder: Path, records: Sequence[Record]) -> bool:
    """Whether paths begin with the label file's folder name, as in PPOCRLabel's Label.txt."""

    def holds(place: Path) -> bool:
        return any((place / record.path).is_file() for record in records if record.path)

    return not holds(folder) and holds(folder.resolve().parent)


def _chosen(source: LabelFile, records: Sequence[Record]) -> list[Record]:
    kept = [record for record in records if _passes(source, record)]
    step = max(1, len(kept) // (source.limit or len(kept) or 1))
    return kept[::step][: source.limit]


def _passes(source: LabelFile, record: Record) -> bool:
    """Whether the source's filters let a record through."""
    included = not source.include or re.search(source.include, record.path)
    return bool(included) and not (source.exclude and re.search(source.exclude, record.path))
