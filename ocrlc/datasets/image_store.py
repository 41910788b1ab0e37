"""Reading the images that label files name."""

from __future__ import annotations

import zipfile
import zlib
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.datasets.records import Record
from ocrlc.errors import InputError
from ocrlc.recognition.crops import crop_line

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
            OSError: the file does not exist, or cannot be read.
        """
        try:
            if self.archive is None:
                return (self.place / path).read_bytes()
            return self.archive.read(path)
        except (KeyError, ValueError) as error:  # ValueError: the path contains a NUL
            raise FileNotFoundError(path) from error

    def grey(self, path: str) -> Image | None:
        """Return an image in grey; None if it is damaged.

        Raises:
            OSError: the file does not exist, or cannot be read.
        """
        try:
            data = self.read(path)
        except (zipfile.BadZipFile, zlib.error, RuntimeError):
            # RuntimeError: the archive's member is encrypted, or its compression is unknown.
            return None
        if not data or _is_cut_off(data):
            return None
        try:
            image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        except cv2.error:  # more pixels than OpenCV supports
            return None
        return None if image is None or image.size == 0 else np.asarray(image, np.uint8)

    def line(self, record: Record) -> Image | None:
        """Return a line's image in grey; if the image is a page, the line is cut out.

        None if the image is damaged, or the region is not on the page.

        Raises:
            OSError: the file does not exist, or cannot be read.
        """
        if record.corners is None:
            return self.grey(record.path)
        if record not in self._cut:
            if self._page[0] != record.path:
                self._page = (record.path, self.grey(record.path))
            page = self._page[1]
            corners = np.array(record.corners, np.float32)
            if page is None or not _is_on_page(corners, page):
                return None
            # Kept, because lines are used in random order and pages are slow to decode.
            self._cut[record] = crop_line(page, corners).copy()
        return self._cut[record]


def _is_cut_off(data: bytes) -> bool:
    """Whether the bytes are a JPEG without an end; OpenCV would decode just the beginning."""
    return data.startswith(b"\xff\xd8") and b"\xff\xd9" not in data


def _is_on_page(corners: NDArray[np.float32], page: Image) -> bool:
    """Whether a region covers pixels of the page, and is at most twice the page's size."""
    size = np.array(page.shape[1::-1], np.float32)
    low, high = corners.min(axis=0), corners.max(axis=0)
    seen = np.minimum(high, size) - np.maximum(low, 0)
    return bool((seen >= 1).all() and (high - low <= 2 * size).all())
