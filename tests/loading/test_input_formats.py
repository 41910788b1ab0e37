from __future__ import annotations

import io

import pytest
from PIL import Image

from ocrlc.loading.input_formats import (
    HEAD,
    INPUT_FORMATS,
    format_names,
    input_format_of,
    is_pdf,
)


@pytest.mark.parametrize("format", INPUT_FORMATS, ids=lambda one: one.name)
def test_files_are_told_by_their_content(format):
    if format.pillow is None:
        data = b"\n" * 100 + b"%PDF-1.7\n"
    else:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(file, format.pillow)
        data = file.getvalue()
    assert input_format_of(data[:HEAD]) is format


def test_big_tiff_is_tiff():
    file = io.BytesIO()
    Image.new("L", (4, 4)).save(file, "TIFF", big_tiff=True)
    found = input_format_of(file.getvalue())
    assert found is not None
    assert found.name == "TIFF"


@pytest.mark.parametrize("data", [b"", b"RIFF\0\0\0\0WAVE", b"plain text", b"PK\3\4"])
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
