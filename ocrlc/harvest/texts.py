"""From what a text layer says to what is printed, in the forms the charset has."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = str.maketrans(
    {
        "\u00ad": "-",
        "\u2035": "'",
        "\u02bc": "’",
        "\u2044": "/",
        "\u2215": "/",
        "\u2217": "*",
        "\u2223": "|",
        "\u2216": "\\",
        "\u223c": "~",
        "\u02c6": "^",
        "\u02dc": "~",
        "\u2011": "-",
        "\u212b": "Å",
        "\ufb05": "st",
        "\ufb06": "st",
        "\u22ef": "…",
        "\u2025": "..",
    }
)
"""Signs that print like others. A soft hyphen that is drawn is a hyphen."""

ACCENTS = {
    "`": "\u0300",
    "´": "\u0301",
    "ˆ": "\u0302",
    "^": "\u0302",
    "˜": "\u0303",
    "~": "\u0303",
    "¯": "\u0304",
    "ˉ": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "¨": "\u0308",
    "˚": "\u030a",
    "˝": "\u030b",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˛": "\u0328",
}
"""Accents that old fonts draw apart from their letters, with the marks they stand for."""

_DOTLESS = {"ı": "i", "ȷ": "j"}
_SPACED_DOTS = re.compile(r"\. ?\. ?\.(?! ?\.)")
_LEADERS = re.compile(r"([.·…_\-–] ?){4,}")


def accented(letter: str, accent: str) -> str | None:
    """Return a letter with an accent drawn over or under it, or None where there is no such one."""
    mark = ACCENTS.get(accent) or (accent if unicodedata.combining(accent) else None)
    if mark is None or not letter.isalpha():
        return None
    composed = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + mark)
    return composed if len(composed) == 1 else None


def printed(text: str) -> str:
    """Return a line's text as it is printed; `Charset.normalise` then does what is left to do."""
    composed = unicodedata.normalize("NFC", text.translate(_SIGNS))
    return _SPACED_DOTS.sub("...", " ".join(composed.split()))


def has_leaders(text: str) -> bool:
    """Whether a line holds dotted leaders or a drawn blank: what it says there is open."""
    return bool(_LEADERS.search(text))
