"""Plain text: a row per line, a form feed between pages."""

from __future__ import annotations

from ocrlc.results import Pages
from ocrlc.writers.output_format import OutputFormat


def write(document: Pages) -> str:
    """Return the text of all pages, with a newline after each row."""
    return "\f".join(f"{page.text}\n" if page.text else "" for page in document.pages)


FORMAT = OutputFormat(
    name="text",
    title="Text",
    description="one row per line of text, a form feed between pages",
    write=write,
    ending=".txt",
    media_type="text/plain; charset=utf-8",
    separator="\f",
)
