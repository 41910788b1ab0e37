"""JSON Lines: one object per page, each on one line."""

from __future__ import annotations

import json

from ocrlc.results import Pages
from ocrlc.writers.output_format import OutputFormat


def write(document: Pages) -> str:
    """Return one line per page, with the same fields as a page in the JSON format."""
    rows = (json.dumps(page.to_dict(), ensure_ascii=False) for page in document.pages)
    return "".join(f"{row}\n" for row in rows)


FORMAT = OutputFormat(
    name="jsonl",
    title="JSON lines",
    description="one JSON object per page, each on one line",
    write=write,
    ending=".jsonl",
    media_type="application/jsonl",
    separator="",
)
