"""JSON: the whole document as one object."""

from __future__ import annotations

import json

from ocrlc.results import Pages
from ocrlc.writers.output_format import OutputFormat


def write(document: Pages) -> str:
    """Return the document as indented JSON."""
    return json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n"


FORMAT = OutputFormat(
    name="json",
    title="JSON",
    description="one JSON object with all pages, lines and words",
    write=write,
    ending=".json",
    media_type="application/json",
)
