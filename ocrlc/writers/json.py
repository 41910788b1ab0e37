"""JSON: the whole document as one object."""

from __future__ import annotations

import json

from ocrlc.results import Pages


def write(document: Pages) -> str:
    """Return the document as indented JSON."""
    return json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n"
