"""What is read of a document, and in what detail; nothing here loads NumPy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is read of a document, and in what detail.

    Attributes:
        characters: whether words have their characters, each with score and place.
    """

    characters: bool = False
