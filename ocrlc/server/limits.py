"""Limits of a request, so that one client cannot keep the others from being served."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocrlc.errors import ConfigError
from ocrlc.loading.options import LoadOptions

MAX_BYTES = 50_000_000
MAX_PIXELS = 100_000_000
MAX_PAGES = 50
MAX_MEMORY = 1400
"""Megabytes of one reading process: 1.5 GB with the server's own. A small file may hold a page that
takes much more."""
SECONDS = 60.0
PAGE_SECONDS = 20.0
"""Seconds of one page of a document. Pages that take longer are given up, the others are read."""
UPLOAD_SECONDS = 30.0
WAITING = 16
"""Requests that may wait in addition to those being read; more are refused."""


def _load_options() -> LoadOptions:
    return LoadOptions(max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS, max_pages=MAX_PAGES)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a request.

    Attributes:
        load_options: limits of a document's bytes, pixels and pages.
        seconds: longest time to read a document, in seconds, without waiting for a reader.
        upload_seconds: longest time to receive a document, in seconds.
        api_key: key that clients must send; empty for no key. Blanks at its ends, which no client
            can send, are left out.

    Raises:
        ConfigError: no client can send the key.
    """

    load_options: LoadOptions = field(default_factory=_load_options)
    seconds: float = SECONDS
    upload_seconds: float = UPLOAD_SECONDS
    api_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        key = self.api_key.strip()
        if self.api_key and not (key and key.isprintable()):
            # Whoever sets a key from an empty file does not want a server that is open to all.
            raise ConfigError("the API key is blank, or has characters that no client can send")
        object.__setattr__(self, "api_key", key)
