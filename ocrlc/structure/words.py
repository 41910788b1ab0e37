"""Joining the lines of a text: with spaces, and without the hyphens at their ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_HYPHENATED = re.compile(r"(\w*[^\W\d_])[-\u00ad\u2010]$")
_GOES_ON = re.compile(r"[^\W\d_]+")
_AND = frozenset(("and", "or", "to", "und", "oder", "bzw", "bis", "et", "ou", "y", "o", "i", "lub"))
"""What follows a hyphen that stands for the end of a later word: in- and outside."""
_LANGUAGES = ("en", "de", "fr", "es", "pl", "it", "nl", "pt")
"""Languages whose words decide about hyphens."""


def join_lines(texts: Iterable[str]) -> str:
    """Return lines of running text as one; words divided at line ends are put together again."""
    joined = ""
    for text in filter(None, (" ".join(text.split()) for text in texts)):
        joined = join(joined, text) if joined else text
    return joined


def join(text: str, following: str) -> str:
    """Return a text and the line that goes on with it."""
    cut = _HYPHENATED.search(text)
    rest = _GOES_ON.match(following)
    if cut is None or rest is None or rest[0] in _AND:
        return f"{text} {following}"
    if not following[0].islower() or not _is_one_word(cut[1], rest[0]):
        return f"{text}{following}"
    return f"{text[:-1]}{following}"


@cache
def _is_one_word(start: str, rest: str) -> bool:
    """Whether two parts are a word without a hyphen, rather than one that is written with it."""
    # Loaded when a hyphen asks for it: reading its lists takes a while.
    from wordfreq import zipf_frequency

    def frequency(word: str) -> float:
        return max(zipf_frequency(word, language, "small") for language in _LANGUAGES)

    if frequency(start + rest) > 0:
        return True
    # Neither half stands alone in most divided words: in compounds with a hyphen, both do.
    return min(frequency(start), frequency(rest)) < 3.0
