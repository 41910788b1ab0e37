"""Bootstrap intervals."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.evaluation.intervals import bounds, differences, intervals
from ocrlc.evaluation.text_metrics import Counts, line_counts


def exact(right: int, wrong: int, seed: int = 0) -> Counts:
    hits = np.array([1.0] * right + [0.0] * wrong)
    np.random.default_rng(seed).shuffle(hits)
    return np.stack([hits, np.ones_like(hits)], axis=1)


@pytest.mark.parametrize(("right", "wrong"), [(800, 200), (50, 50)])
def test_the_interval_of_a_share_is_the_binomial_one(right: int, wrong: int) -> None:
    (found,) = intervals({"exact": exact(right, wrong)}).values()
    lines, share = right + wrong, right / (right + wrong)
    half = 100 * 1.96 * (share * (1 - share) / lines) ** 0.5
    assert found.value == pytest.approx(100 * share)
    assert found.high - found.value == pytest.approx(half, rel=0.15)
    assert found.value - found.low == pytest.approx(half, rel=0.15)


def test_long_lines_weigh_more() -> None:
    found = intervals(line_counts([("ax", "ab"), ("12345678", "12345678")]))["cer"]
    assert found.value == pytest.approx(10)
    assert (found.low, found.high) == (0, 50)


def test_a_pair_that_errs_on_the_same_lines_differs_for_sure() -> None:
    one = exact(500, 500)
    other = one.copy()
    other[np.flatnonzero(one[:, 0])[:20], 0] = 0
    paired = differences({"exact": one}, {"exact": other})["exact"]
    alone = intervals({"exact": one})["exact"]
    assert paired.value == pytest.approx(2)
    assert paired.low > 0
    assert paired.high - paired.low < (alone.high - alone.low) / 2


def test_readers_as_good_as_each_other_have_zero_inside() -> None:
    found = differences({"exact": exact(700, 300, 1)}, {"exact": exact(700, 300, 2)})["exact"]
    assert found.low < 0 < found.high


def test_different_lines_are_no_pair() -> None:
    with pytest.raises(ValueError, match="no pair"):
        differences({"exact": exact(3, 1)}, {"exact": exact(3, 2)})


def test_nothing_to_count_is_no_division_by_zero() -> None:
    found = intervals(line_counts([("", ""), ("", "")]))["cer"]
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_bounds_say_how_they_came_about() -> None:
    found = bounds(intervals({"exact": exact(1, 0)}), "lines")
    assert found == {"level": 95.0, "resamples": 1000, "over": "lines", "exact": [100.0, 100.0]}
