"""The characters that a recogniser knows; CTC encoding and decoding."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ocrlc.errors import ConfigError
from ocrlc.system.resources import charset_files

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = TypeVar("Value")

MAX_BYTES = 1 << 20
"""Largest file of a charset in bytes."""
BLANK = 0
"""Class index of the CTC blank; character `i` of the charset has class `i + 1`."""

_EQUIVALENTS = str.maketrans(
    {
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\t": " ",
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "–",
        "\u2015": "—",
        "\u2212": "-",
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\u2032": "'",
        "\u2033": '"',
        "\u03bc": "µ",
        "\u2219": "·",
        "\u22c5": "·",
    }
)
"""Characters that look the same in print as others, each with its replacement."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as classes.

    Attributes:
        classes: class index of each character in the charset.
        unknown: the characters that are not in the charset, with repeats.
    """

    classes: tuple[int, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The result of greedy CTC decoding.

    Attributes:
        text: the characters read.
        score: mean probability of the characters, 0 to 1; 0 for an empty text.
        scores: probability of each character.
        steps: time step at which each character was most probable.
    """

    text: str
    score: float
    scores: tuple[float, ...]
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Alphabet:
    """The characters that a network's classes stand for, without the blank.

    Attributes:
        name: its name in messages.
        characters: the text of each class, usually one character. In models of other projects a
            class may stand for several characters, and two classes for the same one.
    """

    name: str
    characters: Sequence[str]

    @property
    def classes(self) -> int:
        """Number of classes of the network: the characters and the blank."""
        return len(self.characters) + 1

    def lacks(self, characters: str) -> list[str]:
        """Return those of some characters that no class stands for; the space is known to all."""
        known = {" ", *"".join(self.characters)}
        return sorted(set(characters) - known)

    def classes_of(self, characters: str) -> list[int]:
        """Return the classes that are left if only some characters may be read.

        Args:
            characters: the characters; those that are not in the alphabet are ignored.

        Returns:
            Class indices in ascending order, with those of the blank and of spaces.
        """
        allowed = {" ", *characters}
        return [BLANK] + [
            index for index, text in enumerate(self.characters, 1) if allowed.issuperset(text)
        ]

    def greedy_decode(self, probabilities: NDArray[np.float32]) -> Decoded:
        """Decode the output for one line.

        Args:
            probabilities: probability of each class at each time step. Shape: T, C.
        """
        best = probabilities.argmax(axis=1)
        peak = probabilities.max(axis=1)
        return self.collapse(best, peak)

    def collapse(self, best: NDArray[np.integer], peak: NDArray[np.floating]) -> Decoded:
        """Merge repeats and drop blanks; spaces with nothing but blanks between them are one.

        Args:
            best: the most probable class of each time step. Shape: T.
            peak: the probability of that class. Shape: T.
        """
        text: list[str] = []
        scores: list[float] = []
        steps: list[int] = []
        previous = BLANK
        for step, (index, score) in enumerate(zip(best.tolist(), peak.tolist(), strict=True)):
            if index != BLANK and index != previous:
                character = self.characters[index - 1]
                if character != " " or text[-1:] != [" "]:
                    text.append(character)
                    scores.append(score)
                    steps.append(step)
            elif index != BLANK and score > scores[-1]:
                scores[-1] = score
                steps[-1] = step
            previous = index
        mean = sum(scores) / len(scores) if scores else 0.0
        return Decoded("".join(text), mean, _for_each(text, scores), _for_each(text, steps))


@dataclass(frozen=True)
class Charset(Alphabet):
    """An ordered set of characters, without the blank."""

    characters: str

    def __post_init__(self) -> None:
        if len(set(self.characters)) != len(self.characters):
            doubled = sorted({c for c in self.characters if self.characters.count(c) > 1})
            raise ConfigError(f"charset {self.name}: characters listed twice: {' '.join(doubled)}")

    @classmethod
    def load(cls, name_or_path: str) -> Charset:
        """Read a bundled charset (`latin`), or a UTF-8 file with one character per line.

        A space is written as an empty line or a line with one space.

        Raises:
            ConfigError: the charset does not exist, is empty, is not UTF-8, or lists a character
                twice.
        """
        path = Path(name_or_path)
        if not path.is_file():
            known = charset_files()
            if name_or_path not in known:
                names = ", ".join(sorted(known))
                raise ConfigError(f"charset {name_or_path!r} not found; there are: {names}")
            path = known[name_or_path]
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"charset {path}: larger than any ({MAX_BYTES >> 10} kB)")
        try:
            lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        except UnicodeDecodeError as error:
            raise ConfigError(f"charset {path}: not UTF-8") from error
        if lines == [""]:
            raise ConfigError(f"charset {path}: the file is empty")
        return cls(path.stem, "".join(line or " " for line in lines))

    @cached_property
    def _class_of(self) -> dict[str, int]:
        return {character: i for i, character in enumerate(self.characters, start=1)}

    def normalise(self, text: str) -> str:
        """Compose accents (NFC) and replace characters that look the same as another in print."""
        composed = unicodedata.normalize("NFC", text)
        return "".join(c if c in self._class_of else c.translate(_EQUIVALENTS) for c in composed)

    def encode(self, text: str) -> Encoded:
        """Return a text as classes, and the characters that are not in the charset."""
        known: list[int] = []
        unknown: list[str] = []
        for character in self.normalise(text):
            index = self._class_of.get(character)
            if index is None:
                unknown.append(character)
            else:
                known.append(index)
        return Encoded(tuple(known), tuple(unknown))


def _for_each(text: Sequence[str], values: Sequence[Value]) -> tuple[Value, ...]:
    """Return a value for each character, repeating it for classes of several characters."""
    return tuple(value for part, value in zip(text, values, strict=True) for _ in part)
