"""Which format a client gets: the one it names, or the best that it accepts."""

from __future__ import annotations

from html import escape

from ocrlc.writers import FORMATS

DEFAULT = "json"
"""What `*/*` is served as."""

MEDIA_TYPES = {
    name: FORMATS[name].media_type for name in sorted(FORMATS, key=lambda name: name != DEFAULT)
}
"""What each format is sent as, the default first: among equals, the first one is chosen."""


def choose_format(accept: str | None) -> str | None:
    """Return the format that an Accept header (RFC 9110) likes best; None where it likes none.

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
    """Return the weight of the most specific range that a media type falls into."""
    for media_range in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        weights = [weight for wish, weight in wishes if wish == media_range]
        if weights:
            return max(weights)
    return 0.0


def format_options() -> str:
    """Return the formats as the web page lists them, the one that holds the document first."""
    listed = sorted(FORMATS.values(), key=lambda one: not one.needs_source)
    return "\n".join(
        f'<option value="{one.name}" data-ending="{one.ending}">{escape(one.title)}</option>'
        for one in listed
    )
