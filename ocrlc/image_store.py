"""The images that label files name."""

from __future__ import annotations

import zipfile
import zlib
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.crops import crop_line
from ocrlc.errors import InputError
from ocrlc.records import Record

Image = NDArray[np.uint8]


class ImageStore:
    """Images in a folder or a zip archive; opens the archive once per process."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._cut: dict[Record, Image] = {}
        self._page: tuple[str, Image | None] = ("", None)

    def __reduce__(self) -> tuple[type[ImageStore], tuple[Path]]:
        return ImageStore, (self.place,)

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
            OSError: there is no such file, or it cannot be read.
        """
        if self.archive is None:
            return (self.place / path).read_bytes()
        try:
            return self.archive.read(path)
        except KeyError as error:
            raise FileNotFoundError(path) from error

    def grey(self, path: str) -> Image | None:
        """Decode an image to grey; None where it is damaged.

        Raises:
            OSError: there is no such file, or it cannot be read.
        """
        try:
            data = np.frombuffer(self.read(path), np.uint8)
        except (zipfile.BadZipFile, zlib.error):
            return None
        image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
        return None if image is None or image.size == 0 else np.asarray(image, np.uint8)

    def line(self, record: Record) -> Image | None:
        """Return a line's image in grey, cut out where the image is a page; None where damaged.

        Raises:
            OSError: there is no such file, or it cannot be read.
        """
        if record.corners is None:
            return self.grey(record.path)
        if record not in self._cut:
            if self._page[0] != record.path:
                self._page = (record.path, self.grey(record.path))
            page = self._page[1]
            if page is None:
                return None
            # Lines are drawn in random order and pages are slow to decode.
            self._cut[record] = crop_line(page, np.array(record.corners, np.float32)).copy()
        return self._cut[record]
