"""Which characters may be read: given one by one, or as a named set."""

from __future__ import annotations

import string
from collections.abc import Sequence

from ocrlc.errors import ConfigError

DIGITS = string.digits
CHARACTER_SETS = {
    "digits": DIGITS,
    "amount": DIGITS + ".,-+'’€$£¥%",
    "date": DIGITS + "./-",
    "iban": DIGITS + string.ascii_uppercase,
}
"""Named sets. A date is one in numbers, an amount may have a sign and the sign of a currency."""


def characters_of(allow: Sequence[str]) -> str:
    """Return all characters that are allowed; each entry is a set's name or characters."""
    return "".join(CHARACTER_SETS.get(entry, entry) for entry in allow)


def spelled_out(allow: Sequence[str]) -> str:
    """Return the characters that are given one by one, not by a set's name."""
    return "".join(entry for entry in allow if entry not in CHARACTER_SETS)


def checked(allow: str | Sequence[str]) -> tuple[str, ...]:
    """Return entries as a tuple; a single one may be given as it is.

    Raises:
        ConfigError: an entry has no characters, or is no text.
    """
    entries = (allow,) if isinstance(allow, str) else tuple(allow)
    if not all(isinstance(entry, str) and entry.strip() for entry in entries):
        names = ", ".join(CHARACTER_SETS)
        raise ConfigError(f"allow needs characters, or the name of a set: {names}")
    return entries
