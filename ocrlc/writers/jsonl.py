"""JSON Lines: an object a page, each in one row."""

from __future__ import annotations

import json

from ocrlc.results import Pages


def write(document: Pages) -> str:
    """Return a row per page, with the fields a page has in JSON."""
    rows = (json.dumps(page.to_dict(), ensure_ascii=False) for page in document.pages)
    return "".join(f"{row}\n" for row in rows)
