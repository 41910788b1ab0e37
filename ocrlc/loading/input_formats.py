"""Which files are documents: the one list of input formats, by content and by ending.

Nothing here loads NumPy or OpenCV: the command line asks it before anything is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEAD = 1024
"""Bytes from a file's start that tell its format; a PDF's header may follow other bytes."""


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format that documents come in.

    Attributes:
        name: as messages call it.
        endings: of file names, in lower case.
        fits: whether a file is of it, told by its first `HEAD` bytes.
        pillow: Pillow's name of it, where Pillow decodes it.
    """

    name: str
    endings: tuple[str, ...]
    fits: Callable[[bytes], bool]
    pillow: str | None = None


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; its header may follow up to 1 kB of other bytes."""
    return b"%PDF-" in data[:HEAD]


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


# The second half of TIFF's are those of BigTIFF.
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
"""What Pillow may try. Some of its other plug-ins start programs (EPS)."""


def input_format_of(head: bytes) -> InputFormat | None:
    """Return the format of a file by its first `HEAD` bytes; None where it is none of them."""
    return next((format for format in INPUT_FORMATS if format.fits(head)), None)


def format_names() -> str:
    """Return the names for a sentence: `JPEG, PNG … or PDF`."""
    *others, last = (format.name for format in INPUT_FORMATS)
    return f"{', '.join(others)} or {last}"
