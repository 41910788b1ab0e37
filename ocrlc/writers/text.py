"""Plain text: a row per line, a form feed between pages."""

from __future__ import annotations

from ocrlc.results import Pages


def write(document: Pages) -> str:
    """Return the pages' texts, each row ended by a newline."""
    return "\f".join(f"{page.text}\n" if page.text else "" for page in document.pages)
