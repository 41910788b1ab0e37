"""Bullets and numbers at the start of list items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BULLET = re.compile(r"([•●▪■◦○∙·‣►\-–—*✓])\s+(?=\S)")
_NUMBER = re.compile(
    r"(\(?)(\d{1,3}|[a-zA-Z]|[ivx]{2,5}|[IVX]{2,5}|\d{1,2}(?:\.\d{1,2}){1,3})([.)]?)\s*(?=[^\W_]|[(„“\"'«])"
)
_DASHES = ("-", "–", "—", "*")
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Marker:
    """What a list item starts with.

    Attributes:
        text: the bullet or number as printed, with its full stop or brackets.
        style: what its siblings share: `bullet`, or kind of number and punctuation.
        values: what number it may be; none for a bullet. An i is 1 as well as 9.
        length: number of characters of the line up to the item's text.
    """

    text: str
    style: str
    values: tuple[int, ...]
    length: int

    @property
    def is_bullet(self) -> bool:
        """Whether it has no number."""
        return not self.values


def marker_of(text: str) -> Marker | None:
    """Return the bullet or number that a line may start with."""
    if bullet := _BULLET.match(text):
        return Marker(bullet[1], "bullet", (), bullet.end())
    number = _NUMBER.match(text)
    if number is None:
        return None
    opening, value, closing = number.groups()
    apart = number.end() > number.end(3)
    if (closing != ")" and not apart) or (not closing and "." not in value):
        return None
    return Marker(f"{opening}{value}{closing}", *_values(opening, value, closing), number.end())


def _values(opening: str, value: str, closing: str) -> tuple[str, tuple[int, ...]]:
    style = f"{opening}{closing}"
    if value[0].isdigit():
        *parents, last = value.split(".")
        return f"{'1.' * len(parents)}1{style}", (int(last),)
    values = [ord(value.lower()) - ord("a") + 1] if len(value) == 1 else []
    if set(value.lower()) <= set(_ROMAN):
        values.append(_roman(value.lower()))
    # In one style whatever the case: a small c is easily read as a large one.
    return f"a{style}", tuple(values)


def _roman(value: str) -> int:
    digits = [_ROMAN[letter] for letter in value]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-digit if digit < following else digit for digit, following in pairs)


def is_marker(text: str) -> bool:
    """Whether a text is a bullet or number, and nothing else."""
    marker = marker_of(f"{text} x")
    return marker is not None and marker.text == text


def trusted(markers: Iterable[Marker]) -> frozenset[Marker]:
    """Return the markers that others on the page confirm.

    A number needs the one before or after it, a dash a second one: either may begin any line.
    """
    known = list(markers)
    seen = {(marker.style, value) for marker in known for value in marker.values}
    dashes = sum(marker.text in _DASHES for marker in known)
    return frozenset(
        marker
        for marker in known
        if any({(marker.style, v - 1), (marker.style, v + 1)} & seen for v in marker.values)
        or (marker.is_bullet and (marker.text not in _DASHES or dashes > 1))
    )
