"""A piece of text, which the readers of all formats yield."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["prose", "heading", "code"]


class Piece(NamedTuple):
    """A paragraph, a heading or a line of code, without markup.

    Attributes:
        kind: which of them.
        text: on one line; spaces between words are single, except in code.
    """

    kind: Kind
    text: str


_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def tidy(text: str) -> str:
    """Return the text on one line, in composed letters, without invisible characters."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def code_lines(block: str) -> list[Piece]:
    """Return the lines of a block of code that have something to read."""
    lines = (unicodedata.normalize("NFC", line).strip() for line in block.splitlines())
    return [Piece("code", line) for line in lines if re.search(r"\w", line) and len(line) < 200]
