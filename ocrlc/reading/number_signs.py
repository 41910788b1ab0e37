"""Whether a page's numbers follow "n°" or "nº": signs that look alike, of which it uses one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocrlc.results import Line, Word

_SIGN = re.compile(r"\b([nN])([°º])(?= ?[\dA-Z#])")


def settle_number_signs(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return a page's lines with "n°" throughout where at least half of its numbers follow it.

    Spanish and Portuguese pages have "nº", others "n°"; how one of so small a sign is read depends
    on the font.
    """
    signs = [match[2] for line in lines for match in _SIGN.finditer(line.text)]
    if "º" not in signs or 2 * signs.count("°") < len(signs):
        return tuple(lines)
    return tuple(_with_degree(line) for line in lines)


def _with_degree(line: Line) -> Line:
    text = _SIGN.sub(r"\1°", line.text)
    if text == line.text:
        return line
    words = []
    place = 0
    for word in line.words:
        place = line.text.index(word.text, place)
        words.append(_changed(word, text[place : place + len(word.text)]))
        place += len(word.text)
    return replace(line, text=text, words=tuple(words))


def _changed(word: Word, text: str) -> Word:
    if text == word.text:
        return word
    characters = tuple(
        replace(one, text=letter) for one, letter in zip(word.characters, text, strict=False)
    )
    return replace(word, text=text, characters=characters)
