"""Long lines cut and joined again."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlc.recognition.batching import COLUMNS_PER_STEP, MAX_WIDTH
from ocrlc.recognition.long_lines import OVERLAP, Steps, join_pieces, piece_bounds


@given(st.integers(1, 40_000))
def test_pieces_cover_a_line_and_overlap(width: int) -> None:
    bounds = piece_bounds(width)
    assert bounds[0][0] == 0
    assert bounds[-1][1] == width
    for start, end in bounds:
        assert start % COLUMNS_PER_STEP == 0
        assert 0 < end - start <= MAX_WIDTH
    for (_, end), (start, _) in pairwise(bounds):
        assert end - start >= OVERLAP


def spikes(count: int, seed: int) -> Steps:
    """Characters of one step, as CTC emits them, with blanks between."""
    rng = np.random.default_rng(seed)
    best = np.zeros(count, np.int64)
    places = np.arange(1, count, 4) + rng.integers(0, 2, len(range(1, count, 4)))
    best[places[places < count]] = rng.integers(1, 90, int((places < count).sum()))
    return Steps(best, rng.uniform(0.5, 1, count).astype(np.float32))


@pytest.mark.parametrize("width", [600, MAX_WIDTH, MAX_WIDTH + 4, 2400, 5001, 20_000])
def test_joined_pieces_are_the_whole(width: int) -> None:
    whole = spikes(-(-width // COLUMNS_PER_STEP), seed=width)
    bounds = piece_bounds(width)
    pieces = [
        Steps(whole.best[a // 4 : -(-b // 4)], whole.peak[a // 4 : -(-b // 4)]) for a, b in bounds
    ]
    joined = join_pieces(pieces, [start for start, _ in bounds])
    np.testing.assert_array_equal(joined.best, whole.best)
    np.testing.assert_array_equal(joined.peak, whole.peak)


def test_pieces_are_cut_between_characters_though_they_disagree_at_their_ends() -> None:
    whole = spikes(500, seed=1)
    bounds = piece_bounds(2000)
    pieces = []
    for start, end in bounds:
        best = whole.best[start // 4 : end // 4].copy()
        best[:8] = best[-8:] = 91  # what a piece makes of half a character
        pieces.append(Steps(best, whole.peak[start // 4 : end // 4]))
    pieces[0].best[:8], pieces[-1].best[-8:] = whole.best[:8], whole.best[-8:]
    joined = join_pieces(pieces, [start for start, _ in bounds])
    np.testing.assert_array_equal(joined.best, whole.best)
