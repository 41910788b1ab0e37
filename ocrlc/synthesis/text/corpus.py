"""Pieces of real running text, cut as a text detector cuts lines out of pages."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from ocrlc.errors import ConfigError
from ocrlc.synthesis.text.vocabulary import LANGUAGES, Weighted, upper
from ocrlc.system.files import expand_path

LONGEST = 90
"""Largest number of characters in a line."""

CODE = "code"
"""Name of the file that has lines of code instead of paragraphs."""
_CODE_WEIGHT = 3.0
_OTHER_WEIGHT = 1.0
"""Share of languages that are not in `LANGUAGES`, in percent each."""

_WORD_LISTS = {"hr": "sh"}
_SHAPES: Mapping[str, float] = {
    "line": 44, "start": 10, "end": 8, "around": 22, "words": 12, "capitals": 4,
}  # fmt: skip
"""Share of each way to cut a paragraph."""
_TELLING = re.compile(r"[\[\]()“”„«»‘’\"';:!?…/&–—²³°§%]|\d|\bI\b|[.,][.,]|\b[ivx]{2,}\b")
"""Characters that few lines of prose but all documents have; pieces around them are preferred."""
_LEAST_HYPHENATED = 6


class TextCorpus:
    """Draws pieces of paragraphs from a folder of `<language>.txt`, a paragraph a line.

    The files are mapped into memory at the first piece: processes share their pages, and an
    instance sent to another process is a path. A piece depends on the files and the chance alone.
    """

    def __init__(self, folder: str) -> None:
        """Take a folder; environment variables in its name are expanded.

        Raises:
            ConfigError: the folder has no text.
        """
        self.folder = Path(expand_path(folder))
        self.names = sorted(p.stem for p in self.folder.glob("*.txt") if p.stat().st_size > 1)
        if not self.names:
            raise ConfigError(f"{self.folder}: no <language>.txt with paragraphs to draw from")

    def __getstate__(self) -> dict[str, Any]:
        """Leave the maps behind."""
        return {"folder": self.folder, "names": self.names}

    @cached_property
    def _maps(self) -> dict[str, mmap.mmap]:
        maps = {}
        for name in self.names:
            with open(self.folder / f"{name}.txt", "rb") as file:
                maps[name] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return maps

    @cached_property
    def _languages(self) -> Weighted:
        weights = {
            name: LANGUAGES.get(_WORD_LISTS.get(name, name), _OTHER_WEIGHT) for name in self.names
        }
        if CODE in weights:
            weights[CODE] = _CODE_WEIGHT if len(weights) > 1 else 1.0
        return Weighted(weights)

    @cached_property
    def _shapes(self) -> Weighted:
        return Weighted(_SHAPES)

    def draw_language(self, rng: Random) -> str:
        """Return the name of a file by its language's share in documents."""
        return self._languages.draw(rng)

    def paragraph(self, rng: Random, language: str) -> str:
        """Return a random paragraph; longer ones are more frequent."""
        text = self._maps[language]
        place = rng.randrange(len(text))
        start = text.rfind(b"\n", 0, place) + 1
        end = text.find(b"\n", start)
        return text[start : end if end >= 0 else len(text)].decode("utf-8", "replace")

    def draw(self, rng: Random) -> str:
        """Return a piece of 1 to 90 characters, with the punctuation its author gave it."""
        language = self.draw_language(rng)
        paragraph = self.paragraph(rng, language)
        if language == CODE:
            return paragraph[:LONGEST].rstrip()
        return cut(paragraph, self._shapes.draw(rng), rng, _WORD_LISTS.get(language, language))


def _draw_length(rng: Random) -> int:
    """Return how many characters a line should have: most fill a column or half of one."""
    if rng.random() < 0.3:
        return rng.randint(10, 32)
    return rng.randint(28, 68) if rng.random() < 0.8 else rng.randint(60, LONGEST)


def cut(paragraph: str, shape: str, rng: Random, language: str) -> str:
    """Return a piece of a paragraph, cut between words or where a word is hyphenated.

    Args:
        paragraph: on one line, with single spaces.
        shape: shape of the piece, a name in `_SHAPES`.
        rng: source of chance.
        language: language of the paragraph, which decides about capitals.
    """
    words = paragraph.split(" ")
    length = _draw_length(rng)
    if shape == "words":
        first = rng.randrange(len(words))
        return " ".join(words[first : first + rng.choice((1, 1, 1, 2, 3))])[:LONGEST]
    if shape == "capitals":
        first = rng.randrange(len(words))
        return upper(" ".join(words[first : first + rng.randint(1, 5)]), language)[:LONGEST]
    if len(paragraph) <= length:
        return paragraph
    if shape == "end":
        start = paragraph.find(" ", len(paragraph) - length) + 1
        return paragraph[start:] if start else words[-1][-LONGEST:]
    place = 0
    if shape == "around":
        marks = [match.start() for match in _TELLING.finditer(paragraph)]
        place = (
            rng.choice(marks) - rng.randrange(length) if marks else rng.randrange(len(paragraph))
        )
    elif shape == "line":
        place = rng.randrange(len(paragraph) - length + 1)
    start = paragraph.rfind(" ", 0, max(place, 0) + 1) + 1
    return _slice(paragraph, start, length, rng)


def _slice(paragraph: str, start: int, length: int, rng: Random) -> str:
    """Return about so many characters from a word's beginning, at times hyphenated at the end."""
    end = start + length
    if end >= len(paragraph):
        return paragraph[start : start + LONGEST]
    stop = paragraph.rfind(" ", start + 1, end + 1)
    if stop < 0:
        return paragraph[start:end]
    word = paragraph[stop + 1 :].split(" ", 1)[0]
    if len(word) >= _LEAST_HYPHENATED and word.isalpha() and rng.random() < 0.1:
        broken = f"{paragraph[start : stop + 1]}{word[: rng.randint(2, len(word) - 3)]}-"
        if len(broken) <= LONGEST:
            return broken
    if start and rng.random() < 0.04 and (first := paragraph[start:].split(" ", 1)[0]).isalpha():
        # The line above ended with a hyphen.
        start += rng.randrange(len(first) // 2 + 1)
    return paragraph[start:stop]
