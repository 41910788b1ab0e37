"""How well text was read: rates over lines, and words found on a page.

Every rate comes in three forms. Plain: case and spaces count. Folded: case is ignored, spaces
count. Nospace: case and spaces are ignored, which is how PaddleOCR's own metric counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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
        ned: normalised edit distance, mean over lines of edits over the longer text.
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
    ned: float


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


def cer(pairs: Iterable[Pair], form: Callable[[str], str] = plain) -> float:
    """Return the character error rate in percent.

    Args:
        pairs: predictions with their truths.
        form: what both are put through first: `plain`, `folded` or `nospace`.

    Returns:
        All edits over all true characters; where no character is true, 0 if nothing was read
        and 100 otherwise.
    """
    formed = [(form(prediction), form(truth)) for prediction, truth in pairs]
    edits = sum(Levenshtein.distance(prediction, truth) for prediction, truth in formed)
    return _rate(edits, sum(len(truth) for _, truth in formed))


def wer(pairs: Iterable[Pair], form: Callable[[str], str] = plain) -> float:
    """Return the word error rate in percent; words are what white space divides."""
    split = [(form(prediction).split(), form(truth).split()) for prediction, truth in pairs]
    edits = sum(Levenshtein.distance(prediction, truth) for prediction, truth in split)
    return _rate(edits, sum(len(truth) for _, truth in split))


def exact(pairs: Iterable[Pair], form: Callable[[str], str] = plain) -> float:
    """Return the share of predictions equal to their truths, in percent; 0 for no pairs."""
    equal = [form(prediction) == form(truth) for prediction, truth in pairs]
    return 100 * sum(equal) / len(equal) if equal else 0.0


def ned(pairs: Iterable[Pair], form: Callable[[str], str] = plain) -> float:
    """Return the mean normalised edit distance in percent; 0 for no pairs."""
    shares = [
        Levenshtein.normalized_distance(form(prediction), form(truth))
        for prediction, truth in pairs
    ]
    return 100 * sum(shares) / len(shares) if shares else 0.0


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


def word_f1(pred_text: str, true_text: str, fold_case: bool = True) -> float:
    """Return the F1 score, 0 to 1, of two texts as bags of words."""
    return word_counts(pred_text, true_text, fold_case).f1


def line_metrics(pairs: Iterable[Pair]) -> LineMetrics:
    """Return every rate over lines read.

    Args:
        pairs: (prediction, truth) of each line.
    """
    kept: Sequence[Pair] = list(pairs)
    return LineMetrics(
        lines=len(kept),
        cer=cer(kept),
        exact=exact(kept),
        cer_folded=cer(kept, folded),
        exact_folded=exact(kept, folded),
        cer_nospace=cer(kept, nospace),
        exact_nospace=exact(kept, nospace),
        wer=wer(kept),
        wer_folded=wer(kept, folded),
        ned=ned(kept),
    )


def _rate(errors: int, total: int) -> float:
    if total:
        return 100 * errors / total
    return 100.0 if errors else 0.0
