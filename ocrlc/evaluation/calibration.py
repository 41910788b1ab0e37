"""How far scores are what they say: reliability tables, their error, and curves that mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocrlc.charset import Decoded
from ocrlc.recognition.confidence import Point, sureness

Judged = tuple[tuple[float, ...], bool]
"""Probabilities of the characters of a word or line that was read, and whether it is right."""

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Borders of the groups of scores; most scores are near 1, so that groups are narrow there."""
MOST = 0.999
"""Highest share that a curve says; more is beyond what some thousand texts can tell."""
QUANTILES = (0.0, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 1.0)
"""Shares of the texts, the least sure ones first, between which a curve has a point each."""


def judged_words(decoded: Decoded, truth: str) -> list[Judged]:
    """Return the words of a line that was read, each with whether it is one of the true ones.

    Words are compared in order, so that a word that was cut in two makes two wrong ones.
    """
    found = list(re.finditer(r"\S+", decoded.text))
    right = [False] * len(found)
    for part in Levenshtein.opcodes([match[0] for match in found], truth.split()):
        if part.tag == "equal":
            right[part.src_start : part.src_end] = [True] * (part.src_end - part.src_start)
    return [
        (decoded.scores[match.start() : match.end()], flag)
        for match, flag in zip(found, right, strict=True)
    ]


def reliability(scores: Sequence[float], right: Sequence[bool]) -> dict[str, dict[str, float]]:
    """Return for each group of scores how many there are, their mean, and the share that is right.

    Args:
        scores: what was said of each text, 0 to 1.
        right: whether the text is right.

    Returns:
        `count`, `score` and `right` of each group that occurs, by its borders; the latter two in
        percent.
    """
    said, true = np.asarray(scores, np.float64), np.asarray(right, bool)
    places = _group(said)
    return {
        f"{EDGES[place]:g}-{EDGES[place + 1]:g}": {
            "count": int((places == place).sum()),
            "score": round(100 * float(said[places == place].mean()), 2),
            "right": round(100 * float(true[places == place].mean()), 2),
        }
        for place in range(len(EDGES) - 1)
        if (places == place).any()
    }


def calibration_error(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error in percentage points (arXiv 1706.04599).

    It is the distance between mean score and share of right texts, averaged over the groups of
    scores by their size; the groups are those of `EDGES`.
    """
    table = reliability(scores, right).values()
    total = sum(row["count"] for row in table)
    apart = sum(row["count"] * abs(row["score"] - row["right"]) for row in table)
    return round(apart / total, 3) if total else 0.0


def fit(judged: Sequence[Judged], weights: Sequence[float] | None = None) -> tuple[Point, ...]:
    """Return the points of a rising line from `sureness` to the share of right texts.

    Texts are grouped by how sure they are, and groups that would fall below the one before are
    joined with it (isotonic regression by pooling adjacent violators, Ayer et al. 1955).

    Args:
        judged: the texts; there must be some.
        weights: how much each counts; None for all alike.
    """
    x = np.array([sureness(scores) for scores, _ in judged])
    y = np.array([flag for _, flag in judged], np.float64)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, np.float64)
    order = np.argsort(x, kind="stable")
    x, y, w = x[order], y[order], w[order]
    shares = np.cumsum(w) / w.sum()
    borders = np.unique([0, *np.searchsorted(shares, QUANTILES[1:-1]), len(x)])
    pools: list[tuple[float, float, float]] = []
    for start, end in pairwise(borders):
        part = slice(int(start), int(end))
        weight = float(w[part].sum())
        pool = (weight, float(w[part] @ x[part]) / weight, float(w[part] @ y[part]) / weight)
        while pools and (pools[-1][2] >= pool[2] or pools[-1][1] >= pool[1]):
            pool = _joined(pools.pop(), pool)
        pools.append(pool)
    points = {round(mean, 5): round(min(share, MOST), 4) for _, mean, share in pools}
    return tuple(sorted(points.items()))


def reliability_tables(
    texts: Mapping[str, Sequence[tuple[float, bool]]],
) -> dict[str, Any]:
    """Return what `ocrlc eval` reports of scores: their errors, then a table of each kind.

    Args:
        texts: score of each text, and whether it is right, by kind: words, lines.
    """
    columns = {kind: ([s for s, _ in rows], [ok for _, ok in rows]) for kind, rows in texts.items()}
    errors = {f"ece_{kind}": calibration_error(*rows) for kind, rows in columns.items()}
    return errors | {f"reliability_{kind}": reliability(*rows) for kind, rows in columns.items()}


def all_judged(lines: Iterable[tuple[Decoded, str]]) -> dict[str, list[Judged]]:
    """Return the words and the lines of readings and their true texts, those that have a text."""
    kept = [(decoded, truth) for decoded, truth in lines if decoded.text.strip()]
    return {
        "words": [one for decoded, truth in kept for one in judged_words(decoded, truth)],
        "lines": [
            (decoded.scores, decoded.text.strip() == truth.strip()) for decoded, truth in kept
        ],
    }


def _joined(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float, float]:
    weight = one[0] + other[0]
    return (
        weight,
        (one[0] * one[1] + other[0] * other[1]) / weight,
        (one[0] * one[2] + other[0] * other[2]) / weight,
    )


def _group(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the group of each score; a border belongs to the group above it, 1 to the last."""
    return np.clip(np.searchsorted(EDGES, scores, side="right") - 1, 0, len(EDGES) - 2)
