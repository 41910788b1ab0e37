"""Files that cannot be opened say what would open them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PIL import AvifImagePlugin, features

from ocrlc.errors import FormatError
from ocrlc.loading.load import load_pages
from ocrlc.loading.other_formats import UNKNOWN, why_not

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize(
    ("data", "name", "tool"),
    [
        (b"\xff\x0a\xfa\x7f", "JPEG XL", "djxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n\0\0", "JPEG XL", "djxl"),
        (b"AT&TFORM\0\0\0\0DJVU", "DjVu", "ddjvu"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript", "ps2pdf"),
        (b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="">', "SVG", "rsvg-convert"),
        (b"\xef\xbb\xbf\n<svg/>", "SVG", "rsvg-convert"),
        (b"\x97JB2\r\n\x1a\n", "JBIG2", "jbig2dec"),
        (b"8BPS\0\1", "Photoshop", "magick"),
        (b"\0\0\1\0\1\0", "a picture of another kind", "magick"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1", "a photo of raw pixels", "JPEG"),
        (b"PK\x03\x04\x14\0", "a ZIP archive or office document", "soffice"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document", "soffice"),
        (b"{\\rtf1", "an office document", "soffice"),
    ],
)
def test_known_formats_say_what_would_open_them(data: bytes, name: str, tool: str) -> None:
    with pytest.raises(FormatError, match=f"<bytes>: is {name}, which is not read; .*{tool}"):
        list(load_pages(data))


@pytest.mark.parametrize("data", [b"plain text", b"<html><svg>", b"\0" * 99, b"GIF89a", b"BMPK"])
def test_nothing_is_said_of_what_is_unknown_or_only_damaged(data: bytes) -> None:
    assert why_not(data) == UNKNOWN


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocrlc.loading.other_formats.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "pi_heif.HeifImagePlugin", None)
    with pytest.raises(FormatError, match=r"40_format.heic: is HEIC; .* pip install pi-heif$"):
        list(load_pages(CASES / "40_format.heic"))


def test_a_decoder_that_pillow_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AvifImagePlugin, "SUPPORTED", False)
    monkeypatch.setattr(features, "check", lambda feature: feature != "avif")
    message = re.escape("is AVIF, which this Pillow lacks; to read it: pip install -U pillow")
    with pytest.raises(FormatError, match=message):
        list(load_pages(CASES / "40_format.avif"))
