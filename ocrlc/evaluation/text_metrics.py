"""Metrics of text recognition: error rates over lines, and words found on a page.

Every rate has three forms. Plain: case and spaces count. Folded: case is ignored, spaces count.
Nospace: case and spaces are ignored, as in PaddleOCR's own metric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

Pair = tuple[str, str]
"""The text read and the true text."""


@dataclass(frozen=True)
class LineMetrics:
    """Rates over a set of lines, in percent.

    Attributes:
        lines: number of lines compared.
        cer: character error rate: edits divided by true characters, over all lines together.
        exact: share of lines read without an error.
        cer_folded: `cer` with case ignored.
        exact_folded: `exact` with case ignored.
        cer_nospace: `cer` with case and spaces ignored.
        exact_nospace: `exact` with case and spaces ignored.
        wer: word error rate: words inserted, dropped or replaced, divided by true words.
        wer_folded: `wer` with case ignored.
        wer_nospace: `wer` with case and spaces ignored, so that every line is a single word.
        ned: normalised edit distance: edits divided by the longer text's length, mean over lines.
        ned_folded: `ned` with case ignored.
        ned_nospace: `ned` with case and spaces ignored.
    """

    lines: int
    cer: float
    exact: float
    cer_folded: float
    exact_folded: float
    cer_nospace: float
    exact_nospace: float
    wer: float
    wer_folded: float
    wer_nospace: float
    ned: float
    ned_folded: float
    ned_nospace: float


@dataclass(frozen=True)
class WordCounts:
    """Words of one page or several, compared without regard to order; counts can be added.

    Attributes:
        hits: number of words in both texts; repeats count as often as they are in both.
        predicted: number of words read.
        true: number of true words.
    """

    hits: int = 0
    predicted: int = 0
    true: int = 0

    def __add__(self, other: WordCounts) -> WordCounts:
        return WordCounts(
            self.hits + other.hits, self.predicted + other.predicted, self.true + other.true
        )

    @property
    def precision(self) -> float:
        """Share of the words read that are true words, 0 to 1."""
        return self.hits / self.predicted if self.predicted else float(not self.true)

    @property
    def recall(self) -> float:
        """Share of the true words that were read, 0 to 1."""
        return self.hits / self.true if self.true else float(not self.predicted)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1; 1 if both texts are empty."""
        total = self.predicted + self.true
        return 2 * self.hits / total if total else 1.0


def plain(text: str) -> str:
    """Return a text as it is."""
    return text


def folded(text: str) -> str:
    """Return a text in lower case."""
    return text.lower()


def nospace(text: str) -> str:
    """Return a text in lower case and without white space."""
    return "".join(text.lower().split())


FORMS: dict[str, Callable[[str], str]] = {"": plain, "_folded": folded, "_nospace": nospace}
"""The three forms by the ending of their rates' names in reports."""


def character_edits(prediction: str, truth: str) -> tuple[float, int]:
    """Return the number of edits and of true characters."""
    return Levenshtein.distance(prediction, truth), len(truth)


def exact_lines(prediction: str, truth: str) -> tuple[float, int]:
    """Return 1 if the line has no error, else 0, and the number of lines, 1."""
    return float(prediction == truth), 1


def word_edits(prediction: str, truth: str) -> tuple[float, int]:
    """Return the number of edits of whole words, and of true words, separated by white space."""
    words = truth.split()
    return Levenshtein.distance(prediction.split(), words), len(words)


def edit_share(prediction: str, truth: str) -> tuple[float, int]:
    """Return the edits divided by the longer text's length, and 1."""
    return Levenshtein.normalized_distance(prediction, truth), 1


KINDS: dict[str, Callable[[str, str], tuple[float, int]]] = {
    "cer": character_edits,
    "exact": exact_lines,
    "wer": word_edits,
    "ned": edit_share,
}
"""Functions that count for a line. A rate is the sum of the first numbers over all lines, divided
by the sum of the second ones, in percent."""

Counts = NDArray[np.float64]
"""Numerators and denominators of one rate. Shape: lines, 2."""


def line_counts(pairs: Iterable[Pair]) -> dict[str, Counts]:
    """Return the counts behind every rate, line by line.

    Args:
        pairs: text read and true text of each line.
    """
    kept = list(pairs)
    counts = {}
    for ending, form in FORMS.items():
        formed = [(form(prediction), form(truth)) for prediction, truth in kept]
        for kind, count in KINDS.items():
            rows = [count(prediction, truth) for prediction, truth in formed]
            counts[kind + ending] = np.array(rows, np.float64).reshape(-1, 2)
    return counts


def rate(counts: Counts) -> float:
    """Return the rate over all lines in percent; 0 if there is nothing to count."""
    errors, total = counts.sum(axis=0)
    if total:
        return float(100 * errors / total)
    return 100.0 if errors else 0.0


def line_metrics(pairs: Iterable[Pair]) -> LineMetrics:
    """Return all rates over lines.

    Args:
        pairs: text read and true text of each line.
    """
    counts = line_counts(pairs)
    rates = {name: rate(values) for name, values in counts.items()}
    return LineMetrics(lines=len(counts["cer"]), **rates)


def cer(pairs: Iterable[Pair], form: Callable[[str], str] = plain) -> float:
    """Return the character error rate in percent.

    Args:
        pairs: text read and true text of each line.
        form: function applied to both texts first: `plain`, `folded` or `nospace`.

    Returns:
        All edits divided by all true characters; without true characters, 0 if nothing was read,
        else 100.
    """
    rows = [character_edits(form(prediction), form(truth)) for prediction, truth in pairs]
    return rate(np.array(rows, np.float64).reshape(-1, 2))


def word_counts(pred_text: str, true_text: str, fold_case: bool = True) -> WordCounts:
    """Count the words that two texts have in common, in any order.

    Args:
        pred_text: the text read.
        true_text: the true text.
        fold_case: whether case is ignored.
    """
    form = folded if fold_case else plain
    predicted, true = Counter(form(pred_text).split()), Counter(form(true_text).split())
    return WordCounts((predicted & true).total(), predicted.total(), true.total())
