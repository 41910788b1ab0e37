"""Settling letters between which the network hesitates by the words that they make.

Where a letter's probability is not near 1, its rivals at that step are tried; a known word whose
letters are nearly as probable takes the place of what was read: "Refundabie" becomes "Refundable".
Numbers, codes, addresses and everything beside them stay as they are. "nº" before a number may be
"n°", and spaces beside the @ of an e-mail address may be none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import BLANK, Alphabet, Decoded
from ocrlc.recognition.word_list import WordList

SURE = 0.97
"""Probability of a letter from which on it has no rivals."""
LEAST = 0.01
"""Smallest probability of a rival."""
LEAST_BLANK = 0.25
"""Smallest ratio of the blank's probability to a letter's for the letter to be left out."""
WEIGHT = 0.4
"""Weight of the logarithm of a word's frequency against those of its letters' probabilities."""
MARGIN = 0.3
"""By how much the logarithm of the other word's probability must be higher."""
DEGREE = 0.18
"""Smallest ratio of the probability of ° to that of º for "nº" before a number to become "n°". The
network knows "nº" from running text and leans to it: where "n°" is printed, the ratio is 0.05 to
0.7, where "nº" is, it is mostly below 0.17."""
UNKNOWN = math.log(1e-9)
"""Logarithm of the frequency that unknown words are given."""
_MOST_RIVALS = 3
_MOST_DOUBTS = 6
"""Letters of a word that are in doubt, at most; a word with more is not read by guessing."""
_CHANGES = 2
"""Largest number of letters changed in a word."""
_LEAST_LETTERS = 3
_LEAST_CAPITALS = 4
"""Shortest words that are changed; short ones in capitals are mostly abbreviations."""

_WORD = re.compile(r"[^\W\d_]+")
_CONTRACTION = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)+")
_NUMBER_SIGN = re.compile(r"\b[nN](º)(?= ?[\dA-Z#])")
_AT = re.compile(r"(?<=[\w.+-]) ?@ ?(?=(?:[\w-]+\.)+[A-Za-z]{2,}\b)")
_JOINS = frozenset("0123456789@_/\\")
"""Characters that make what stands beside them a code, a number or an address."""

Rows = Mapping[int, NDArray[np.float32]]
"""Probabilities of all classes at the steps in doubt. Shape of each: C."""
Rival = tuple[str, float]
"""Another letter, or nothing, and the logarithm of its probability over that of the letter read."""


def doubts(
    probabilities: NDArray[np.float32], best: NDArray[np.int64], peak: NDArray[np.float32]
) -> dict[int, NDArray[np.float32]]:
    """Return the probabilities of all classes at the steps whose letter is in doubt.

    Args:
        probabilities: output of the network for one line. Shape: T, C.
        best: the most probable class of each step. Shape: T.
        peak: the probability of that class. Shape: T.
    """
    steps = np.flatnonzero((best != BLANK) & (peak < SURE))
    return {int(step): probabilities[step] for step in steps}


def settled(decoded: Decoded, rows: Rows, alphabet: Alphabet, words: WordList) -> Decoded:
    """Return a line's text with its doubtful words settled.

    Args:
        decoded: the text as the network reads it.
        rows: what `doubts` returned for the line.
        alphabet: the characters of the network's classes.
        words: the words that are known.
    """
    if not rows:
        return decoded
    chosen: list[str] = list(decoded.text)
    known = [
        (match.start(), match.end())
        for match in _CONTRACTION.finditer(decoded.text)
        if words.log_frequency(match[0].replace("’", "'")) is not None
    ]
    for match in _WORD.finditer(decoded.text):
        if not _is_plain(decoded.text, match):
            continue
        if any(start <= match.start() < end for start, end in known):
            continue
        places = range(match.start(), match.end())
        rivals = {
            place: found
            for place in places
            if (found := _rivals(chosen[place], rows.get(decoded.steps[place]), alphabet))
        }
        if 0 < len(rivals) <= _MOST_DOUBTS:
            best = _best(match[0], match.start(), rivals, words)
            chosen[match.start() : match.end()] = best
    for match in _NUMBER_SIGN.finditer(decoded.text):
        row = rows.get(decoded.steps[match.start(1)])
        if row is not None and _is_degree(row, alphabet):
            chosen[match.start(1)] = "°"
    for match in _AT.finditer(decoded.text):
        for place in range(match.start(), match.end()):
            if chosen[place] == " " and decoded.steps[place] in rows:
                chosen[place] = ""
    kept = [place for place, letter in enumerate(chosen) if letter]
    scores = tuple(decoded.scores[place] for place in kept)
    return replace(
        decoded,
        text="".join(chosen),
        score=fmean(scores) if len(kept) < len(chosen) else decoded.score,
        scores=scores,
        steps=tuple(decoded.steps[place] for place in kept),
    )


def _is_degree(row: NDArray[np.float32], alphabet: Alphabet) -> bool:
    if "°" not in alphabet.characters:
        return False
    degree, ordinal = (alphabet.characters.index(sign) + 1 for sign in "°º")
    return bool(row[degree] >= DEGREE * row[ordinal])


def _is_plain(text: str, match: re.Match[str]) -> bool:
    """Whether a run of letters is a word, not a part of a number, code or address."""
    word = match[0]
    beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    least = _LEAST_CAPITALS if word.isupper() else _LEAST_LETTERS
    return len(word) >= least and _JOINS.isdisjoint(beside)


def _rivals(letter: str, row: NDArray[np.float32] | None, alphabet: Alphabet) -> tuple[Rival, ...]:
    """Return what else may stand in a letter's place: other letters, or nothing."""
    if row is None:
        return ()
    order = np.argsort(row)[::-1][: _MOST_RIVALS + 1]
    top = float(row[order[0]])
    others = [(int(c), float(row[c]) / top) for c in order[1:] if row[c] >= LEAST]
    others = [(c, ratio) for c, ratio in others if c != BLANK or ratio >= LEAST_BLANK]
    texts = [("" if c == BLANK else alphabet.characters[c - 1], ratio) for c, ratio in others]
    return tuple((text, math.log(ratio)) for text, ratio in texts if not text or text.isalpha())


def _best(
    word: str, start: int, rivals: Mapping[int, Sequence[Rival]], words: WordList
) -> list[str]:
    """Return a word's letters, changed if that makes a word that is more probable."""
    best = list(word)
    known = words.log_frequency(word)
    highest = WEIGHT * (UNKNOWN if known is None else known) + MARGIN
    for letters, ratio in _changed(word, start, rivals):
        text = "".join(letters)
        if not (text.islower() or text.istitle() or text.isupper()):
            continue
        frequency = words.log_frequency(text)
        if frequency is not None and ratio + WEIGHT * frequency > highest:
            best, highest = letters, ratio + WEIGHT * frequency
    return best


def _changed(
    word: str, start: int, rivals: Mapping[int, Sequence[Rival]]
) -> Iterator[tuple[list[str], float]]:
    """Yield a word's letters with one or two of them changed, and how probable the change is."""
    for count in range(1, _CHANGES + 1):
        for places in combinations(rivals, count):
            for change in product(*(rivals[place] for place in places)):
                letters = list(word)
                for place, (text, _) in zip(places, change, strict=True):
                    letters[place - start] = text
                yield letters, sum(ratio for _, ratio in change)
