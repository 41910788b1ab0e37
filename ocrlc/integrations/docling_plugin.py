"""What docling finds by the entry point `docling` of this package: its OCR engine `ocrlc`."""

from __future__ import annotations

from typing import Any


def ocr_engines() -> dict[str, list[Any]]:
    """Return the engines, as docling's factory asks for them."""
    # docling imports this module whatever engine is used, and NumPy and OpenCV are not loaded for
    # another one.
    from ocrlc.integrations.docling import OcrlcModel

    return {"ocr_engines": [OcrlcModel]}
