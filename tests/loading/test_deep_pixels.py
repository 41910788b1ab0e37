"""Pixels of more than 8 bits."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from ocrlc.errors import InputError
from ocrlc.loading.deep_pixels import CUT, stretch
from ocrlc.loading.load import load_pages

GREY = np.tile(np.linspace(20, 235, 120).astype(np.uint8), (90, 1))


def opened(data: bytes):
    (page,) = load_pages(data)
    return page


@pytest.mark.parametrize("stray", [np.inf, -np.inf, 1e6, -9999.0])
def test_a_stray_value_does_not_darken_the_page(stray):
    values = (GREY / 255).astype(np.float32)
    expected = stretch(values).astype(int)
    values[3, 4] = stray
    warnings: list[str] = []
    found = stretch(values, warnings)
    found[3, 4] = expected[3, 4]
    assert np.abs(found - expected).max() <= 2
    assert warnings == [CUT]


def test_what_is_no_number_is_black():
    values = np.full((20, 30), 3.0, np.float32)
    values[4, 5] = np.nan
    assert stretch(values)[4, 5] == 0
    assert stretch(values)[4, 6] == 255


def test_letters_on_a_blank_page_are_no_strays():
    page = np.full((2000, 2000), 60_000, np.uint16)
    page[100:110, 100:104] = 3_000
    assert stretch(page)[105, 102] == 0
    assert stretch(page)[0, 0] == 255


def test_large_unsigned_values_are_not_negative():
    file = io.BytesIO()
    Image.fromarray(GREY.astype(np.int32)).save(file, "TIFF")
    data = bytearray(file.getvalue())
    start = data.find(GREY.astype("<i4").tobytes())
    large = (GREY.astype(np.uint32) * 16843009).astype("<u4").tobytes()
    data[start : start + len(large)] = large
    place = data.find(struct.pack("<HHI", 339, 3, 1))
    assert place > 0
    data[place + 8 : place + 10] = struct.pack("<H", 1)
    assert np.abs(opened(bytes(data)).image.astype(int) - stretch(GREY.astype(float))).max() <= 1


def planar_tiff(colours: np.ndarray, compression: int = 1) -> bytes:
    """Return an uncompressed TIFF of 16 bits, one plane a colour. Shape: H, W, 3."""
    height, width, _ = colours.shape
    planes = np.ascontiguousarray(colours.transpose(2, 0, 1)).astype("<u2").tobytes()
    size = len(planes) // 3
    lists = struct.pack("<3H2x3I3I", 16, 16, 16, *(8 + i * size for i in range(3)), *[size] * 3)
    at = 8 + len(planes)
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 3, at),
        (259, 3, 1, compression),
        (262, 3, 1, 2),
        (273, 4, 3, at + 8),
        (277, 3, 1, 3),
        (278, 4, 1, height),
        (279, 4, 3, at + 20),
        (284, 3, 1, 2),
    ]
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    end = struct.pack("<H", len(entries)) + rows + bytes(4)
    return b"II*\0" + struct.pack("<I", at + len(lists)) + planes + lists + end


def test_16_bit_colours_stored_apart():
    colours = np.dstack([GREY, GREY[::-1, ::-1], GREY // 2]).astype(np.uint16) * 257
    found = opened(planar_tiff(colours)).image[:, :, ::-1]
    assert np.array_equal(found, stretch(colours))


def test_compressed_ones_are_refused():
    colours = np.dstack([GREY] * 3).astype(np.uint16)
    with pytest.raises(InputError, match="stored apart"):
        opened(planar_tiff(colours, compression=8))
