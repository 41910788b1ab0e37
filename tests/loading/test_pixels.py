"""Memory while pixels are converted."""

from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest
from PIL import Image

from ocrlc.loading import deep_pixels
from ocrlc.loading.deep_pixels import stretch
from ocrlc.loading.pixels import flatten, to_pixels


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


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "CMYK", "YCbCr"])
def test_a_picture_takes_no_more_than_its_pixels_beside_itself(mode, monkeypatch):
    monkeypatch.setattr(deep_pixels, "_BAND", 1 << 16)
    noise = np.random.default_rng(0).integers(0, 256, (300, 200, 3), np.uint8)
    picture = Image.fromarray(noise).convert(mode).resize((2000, 3000))
    tracemalloc.start()
    done = to_pixels(picture)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.2 * done.nbytes + 4_000_000
    whole = np.asarray(picture.convert("RGBA" if mode in ("RGBA", "LA") else "RGB"))
    if mode in ("RGBA", "LA"):
        assert np.array_equal(done, flatten(cv2.cvtColor(whole, cv2.COLOR_RGBA2BGRA)))
    else:
        assert np.array_equal(done, whole[:, :, ::-1])


@pytest.mark.parametrize("transparency", [0, b"\x00\x80\xff"])
def test_transparent_colours_of_a_palette_are_laid_over_white(transparency, monkeypatch):
    monkeypatch.setattr(deep_pixels, "_BAND", 40)
    picture = Image.new("P", (30, 20))
    picture.putpalette([0, 0, 0, 100, 0, 0, 0, 0, 200])
    picture.paste(1, (5, 5, 9, 9))
    picture.paste(2, (12, 5, 19, 9))
    picture.info["transparency"] = transparency
    whole = np.asarray(picture.convert("RGBA"))
    expected = flatten(cv2.cvtColor(whole, cv2.COLOR_RGBA2BGRA))
    assert np.array_equal(to_pixels(picture), expected)
    assert (expected[0, 0] == 255).all()


def test_bands_change_nothing(monkeypatch):
    random = np.random.default_rng(0)
    colour = random.integers(0, 256, (100, 70, 4), dtype=np.uint8)
    deep = random.normal(1000, 300, (100, 70)).astype(np.float32)
    deep[3, 4] = np.nan
    whole = flatten(colour), stretch(deep)
    monkeypatch.setattr(deep_pixels, "_BAND", 200)
    assert np.array_equal(flatten(colour), whole[0])
    assert np.array_equal(stretch(deep), whole[1])
