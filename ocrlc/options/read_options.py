"""What is read of a document, and in what detail; nothing here loads NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocrlc.options.character_sets import checked


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is read of a document, and in what detail.

    Attributes:
        characters: whether words have their characters, each with score and place.
        allow: the only characters to be read, besides spaces; entries are characters or names of
            `CHARACTER_SETS`, one entry may be given as it is. Empty for all characters. The text
            that a PDF contains stays as it is.

    Raises:
        ConfigError: an entry of `allow` is empty.
    """

    characters: bool = False
    allow: str | Sequence[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "allow", checked(self.allow))
