from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocrlc.errors import InputError
from ocrlc.loading.input_formats import (
    HEAD,
    INPUT_FORMATS,
    format_names,
    input_format_of,
    is_pdf,
)
from ocrlc.loading.load import load_pages

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("format", INPUT_FORMATS, ids=lambda one: one.name)
def test_files_are_told_by_their_content(format):
    if format.pillow is None:
        data = b"\n" * 100 + b"%PDF-1.7\n"
    elif format.plugin:  # which decodes but does not write
        data = (CASES / f"40_format{format.endings[0]}").read_bytes()
    else:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(file, format.pillow)
        data = file.getvalue()
    assert input_format_of(data[:HEAD]) is format


def test_brands_after_the_general_one_tell_avif_from_heic():
    """Some encoders call both `mif1`, which says nothing about how the pixels are encoded."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "AVIF")
    for data, name in (
        (file.getvalue(), "AVIF"),
        ((CASES / "40_format.heic").read_bytes(), "HEIC"),
    ):
        general = data[:8] + b"mif1" + data[12:]
        assert input_format_of(general[:HEAD]).name == name
        (page,) = load_pages(general)
        (same,) = load_pages(data)
        assert np.array_equal(page.image, same.image)


def test_big_tiff_is_tiff():
    file = io.BytesIO()
    Image.new("L", (4, 4)).save(file, "TIFF", big_tiff=True)
    found = input_format_of(file.getvalue())
    assert found is not None
    assert found.name == "TIFF"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF\0\0\0\0WAVE",
        b"plain text",
        b"PK\3\4",
        b"P9 1 1",
        b"\0\0\0\x18ftypmp42",
        b"\n\5\1 text",
    ],
)
def test_other_files_are_of_no_format(data):
    assert input_format_of(data) is None


def test_header_of_a_pdf_may_come_late_but_not_too_late():
    assert is_pdf(b" " * 1000 + b"%PDF-")
    assert not is_pdf(b" " * HEAD + b"%PDF-")


def test_no_two_formats_share_an_ending():
    endings = [ending for format in INPUT_FORMATS for ending in format.endings]
    assert len(set(endings)) == len(endings)
    assert all(ending == ending.lower() for ending in endings)


def test_names_for_a_sentence():
    assert format_names().endswith(f" or {INPUT_FORMATS[-1].name}")


@pytest.mark.parametrize("name", ["40_format.heic", "40_format.avif", "40_format.jp2"])
def test_pixels_come_from_every_decoder(name):
    """One picture in three formats: their pixels differ by what compression loses."""
    path = CASES / name
    (page,) = load_pages(path)
    (other,) = load_pages(CASES / "40_format.jp2")
    assert page.image.shape == (400, 900, 3)
    assert np.abs(page.image.astype(int) - other.image).mean() < 6


def test_a_damaged_heic_names_itself(tmp_path):
    path = tmp_path / "short.heic"
    path.write_bytes((CASES / "40_format.heic").read_bytes()[:3000])
    with pytest.raises(InputError, match=r"short\.heic"):
        list(load_pages(path))
