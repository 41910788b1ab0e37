"""Words of the Latin-script languages with their frequencies, as hashes: small, and quick to load.

`scripts/make_word_list.py` makes the list.
"""

from __future__ import annotations

import math
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ocrlc.system.resources import word_list_file

ENTRY = np.dtype([("hash", "<u4"), ("check", "u1"), ("level", "u1")])
"""A word: two hashes of its letters in lower case, and its frequency as ten times the logarithm to
base 10 of its occurrences in a thousand million words."""
_STEP = math.log(10) / 10


def hashes(word: str) -> tuple[int, int]:
    """Return the hashes of a word, whatever its case.

    One unknown word in a million shares them with a word of the list.
    """
    data = word.casefold().encode()
    return crc32(data), crc32(data[::-1]) & 0xFF


class WordList:
    """Frequencies of words.

    Args:
        entries: the words, sorted by hash. Shape: N, of `ENTRY`.
    """

    def __init__(self, entries: NDArray[np.void]) -> None:
        self._hashes = np.ascontiguousarray(entries["hash"])
        self._checks = np.ascontiguousarray(entries["check"])
        self._levels = np.ascontiguousarray(entries["level"])

    @classmethod
    @lru_cache(maxsize=1)
    def bundled(cls) -> WordList:
        """Return the list that comes with the package; it is read once."""
        return cls(np.load(word_list_file()))

    def log_frequency(self, word: str) -> float | None:
        """Return the natural logarithm of a word's share of all words; None if it is unknown."""
        first, check = hashes(word)
        place = int(self._hashes.searchsorted(np.uint32(first)))
        if place == len(self._hashes) or self._hashes[place] != first:
            return None
        if self._checks[place] != check:
            return None
        return _STEP * (int(self._levels[place]) - 90)
