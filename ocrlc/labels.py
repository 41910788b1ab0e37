"""Label files in PaddleOCR's form, with their images in a folder or a zip."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.config import LabelSource
from ocrlc.errors import InputError
from ocrlc.files import expand_path

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Record:
    """A labelled line: the image's path inside its source, and its text."""

    path: str
    text: str


@dataclass
class Report:
    """What was skipped, by kind."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def skip(self, kind: str, where: str) -> None:
        """Count one skipped record; the first of each kind is remembered."""
        self.counts[kind] += 1
        self.first.setdefault(kind, where)

    def __str__(self) -> str:
        return "; ".join(
            f"{count} {kind} (first: {self.first[kind]})" for kind, count in self.counts.items()
        )


class ImageStore:
    """Images in a folder or a zip archive; opens the archive once per process."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __getstate__(self) -> dict[str, Path]:
        return {"place": self.place}

    @cached_property
    def archive(self) -> zipfile.ZipFile | None:
        """The open archive, or None for a folder."""
        if self.place.is_dir():
            return None
        try:
            return zipfile.ZipFile(self.place)
        except (OSError, zipfile.BadZipFile) as error:
            raise InputError(f"{self.place}: neither a folder nor a zip archive") from error

    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises:
            FileNotFoundError: there is no such file.
        """
        if self.archive is None:
            return (self.place / path).read_bytes()
        try:
            return self.archive.read(path)
        except KeyError as error:
            raise FileNotFoundError(path) from error

    def grey(self, path: str) -> Image | None:
        """Decode an image to grey; None where it is damaged."""
        data = np.frombuffer(self.read(path), np.uint8)
        image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
        return None if image is None or image.size == 0 else np.asarray(image, np.uint8)


def read_labels(source: LabelSource) -> tuple[ImageStore, list[Record]]:
    """Read a label file `path<TAB>text`.

    Raises:
        InputError: the label file or the images' place is missing.
    """
    labels = Path(expand_path(source.labels))
    store = ImageStore(Path(expand_path(source.images)) if source.images else labels.parent)
    if not store.place.exists():
        raise InputError(f"{store.place}: no such folder or archive")
    if labels.is_file():
        text = labels.read_text(encoding="utf-8-sig")
    else:
        try:
            text = store.read(source.labels).decode("utf-8-sig")
        except FileNotFoundError as error:
            raise InputError(f"{labels}: no such label file, also not in {store.place}") from error
    records = []
    for line in text.splitlines():
        path, _, label = line.partition("\t")
        chosen = not source.include or re.search(source.include, path)
        if path and chosen and not (source.exclude and re.search(source.exclude, path)):
            records.append(Record(path, label.strip()))
    step = max(1, len(records) // (source.limit or len(records) or 1))
    return store, records[::step][: source.limit]
