"""A page's text in reading order, the same way for truth and prediction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocrlc.evaluation.text_metrics import WordCounts, cer, folded, word_counts
from scripts.peers.pages import TextLine


@dataclass(frozen=True)
class PageScore:
    """How well one page was read.

    Attributes:
        words: words as bags, case ignored.
        words_exact: words as bags, case counts.
        characters: true characters of the page's text.
        edits: edits that make the page read into the true one.
        edits_folded: `edits` with case ignored.
    """

    words: WordCounts
    words_exact: WordCounts
    characters: int
    edits: float
    edits_folded: float


def score_page(read: Sequence[TextLine], true: Sequence[TextLine]) -> PageScore:
    """Score a page.

    Word counts do not depend on any order. The edits do: both texts are put in reading order by
    `page_text` first, so that a system is not punished for listing lines in an order of its own
    nor for splitting a row where the truth does not. What remains: where columns stand close and
    their lines are not level, a box some pixels higher or lower can change the row its line goes
    to, and the edits then count a line read without fault as moved. Compare systems by these
    edits, and take the word counts for what was read.
    """
    read_text, true_text = page_text(read), page_text(true)
    pair = [(read_text, true_text)]
    size = max(1, len(true_text))
    return PageScore(
        words=word_counts(read_text, true_text),
        words_exact=word_counts(read_text, true_text, fold_case=False),
        characters=len(true_text),
        edits=round(cer(pair) * size / 100),
        edits_folded=round(cer(pair, folded) * size / 100),
    )


def page_text(lines: Sequence[TextLine]) -> str:
    """Join lines into rows, left to right, and rows from top to bottom, with spaces.

    A line joins the row whose rightmost line so far overlaps it most in height, if by half of the
    lower one's; following the rightmost line keeps rows together on a tilted page.
    """
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: min(x for x, _ in line.points)):
        best = max(rows, key=lambda row: _overlap(row[-1], line), default=None)
        if best is not None and _overlap(best[-1], line) >= 0.5:
            best.append(line)
        else:
            rows.append([line])
    rows.sort(key=lambda row: _middle(row[0]))
    return " ".join(" ".join(line.text.split()) for row in rows for line in row)


def _span(line: TextLine, *, end: bool) -> tuple[float, float]:
    """Return top and bottom at the line's right (`end`) or left side."""
    top_left, top_right, bottom_right, bottom_left = line.points
    top, bottom = (top_right, bottom_right) if end else (top_left, bottom_left)
    return top[1], bottom[1]


def _overlap(before: TextLine, after: TextLine) -> float:
    top, bottom = _span(before, end=True)
    next_top, next_bottom = _span(after, end=False)
    shared = min(bottom, next_bottom) - max(top, next_top)
    return shared / max(1.0, min(bottom - top, next_bottom - next_top))


def _middle(line: TextLine) -> float:
    top, bottom = _span(line, end=False)
    return (top + bottom) / 2
