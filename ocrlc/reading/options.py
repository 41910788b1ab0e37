"""What may be chosen about reading pages; nothing here loads NumPy."""

from __future__ import annotations

ORIENTATION_MODES = ("auto", "off")
"""What may be done about pages that lie on their side or upside down."""
