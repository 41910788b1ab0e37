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
        plugin: module that teaches Pillow the format when it is imported; None if Pillow knows it.
        feature: Pillow's name of the decoder that it may be built without; None if it never is.
    """

    name: str
    endings: tuple[str, ...]
    fits: Callable[[bytes], bool]
    pillow: str | None = None
    plugin: str | None = None
    feature: str | None = None


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; its header may come after up to 1 kB of other bytes."""
    return b"%PDF-" in data[:HEAD]


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _is_bmp(head: bytes) -> bool:
    # Pillow would take a negative width for a huge one. The oldest headers have 12 bytes.
    return head[:2] == b"BM" and (head[14:15] == b"\x0c" or head[21:22] < b"\x80")


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_avif(head: bytes) -> bool:
    if head[4:8] != b"ftyp":
        return False
    brands = [head[8:12]]
    if brands[0] in _GENERAL_BRANDS:  # those after it, to the end of their box, tell what it is
        end = min(int.from_bytes(head[:4], "big"), len(head))
        brands = [head[start : start + 4] for start in range(16, end, 4)]
    return any(brand in (b"avif", b"avis") for brand in brands)


def _is_heif(head: bytes) -> bool:
    brands = (*_GENERAL_BRANDS, b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
    return head[4:8] == b"ftyp" and head[8:12] in brands and not _is_avif(head)


def _is_netpbm(head: bytes) -> bool:
    return head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()


def _is_pcx(head: bytes) -> bool:
    # Version, run-length encoding, bits per pixel, and a byte that is always zero.
    return (
        len(head) > 64
        and head[0] == 10
        and head[1] in (0, 2, 3, 4, 5)
        and head[2] == 1
        and head[3] in (1, 2, 4, 8)
        and head[64] == 0
    )


def _is_tga(head: bytes) -> bool:
    # TGA has no signature: its header must make sense, with a colour map only where it is used.
    if len(head) < 18 or head[2] not in (1, 2, 3, 9, 10, 11) or head[17] & 0xC0:
        return False
    mapped = head[2] in (1, 9)
    size = int.from_bytes(head[12:14], "little") and int.from_bytes(head[14:16], "little")
    depths = {1: (8,), 2: (15, 16, 24, 32), 3: (8, 16)}[head[2] & 7]
    return head[1] == mapped and (mapped or not any(head[3:8])) and size > 0 and head[16] in depths


_GENERAL_BRANDS = (b"mif1", b"msf1")  # of HEIF, whatever encodes the pixels
_JPEG_2000 = _begins(b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")
# The last two are BigTIFF.
_TIFF = _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

INPUT_FORMATS = (
    InputFormat("JPEG", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff"), "JPEG"),
    InputFormat("PNG", (".png",), _begins(b"\x89PNG"), "PNG"),
    InputFormat("WebP", (".webp",), _is_webp, "WEBP", feature="webp"),
    InputFormat("BMP", (".bmp",), _is_bmp, "BMP"),
    InputFormat("GIF", (".gif",), _begins(b"GIF8"), "GIF"),
    InputFormat("TIFF", (".tif", ".tiff"), _TIFF, "TIFF"),
    InputFormat(
        "HEIC",
        (".heic", ".heif", ".hif"),
        _is_heif,
        "HEIF",
        plugin="pi_heif.HeifImagePlugin",
    ),
    InputFormat("AVIF", (".avif",), _is_avif, "AVIF", feature="avif"),
    InputFormat(
        "JPEG 2000",
        (".jp2", ".j2k", ".jpx", ".jpf", ".j2c"),
        _JPEG_2000,
        "JPEG2000",
        feature="jpg_2000",
    ),
    InputFormat("PPM", (".ppm", ".pgm", ".pbm", ".pnm"), _is_netpbm, "PPM"),
    InputFormat("PCX", (".pcx",), _is_pcx, "PCX"),
    InputFormat("TGA", (".tga",), _is_tga, "TGA"),
    InputFormat("PDF", (".pdf",), is_pdf),
)

ENDINGS = frozenset(ending for format in INPUT_FORMATS for ending in format.endings)


def input_format_of(head: bytes) -> InputFormat | None:
    """Return the format of a file by its first `HEAD` bytes; None if it is none of the list."""
    return next((format for format in INPUT_FORMATS if format.fits(head)), None)


def format_names() -> str:
    """Return the names as part of a sentence: `JPEG, PNG … or PDF`."""
    *others, last = (format.name for format in INPUT_FORMATS)
    return f"{', '.join(others)} or {last}"
