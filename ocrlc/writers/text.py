"""Plain text: a row per line, a form feed between pages."""

from __future__ import annotations

from ocrlc.results import Document


def write(document: Document) -> str:
    """Return the document's text, ended by a newline where there is any."""
    return f"{document.text}\n" if document.text else ""
