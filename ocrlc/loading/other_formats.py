"""Files that cannot be opened: why, and what would open them."""

from __future__ import annotations

from importlib.util import find_spec

from PIL import features

from ocrlc.loading.input_formats import InputFormat, input_format_of

UNKNOWN = "not an image or PDF that ocrlc can read"
OTHER_FORMATS = (
    ("JPEG XL", (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"), "djxl (libjxl) makes a PNG of it"),
    ("DjVu", (b"AT&TFORM",), "ddjvu -format=pdf (DjVuLibre) makes a PDF of it"),
    ("PostScript", (b"%!PS", b"\xc5\xd0\xd3\xc6"), "ps2pdf (Ghostscript) makes a PDF of it"),
    ("SVG", (b"<svg",), "rsvg-convert -f pdf (librsvg) makes a PDF of it"),
    ("JBIG2", (b"\x97JB2\r\n\x1a\n",), "jbig2dec makes a PNG of it"),
    ("Photoshop", (b"8BPS",), "magick (ImageMagick) makes a PNG of it"),
    (
        "a picture of another kind",  # GIMP, icons, DirectX, SGI, OpenEXR, QOI
        (b"gimp xcf", b"\0\0\1\0", b"DDS ", b"\x01\xda", b"v/1\1", b"qoif"),
        "magick (ImageMagick) makes a PNG of it",
    ),
    ("a photo of raw pixels", (b"\0\0\0\x18ftypcrx ", b"FUJIFILMCCD-RAW"), "export it as JPEG"),
    (
        "a ZIP archive or office document",
        (b"PK\x03\x04",),
        "unpack it, or soffice --convert-to pdf (LibreOffice) makes a PDF of it",
    ),
    (
        "an office document",
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"),
        "soffice --convert-to pdf (LibreOffice) makes a PDF of it",
    ),
)
"""Name, first bytes, and what makes a document of it that can be read."""


def why_not(head: bytes) -> str:
    """Return why a file that cannot be opened cannot, and what would open it if that is known.

    Args:
        head: the file's first bytes, `input_formats.HEAD` of them.
    """
    format = input_format_of(head)
    if format is not None:
        return missing_decoder(format) or UNKNOWN
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<?xml") and b"<svg" in text:
        text = b"<svg"
    for name, signatures, advice in OTHER_FORMATS:
        if head.startswith(signatures) or text.startswith(signatures):
            return f"is {name}, which is not read; {advice}"
    return UNKNOWN


def missing_decoder(format: InputFormat) -> str:
    """Return that a format's decoder is missing here, and how to get it; empty if it is not."""
    if format.plugin and find_spec(package := format.plugin.partition(".")[0]) is None:
        return f"is {format.name}; to read it: pip install {package.replace('_', '-')}"
    if format.feature and not features.check(format.feature):
        return f"is {format.name}, which this Pillow lacks; to read it: pip install -U pillow"
    return ""
