"""Options of reading pages; nothing here loads NumPy."""

from __future__ import annotations

ORIENTATION_MODES = ("auto", "off")
"""How pages that lie on their side or upside down are treated: read upright, or as they are."""
