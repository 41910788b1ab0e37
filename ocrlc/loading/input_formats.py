"""The list of input formats, and recognising them by content or file-name ending.

Nothing here loads NumPy or OpenCV, because the command line uses it before anything is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEAD = 1024
"""Number of bytes at a file's start that identify its format; a PDF's header may come after other
bytes."""


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A file format of documents.

    Attributes:
        name: its name in messages.
        endings: its file-name endings, in lower case.
        fits: tells from the first `HEAD` bytes whether a file has this format.
        pillow: Pillow's name of the format; None if Pillow does not decode it.
    """

    name: str
    endings: tuple[str, ...]
    fits: Callable[[bytes], bool]
    pillow: str | None = None


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; its header may come after up to 1 kB of other bytes."""
    return b"%PDF-" in data[:HEAD]


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


# The last two are BigTIFF.
_TIFF = _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

INPUT_FORMATS = (
    InputFormat("JPEG", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff"), "JPEG"),
    InputFormat("PNG", (".png",), _begins(b"\x89PNG"), "PNG"),
    InputFormat("WebP", (".webp",), _is_webp, "WEBP"),
    InputFormat("BMP", (".bmp",), _begins(b"BM"), "BMP"),
    InputFormat("GIF", (".gif",), _begins(b"GIF8"), "GIF"),
    InputFormat("TIFF", (".tif", ".tiff"), _TIFF, "TIFF"),
    InputFormat("PDF", (".pdf",), is_pdf),
)

ENDINGS = frozenset(ending for format in INPUT_FORMATS for ending in format.endings)
PILLOW_FORMATS = tuple(format.pillow for format in INPUT_FORMATS if format.pillow)
"""The only formats that Pillow may try: some of its other plug-ins start programs (EPS)."""


def input_format_of(head: bytes) -> InputFormat | None:
    """Return the format of a file by its first `HEAD` bytes; None if it is none of the list."""
    return next((format for format in INPUT_FORMATS if format.fits(head)), None)


def format_names() -> str:
    """Return the names as part of a sentence: `JPEG, PNG … or PDF`."""
    *others, last = (format.name for format in INPUT_FORMATS)
    return f"{', '.join(others)} or {last}"
