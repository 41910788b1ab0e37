"""What one client may ask for, so that the others are served too."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocrlc.loading.options import LoadOptions

MAX_BYTES = 50_000_000
MAX_PIXELS = 100_000_000
MAX_PAGES = 50
SECONDS = 60.0
UPLOAD_SECONDS = 30.0
WAITING = 16
"""Requests beside those that are being read; more are turned away."""


def _load_options() -> LoadOptions:
    return LoadOptions(max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS, max_pages=MAX_PAGES)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may take.

    Attributes:
        load_options: bounds bytes, pixels and pages of a document.
        seconds: a document may be read, once its turn has come.
        upload_seconds: a document may take to arrive.
        api_key: what clients must send; empty for no key.
    """

    load_options: LoadOptions = field(default_factory=_load_options)
    seconds: float = SECONDS
    upload_seconds: float = UPLOAD_SECONDS
    api_key: str = field(default="", repr=False)
