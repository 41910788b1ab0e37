"""How well text was read: rates over lines, and words found on a page.

Every rate comes in three forms. Plain: case and spaces count. Folded: case is ignored, spaces
count. Nospace: case and spaces are ignored, which is how PaddleOCR's own metric counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

Pair = tuple[str, str]
"""A prediction and its truth."""


@dataclass(frozen=True)
class LineMetrics:
    """Rates over a set of lines, in percent.

    Attributes:
        lines: how many lines were compared.
        cer: character error rate: edits over true characters, all lines together.
        exact: lines read without a fault.
        cer_folded: the same, case ignored.
        exact_folded: the same, case ignored.
        cer_nospace: the same, case and spaces ignored.
        exact_nospace: the same, case and spaces ignored.
        wer: word error rate: words inserted, dropped or replaced over true words.
        wer_folded: the same, case ignored.
        wer_nospace: the same, case and spaces ignored, where a line is a single word.
        ned: normalised edit distance, mean over lines of edits over the longer text.
        ned_folded: the same, case ignored.
        ned_nospace: the same, case and spaces ignored.
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
    """Words of one or more pages compared as bags; counts of pages add up.

    Attributes:
        hits: words in both, each as often as in the bag that has fewer.
        predicted: words read.
        true: words printed.
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
        """Share of the words read that are printed, 0 to 1."""
        return self.hits / self.predicted if self.predicted else float(not self.true)

    @property
    def recall(self) -> float:
        """Share of the words printed that were read, 0 to 1."""
        return self.hits / self.true if self.true else float(not self.predicted)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1; two empty bags agree."""
        total = self.predicted + self.true
        return 2 * self.hits / total if total else 1.0


def plain(text: str) -> str:
    """Return a text as it is."""
    return text


def folded(text: str) -> str:
    """Return a text without its case."""
    return text.lower()


def nospace(text: str) -> str:
    """Return a text without its case and white space."""
    return "".join(text.lower().split())


FORMS: dict[str, Callable[[str], str]] = {"": plain, "_folded": folded, "_nospace": nospace}
"""The three forms by the ending they have in reports."""


def character_edits(prediction: str, truth: str) -> tuple[float, int]:
    """Count edits and true characters."""
    return Levenshtein.distance(prediction, truth), len(truth)


def exact_lines(prediction: str, truth: str) -> tuple[float, int]:
    """Count lines without a fault, and lines."""
    return float(prediction == truth), 1


def word_edits(prediction: str, truth: str) -> tuple[float, int]:
    """Count edits of whole words, and true words; words are what white space divides."""
    words = truth.split()
    return Levenshtein.distance(prediction.split(), words), len(words)


def edit_share(prediction: str, truth: str) -> tuple[float, int]:
    """Return the edits as a share of the longer text, and 1."""
    return Levenshtein.normalized_distance(prediction, truth), 1


KINDS: dict[str, Callable[[str, str], tuple[float, int]]] = {
    "cer": character_edits,
    "exact": exact_lines,
    "wer": word_edits,
    "ned": edit_share,
}
"""Every rate is the sum of a line's first number over that of its second, in percent."""

Counts = NDArray[np.float64]
"""Numerators and denominators of one rate. Shape: lines, 2."""


def line_counts(pairs: Iterable[Pair]) -> dict[str, Counts]:
    """Return the counts behind every rate, line by line.

    Args:
        pairs: (prediction, truth) of each line.
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
    """Return the rate over all lines in percent; 0 where there is nothing to count."""
    errors, total = counts.sum(axis=0)
    if total:
        return float(100 * errors / total)
    return 100.0 if errors else 0.0


def line_metrics(pairs: Iterable[Pair]) -> LineMetrics:
    """Return every rate over lines read.

    Args:
        pairs: (prediction, truth) of each line.
    """
    counts = line_counts(pairs)
    rates = {name: rate(values) for name, values in counts.items()}
    return LineMetrics(lines=len(counts["cer"]), **rates)


def cer(pairs: Iterable[Pair], form: Callable[[str], str] = plain) -> float:
    """Return the character error rate in percent.

    Args:
        pairs: predictions with their truths.
        form: what both are put through first: `plain`, `folded` or `nospace`.

    Returns:
        All edits over all true characters; where no character is true, 0 if nothing was read
        and 100 otherwise.
    """
    rows = [character_edits(form(prediction), form(truth)) for prediction, truth in pairs]
    return rate(np.array(rows, np.float64).reshape(-1, 2))


def word_counts(pred_text: str, true_text: str, fold_case: bool = True) -> WordCounts:
    """Count the words two texts share, in whatever order they come.

    Args:
        pred_text: what was read.
        true_text: what is printed.
        fold_case: whether case is ignored.
    """
    form = folded if fold_case else plain
    predicted, true = Counter(form(pred_text).split()), Counter(form(true_text).split())
    return WordCounts((predicted & true).total(), predicted.total(), true.total())
