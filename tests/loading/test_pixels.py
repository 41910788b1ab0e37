"""Memory while pixels are converted."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from ocrlc.loading import deep_pixels
from ocrlc.loading.deep_pixels import stretch
from ocrlc.loading.pixels import flatten


@pytest.mark.parametrize(
    ("convert", "page"),
    [
        (flatten, np.full((3000, 2000, 4), 128, np.uint8)),
        (stretch, np.linspace(0, 60_000, 6_000_000).astype(np.uint16).reshape(3000, 2000)),
        (stretch, np.ones((2000, 1500, 3), np.uint16)),
    ],
)
def test_a_page_takes_no_multiple_of_itself(convert, page, monkeypatch):
    monkeypatch.setattr(deep_pixels, "_BAND", 1 << 16)
    tracemalloc.start()
    done = convert(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.2 * done.nbytes + 4_000_000
    assert done.shape[:2] == page.shape[:2]


def test_bands_change_nothing(monkeypatch):
    random = np.random.default_rng(0)
    colour = random.integers(0, 256, (100, 70, 4), dtype=np.uint8)
    deep = random.normal(1000, 300, (100, 70)).astype(np.float32)
    deep[3, 4] = np.nan
    whole = flatten(colour), stretch(deep)
    monkeypatch.setattr(deep_pixels, "_BAND", 200)
    assert np.array_equal(flatten(colour), whole[0])
    assert np.array_equal(stretch(deep), whole[1])
