"""A job: reading a document and writing its result."""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from ocrlc.document import Document
from ocrlc.errors import InputError
from ocrlc.loading.options import LoadOptions
from ocrlc.options.read_options import ReadOptions
from ocrlc.server.pictures import draw_pages
from ocrlc.server.pool import SharedReader
from ocrlc.server.uploads import Upload
from ocrlc.writers import FORMATS, write


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, and its number of pages."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read.

    Attributes:
        upload: the document.
        format: name of the result's format.
        load_options: how the document is opened.
        seconds: longest time to read it, in seconds, without waiting for a reader.
        pictures: whether the JSON contains a picture of each page.
        read_options: what is read of the document.
        word_boxes: whether HTML tells where each word is.
    """

    upload: Upload
    format: str
    load_options: LoadOptions
    seconds: float
    pictures: bool = False
    read_options: ReadOptions | None = None
    word_boxes: bool = False

    def __call__(self, reader: SharedReader, stop: threading.Event) -> Answer:
        """Read the document with a reader.

        Only the reader's process opens the document: a malicious file can crash nothing else.

        Raises:
            OcrlcError: the document cannot be read, or not within the limits.
        """
        end = time.monotonic() + self.seconds
        source = cast(BinaryIO, self.upload)
        document = reader.recognize(
            source, self.load_options, self.read_options, within=self.seconds, stop=stop
        )
        left = max(end - time.monotonic(), 0.1)
        path = self.upload.path
        if FORMATS[self.format].needs_source:
            # The format is made from the document's file, which is opened by its path.
            pages = tuple(replace(page, source=str(path)) for page in document.pages)
            try:
                content = reader.call(
                    write, Document(pages), self.format, self.load_options, within=left
                )
            except InputError as error:
                raise type(error)(str(error).replace(str(path), self.upload.name)) from error
        elif self.pictures:
            pictures = reader.call(draw_pages, path, self.load_options, within=left)
            content = _with_pictures(document, pictures)
        else:
            content = write(document, self.format, word_boxes=self.word_boxes)
        return Answer(content, len(document.pages))


def _with_pictures(document: Document, pictures: list[bytes]) -> bytes:
    """Return the JSON result with a key `picture`, a data URL, for each page."""
    value = document.to_dict()
    for page, picture in zip(value["pages"], pictures, strict=False):
        encoded = base64.b64encode(picture).decode("ascii")
        page["picture"] = f"data:image/jpeg;base64,{encoded}"
    return json.dumps(value, ensure_ascii=False).encode()
