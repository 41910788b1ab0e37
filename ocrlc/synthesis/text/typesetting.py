"""Marks inside a text that control its typesetting; they are not part of the text to be read.

A text such as "H" + LOWERED + "2O" is drawn with a small, low 2 and reads "H2O".
"""

from __future__ import annotations

import re
from typing import NamedTuple

WIDE_GAP = "\t"
"""The gap between columns; reads as a space."""
LETTER_GAP = "\x02"
"""The gap between letters of a letterspaced word; reads as nothing."""
NARROW_GAP = "\x03"
"""A space narrower than the font's; reads as a space."""
LOWERED = "\x04"
"""The next character is a subscript; reads as nothing, so that the character is read plain."""
RAISED = "\x05"
"""The next character is a superscript; the same."""

_AS_READ = str.maketrans({WIDE_GAP: " ", NARROW_GAP: " ", **dict.fromkeys("\x02\x04\x05")})
MARKS = frozenset("\t\x02\x03\x04\x05")
_IDLE = re.compile(r"[\x02-\x05]+(?=[\x02-\x05\s]|$)|(?:(?<=\s)|^)[\x02\x03]")


def plain(text: str) -> str:
    """Return the text as it is to be read."""
    return text.translate(_AS_READ)


def without_idle_marks(text: str) -> str:
    """Return the text without marks at its ends, beside spaces, or before other marks."""
    return _IDLE.sub("", text)


def letterspaced(text: str) -> str:
    """Return the text with gaps between the letters of its words."""
    return " ".join(LETTER_GAP.join(word) for word in text.split(" "))


def lowered(text: str) -> str:
    """Return the text as subscripts."""
    return "".join(LOWERED + character for character in text)


def raised(text: str) -> str:
    """Return the text as superscripts; lone digits of the charset's own become those.

    A raised 1 is drawn just like ¹, so it must not read otherwise.
    """
    if text in ("1", "2", "3"):
        return "¹²³"["123".index(text)]
    return "".join(RAISED + character for character in text)


class Part(NamedTuple):
    """Letters that are drawn at once.

    Attributes:
        text: the letters.
        mark: what stands before them: a space, a mark, or nothing.
        level: -1 for a subscript, 1 for a superscript, 0 otherwise.
    """

    text: str
    mark: str
    level: int = 0


def split_parts(text: str, *, words: bool) -> list[Part]:
    """Split a text at its marks.

    Args:
        text: without leading or trailing marks.
        words: whether to split at spaces too.
    """
    parts: list[Part] = []
    stops = MARKS | {" "} if words else MARKS
    letters, mark = "", ""
    level = 0
    for character in text:
        if level:
            parts.append(Part(character, mark, level))
            letters, mark, level = "", "", 0
        elif character in stops:
            if letters:
                parts.append(Part(letters, mark))
                letters, mark = "", ""
            level = -1 if character == LOWERED else int(character == RAISED)
            mark = mark if level else character
        else:
            letters += character
    return [*parts, Part(letters, mark)] if letters else parts
