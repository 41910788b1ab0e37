"""Choosing the format of an answer by the client's Accept header."""

from __future__ import annotations

from html import escape

from ocrlc.writers import FORMATS

DEFAULT = "json"
"""Format sent to clients that accept all."""

INSTALLED = {name: format for name, format in FORMATS.items() if format.is_installed}
"""The formats that can be written here."""
MEDIA_TYPES = {
    name: INSTALLED[name].media_type for name in sorted(INSTALLED, key=lambda name: name != DEFAULT)
}
"""Media types of these formats, the default first: among equally accepted ones, the first is
chosen."""


def choose_format(accept: str | None) -> str | None:
    """Return the format that an Accept header (RFC 9110) prefers; None if it accepts none.

    >>> choose_format("text/plain;q=0.5, application/pdf"), choose_format("image/*")
    ('pdf', None)
    """
    wishes = [_parse(part) for part in (accept or "*/*").split(",")]
    likings = {
        name: _liking(media_type.partition(";")[0], wishes)
        for name, media_type in MEDIA_TYPES.items()
    }
    best = max(likings, key=lambda name: likings[name])
    return best if likings[best] > 0 else None


def _parse(part: str) -> tuple[str, float]:
    """Return a media range and its weight."""
    media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                weight = min(max(float(value), 0.0), 1.0)
            except ValueError:
                weight = 0.0
    return media_range, weight


def _liking(media_type: str, wishes: list[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that includes a media type."""
    for media_range in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        weights = [weight for wish, weight in wishes if wish == media_range]
        if weights:
            return max(weights)
    return 0.0


def format_options() -> str:
    """Return the formats as HTML options for the web page, the searchable PDF first."""
    listed = sorted(INSTALLED.values(), key=lambda one: not one.needs_source)
    return "\n".join(
        f'<option value="{one.name}" data-ending="{one.ending}">{escape(one.title)}</option>'
        for one in listed
    )
