"""Dividing a language's file evenly among its sources, as far as each has enough text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def shares(sizes: Mapping[str, int], limit: int) -> dict[str, int]:
    """Divide a number of characters among sources, none more than it has.

    Args:
        sizes: characters each source has.
        limit: characters to divide.
    """
    taken: dict[str, int] = {}
    left = limit
    for place, name in enumerate(sorted(sizes, key=lambda name: (sizes[name], name))):
        taken[name] = min(sizes[name], left // (len(sizes) - place))
        left -= taken[name]
    return taken


def first_characters(texts: Sequence[str], limit: int) -> list[str]:
    """Return the first texts, as many as a number of characters holds."""
    kept, used = [], 0
    for text in texts:
        if used + len(text) > limit:
            break
        kept.append(text)
        used += len(text) + 1
    return kept
