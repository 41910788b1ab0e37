"""Which pages are read, and that limits are limits."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ocrlc.errors import ConfigError, InputError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import MAX_PIXELS, LoadOptions, parse_pages
from tests.support.seeds import drawing, encoded, text_pdf


def test_ranges_of_pages() -> None:
    assert parse_pages("") == ()
    assert parse_pages("1-3, 7,9 -") == ((1, 3), (7, 7), (9, None))


@pytest.mark.parametrize("text", ["0", "3-1", "a", "1,,2", "-3", "1-2-3", "1;2", "²"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(ConfigError, match="pages"):
        LoadOptions(pages=text)


@pytest.mark.parametrize(
    "options",
    [
        {"dpi": 5},
        {"dpi": 1e9},
        {"max_pixels": MAX_PIXELS + 1},
        {"max_pages": 0},
        {"max_bytes": 0},
        {"max_bytes": 10**20},
    ],
)
def test_values_out_of_range(options: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        LoadOptions(**options)


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(LoadOptions(password="secret"))


@pytest.mark.parametrize("kind", ["pdf", "tiff"])
def test_chosen_pages_keep_their_numbers(kind: str) -> None:
    if kind == "pdf":
        data = text_pdf(*"abcdef")
    else:
        data = encoded(drawing(), "TIFF", save_all=True, append_images=[drawing("L")] * 5)
    pages = load_pages(data, LoadOptions(pages="2-3,5-"))
    assert [page.number for page in pages] == [2, 3, 5, 6]
    assert [page.number for page in load_pages(data, LoadOptions(pages="6-9"))] == [6]
    with pytest.raises(InputError, match="6 page"):
        list(load_pages(data, LoadOptions(pages="7,9")))
    assert len(list(load_pages(data, LoadOptions(pages="1-2", max_pages=2)))) == 2
    with pytest.raises(InputError, match="limit of 5"):
        list(load_pages(data, LoadOptions(max_pages=5)))


def test_pages_of_what_has_one() -> None:
    for source in (drawing(), np.asarray(drawing()), encoded(drawing(), "JPEG")):
        assert len(list(load_pages(source, LoadOptions(pages="1-4")))) == 1
        with pytest.raises(InputError, match="1 page"):
            list(load_pages(source, LoadOptions(pages="2")))


class Endless(io.RawIOBase):
    """A stream without an end that counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 <= size <= 10_000
        self.taken += min(size, 1000)
        return b"x" * min(size, 1000)


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(encoded(drawing()) + b"\0" * 10_000)
    stream = Endless()
    for source in (path, path.open("rb"), stream):
        with pytest.raises(InputError, match="larger than"):
            list(load_pages(source, LoadOptions(max_bytes=5000)))
    assert stream.taken == 5001
    assert len(list(load_pages(path, LoadOptions(max_bytes=100_000)))) == 1


def test_only_the_listed_formats_are_opened() -> None:
    for file_format in ("ICO", "EPS", "SGI"):
        with pytest.raises(InputError, match="not an image or PDF|is PostScript|of another kind"):
            list(load_pages(encoded(drawing(), file_format)))


def test_skip_text_is_the_old_name_of_a_mode() -> None:
    old = LoadOptions(skip_text=True)
    assert old == LoadOptions(text_layer="auto")
    assert replace(old, text_layer="ignore") == LoadOptions()
    with pytest.raises(ConfigError, match="'never' unknown; there are ignore, auto, only"):
        LoadOptions(text_layer="never")
