from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlc.evaluation.text_metrics import (
    WordCounts,
    cer,
    folded,
    line_counts,
    line_metrics,
    nospace,
    rate,
    word_counts,
)

LINES = st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=6)


def test_cer_weighs_lines_by_their_length() -> None:
    # One edit in two characters, none in eight: 1 of 10, not the mean of 50 % and 0 %.
    assert cer([("ax", "ab"), ("12345678", "12345678")]) == pytest.approx(10)


def test_forms_differ_in_what_they_ignore() -> None:
    pairs = [("NETTOTAL", "Net total")]
    assert cer(pairs) == pytest.approx(100 * 8 / 9)
    assert cer(pairs, folded) == pytest.approx(100 / 9)
    assert cer(pairs, nospace) == 0
    metrics = line_metrics(pairs)
    assert [metrics.exact, metrics.exact_folded, metrics.exact_nospace] == [0, 0, 100]


def test_case_alone_is_no_fault_when_folded() -> None:
    metrics = line_metrics([("STRASSE 5", "Strasse 5")])
    assert (metrics.exact, metrics.exact_folded) == (0, 100)
    assert (metrics.ned_folded, metrics.wer_folded) == (0, 0)


def test_wer_counts_a_split_word_twice() -> None:
    # "in voice" for "invoice": one word replaced, one inserted.
    metrics = line_metrics([("in voice no. 7", "invoice no. 7")])
    assert metrics.wer == pytest.approx(100 * 2 / 3)
    assert metrics.wer_nospace == 0


def test_ned_is_a_mean_over_lines() -> None:
    metrics = line_metrics([("a b", "ab"), ("", "abcd")])
    assert metrics.ned == pytest.approx(100 * (1 / 3 + 1) / 2)
    assert metrics.ned_nospace == pytest.approx(50)


def test_reading_where_nothing_is_printed_is_an_error() -> None:
    assert cer([("x", "")]) == 100
    assert cer([("", "")]) == 0


def test_no_lines_give_rates_not_errors() -> None:
    metrics = line_metrics([])
    assert metrics.lines == 0
    assert metrics.cer == metrics.exact == metrics.ned == 0


def test_line_metrics_takes_an_iterator_and_keeps_the_forms_apart() -> None:
    metrics = line_metrics(iter([("Total due", "total due"), ("5.00", "5,00")]))
    assert metrics.lines == 2
    assert metrics.exact == 0
    assert metrics.exact_folded == metrics.exact_nospace == 50
    assert metrics.cer == pytest.approx(100 * 2 / 13)
    assert metrics.cer_folded == pytest.approx(100 / 13)
    assert metrics.wer == pytest.approx(100 * 2 / 3)


@given(LINES)
def test_counts_of_parts_add_up_to_the_whole(pairs: list[tuple[str, str]]) -> None:
    counts = line_counts(pairs)["cer_folded"]
    assert counts.shape == (len(pairs), 2)
    assert rate(counts) == pytest.approx(cer(pairs, folded))


@given(LINES)
def test_perfect_reading_scores_perfectly(pairs: list[tuple[str, str]]) -> None:
    truths = [(truth, truth) for _, truth in pairs]
    metrics = line_metrics(truths)
    assert metrics.cer == metrics.cer_nospace == metrics.wer == metrics.ned == 0
    assert metrics.exact == (100 if truths else 0)


@given(LINES)
def test_ignoring_more_never_makes_fewer_lines_exact(pairs: list[tuple[str, str]]) -> None:
    metrics = line_metrics(pairs)
    assert metrics.exact <= metrics.exact_folded <= metrics.exact_nospace


def test_word_f1_counts_repeated_words() -> None:
    # Read twice, printed once: one hit, two read, one printed.
    assert word_counts("due due", "due") == WordCounts(hits=1, predicted=2, true=1)
    assert word_counts("due due", "due").f1 == pytest.approx(2 / 3)


def test_word_f1_ignores_order_and_case_only_when_told() -> None:
    assert word_counts("DUE total", "Total due").f1 == 1
    assert word_counts("DUE total", "Total due", fold_case=False).f1 == 0


def test_pages_add_up_by_words_not_by_pages() -> None:
    long, short = word_counts("a b c d e f g h", "a b c d e f g h"), word_counts("x", "y")
    assert (long + short).f1 == pytest.approx(8 / 9)


@pytest.mark.parametrize(
    ("read", "printed", "score"), [("", "", 1.0), ("a", "", 0.0), ("", "a", 0.0)]
)
def test_empty_pages(read: str, printed: str, score: float) -> None:
    counts = word_counts(read, printed)
    assert counts.f1 == score
    assert min(counts.precision, counts.recall) == score
