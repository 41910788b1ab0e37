"""Confidence intervals of rates: the bootstrap over lines, for one reader or for comparing two.

The percentile bootstrap (Efron 1979): lines are drawn with replacement, as many as there are, and
the rate is computed again; the interval contains the middle 95 % of many such rates. Two readers of
the same lines are compared draw by draw, so that lines which are hard for both do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.evaluation.text_metrics import Counts, rate

RESAMPLES = 1000
LEVEL = 95.0
"""Share of the resampled rates that an interval contains, in percent."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate in percent, or a difference of two in percentage points, with its interval."""

    value: float
    low: float
    high: float


def intervals(counts: Mapping[str, Counts]) -> dict[str, Estimate]:
    """Return every rate with its interval.

    Args:
        counts: counts by name of the rate, as from `line_counts`; all for the same lines.
    """
    rates = _resampled(_stack(counts))
    return {
        name: _estimate(rate(values), rates[:, i])
        for i, (name, values) in enumerate(counts.items())
    }


def differences(first: Mapping[str, Counts], second: Mapping[str, Counts]) -> dict[str, Estimate]:
    """Return how much every rate of the first exceeds the second's, with paired intervals.

    Args:
        first: counts by name of the rate.
        second: counts of another reader, for the same lines in the same order.

    Raises:
        ValueError: the numbers of lines differ.
    """
    one, other = _stack(first), _stack(second)
    if one.shape != other.shape:
        raise ValueError(f"counts of shapes {one.shape} and {other.shape} are no pair")
    rates = _resampled(np.concatenate([one, other], axis=1))
    change = rates[:, : len(first)] - rates[:, len(first) :]
    return {
        name: _estimate(rate(first[name]) - rate(second[name]), change[:, i])
        for i, name in enumerate(first)
    }


def bounds(estimates: Mapping[str, Estimate], unit: str) -> dict[str, Any]:
    """Return intervals for a report: `[low, high]` by rate, and how they were computed.

    Args:
        estimates: estimates by name of the rate.
        unit: what was resampled: lines or pages.
    """
    found = {name: [round(e.low, 3), round(e.high, 3)] for name, e in estimates.items()}
    return {"level": LEVEL, "resamples": RESAMPLES, "over": unit, **found}


def _stack(counts: Mapping[str, Counts]) -> NDArray[np.float64]:
    """Return the counts of all rates as one array. Shape: lines, rates, 2."""
    return np.stack(list(counts.values()), axis=1)


def _resampled(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rates of resampled lines in percent. Shape: lines, rates, 2 to resamples, rates."""
    lines, rates = counts.shape[:2]
    flat = counts.reshape(lines, -1)
    rng = np.random.default_rng(0)
    sums = np.empty((RESAMPLES, 2 * rates))
    for i in range(RESAMPLES):
        drawn = np.bincount(rng.integers(lines, size=lines), minlength=lines)
        sums[i] = drawn @ flat
    errors, total = sums[:, ::2], sums[:, 1::2]
    return np.where(total > 0, 100 * errors / np.maximum(total, 1), 100.0 * (errors > 0))


def _estimate(value: float, resampled: NDArray[np.float64]) -> Estimate:
    margin = (100 - LEVEL) / 2
    low, high = np.percentile(resampled, [margin, 100 - margin])
    return Estimate(value, float(low), float(high))
