"""Which characters may be read: given one by one, or as a named set."""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Sequence
from difflib import get_close_matches

from ocrlc.errors import ConfigError

DIGITS = string.digits
CHARACTER_SETS = {
    "digits": DIGITS,
    "amount": DIGITS + ".,-+'’€$£¥%",
    "date": DIGITS + "./-",
    "iban": DIGITS + string.ascii_uppercase,
}
"""Named sets. A date is one in numbers, an amount may have a sign and the sign of a currency."""
_RANGES = {"0-9": "5", "a-z": "m", "A-Z": "M"}
"""Ranges as regular expressions have them, and a character within each."""


def characters_of(allow: Sequence[str]) -> str:
    """Return all characters that are allowed; each entry is a set's name or characters."""
    return "".join(CHARACTER_SETS.get(entry, entry) for entry in allow)


def spelled_out(allow: Sequence[str]) -> str:
    """Return the characters that are given one by one, not by a set's name."""
    return "".join(entry for entry in allow if entry not in CHARACTER_SETS)


def checked(allow: str | Sequence[str]) -> tuple[str, ...]:
    """Return entries as a tuple; a single one may be given as it is.

    Raises:
        ConfigError: an entry has no characters, is no text, has a range, or seems to mean a set
            that it does not name.
    """
    entries = (allow,) if isinstance(allow, str) else tuple(allow)
    if not all(isinstance(entry, str) and entry.strip() for entry in entries):
        names = ", ".join(CHARACTER_SETS)
        raise ConfigError(f"allow needs characters, or the name of a set: {names}")
    for entry in entries:
        for written, inner in _RANGES.items():
            if written in entry and inner not in entry:
                raise ConfigError(
                    f"allow {entry!r}: {written} is no range, write out all characters of it "
                    "(0123456789 is the set digits)"
                )
        if (meant := _meant(entry)) is not None:
            raise ConfigError(
                f"allow {entry!r}: if the set {meant} is meant, give its name by itself, and other "
                "characters as another entry; if the letters are, give them in another order"
            )
    return entries


@functools.lru_cache(64)  # the zones of a template may all have the same entry
def _meant(entry: str) -> str | None:
    """Return the set that characters seem to mean, such as `Digits`, `digit` or `digits.,-`."""
    if entry in CHARACTER_SETS:
        return None
    words: list[str] = re.findall(r"[^\W\d_]+", entry.lower())
    for word in words:
        for name in get_close_matches(word, list(CHARACTER_SETS), 1, 0.8):
            return name
    return None
