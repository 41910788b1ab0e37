"""Plans for batches, and what each line gets of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlc.recognition.batching import (
    COLUMNS_PER_STEP,
    GAP,
    MAX_COLUMNS,
    MAX_WIDTH,
    STRIP_WIDTHS,
    WIDTH_STEP,
    Array,
    compute_lines,
    pack,
    padded_width,
    plan_batches,
)

widths = st.lists(st.integers(8, MAX_WIDTH), max_size=80)


@given(widths)
def test_without_strips_every_line_is_padded_by_its_own_width(lines: list[int]) -> None:
    batches = plan_batches(lines, strips=False)
    assert sorted(s.number for batch in batches for (s,) in batch.rows) == list(range(len(lines)))
    for batch in batches:
        assert {padded_width(lines[slot.number]) for (slot,) in batch.rows} == {batch.width}
        assert batch.width * len(batch.rows) <= MAX_COLUMNS


@given(widths)
def test_strips_hold_every_line_once_with_gaps_between(lines: list[int]) -> None:
    batches = plan_batches(lines, strips=True)
    rows = [row for batch in batches for row in batch.rows]
    assert sorted(slot.number for row in rows for slot in row) == list(range(len(lines)))
    for batch in batches:
        assert batch.width % WIDTH_STEP == 0
        assert batch.width <= MAX_WIDTH
        assert batch.width * len(batch.rows) <= MAX_COLUMNS
        for row in batch.rows:
            end = -GAP
            for slot in row:
                assert slot.start % COLUMNS_PER_STEP == 0
                assert slot.start - end >= GAP
                end = slot.start + lines[slot.number]
            assert end <= batch.width


def test_many_lines_take_few_shapes_and_little_padding() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        lines = [int(w) for w in rng.integers(20, 600, 60)]
        batches = plan_batches(lines, strips=True)
        assert {batch.width for batch in batches} < set(STRIP_WIDTHS)
        columns = sum(batch.width * len(batch.rows) for batch in batches)
        assert columns < 1.12 * (sum(lines) + GAP * len(lines))


def test_batches_are_as_few_and_as_even_as_can_be() -> None:
    most = MAX_COLUMNS // padded_width(300)
    sizes = [len(batch.rows) for batch in plan_batches([300] * (2 * most + 1), strips=False)]
    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 1


def test_lines_are_taken_in_the_order_given() -> None:
    rows = pack([1, 0, 2], [100, 600, 30], 640)
    assert [[slot.number for slot in row] for row in rows] == [[1], [0, 2]]


@pytest.mark.parametrize("strips", [False, True])
def test_each_line_gets_the_output_of_its_own_pixels(strips: bool) -> None:
    def run(batch: Array) -> Array:
        """A network that returns the mean of each step's pixels."""
        n, _, height, width = batch.shape
        return batch[:, 0].reshape(n, height, width // 4, 4).mean(axis=(1, 3))[:, :, None]

    rng = np.random.default_rng(0)
    lines = [np.full((32, int(w)), i, np.uint8) for i, w in enumerate(rng.integers(8, 1281, 40))]
    for number, output in enumerate(compute_lines(lines, run, strips)):
        whole = lines[number].shape[1] // COLUMNS_PER_STEP
        np.testing.assert_allclose(output[:whole], number / 127.5 - 1, atol=1e-5)
        assert len(output) >= whole
        np.testing.assert_allclose(output[whole + 1 :], 0, atol=0.01)


def test_no_lines_are_no_work() -> None:
    assert plan_batches([], strips=True) == []


@pytest.mark.parametrize("width", [1, WIDTH_STEP, WIDTH_STEP + 1, 1279])
def test_padding_is_less_than_a_step(width: int) -> None:
    assert 0 <= padded_width(width) - width < WIDTH_STEP
    assert padded_width(width) % WIDTH_STEP == 0
