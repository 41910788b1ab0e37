"""What holds for every picture: the same page from every mode, file and entry point."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ocrlc.detection.detector import Detector, DetectorOptions
from ocrlc.errors import InputError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions, parse_pages
from ocrlc.pipeline import OCR
from ocrlc.polygons import turn_polygon
from ocrlc.reading.orientation import turn_image
from ocrlc.writers import FORMATS, write
from tests.support.seeds import encoded, with_exif

RELAXED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SIDES = st.one_of(st.integers(1, 40), st.sampled_from([50, 333, 20_000]))
SIZES = st.tuples(SIDES, SIDES).filter(lambda size: size[0] * size[1] <= 1_000_000)
LOSSLESS = {
    "PNG": {}, "BMP": {}, "TIFF": {}, "WEBP": {"lossless": True, "exact": True},
}  # fmt: skip
# Which modes each format holds; the grey ones must come out as they went in.
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F", "HSV", "PA", "La")
TRANSPOSED = {
    1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4,
}  # fmt: skip
"""By EXIF orientation: the transposition that stores an upright picture so."""


def page_of(source: object, options: LoadOptions | None = None) -> np.ndarray:
    (page,) = load_pages(source, options)
    return page.image


def grey(image: np.ndarray) -> np.ndarray:
    return image if image.ndim == 2 else image.mean(axis=2)


@st.composite
def drawings(draw: st.DrawFn) -> Image.Image:
    """Black on white in blocks: what every mode can hold."""
    width, height = draw(SIZES)
    seed = draw(st.integers(0, 2**32 - 1))
    blocks = np.random.default_rng(seed).random((-(-height // 8), -(-width // 8))) < 0.7
    pixels = np.kron(blocks, np.ones((8, 8)))[:height, :width] * 255
    pixels[0, 0], pixels[-1, -1] = 0, 255  # the deep modes are scaled by the range in use
    return Image.fromarray(pixels.astype(np.uint8))


def in_mode(picture: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(np.asarray(picture, np.uint16) * 257)
    if mode == "PA":
        return picture.convert("LA").convert("PA")
    if mode == "La":
        return picture.convert("LA").convert("La")
    if mode == "HSV":
        return picture.convert("RGB").convert("HSV")
    return picture.convert(mode)


@RELAXED
@given(picture=drawings(), mode=st.sampled_from(MODES))
def test_every_mode_is_the_same_page(picture: Image.Image, mode: str) -> None:
    expected = np.asarray(picture).astype(int)
    image = page_of(in_mode(picture, mode))
    assert image.dtype == np.uint8
    assert image.shape[:2] == expected.shape
    assert np.abs(grey(image) - expected).max() <= 2


@RELAXED
@given(
    picture=drawings(),
    mode=st.sampled_from(["1", "L", "P", "RGB", "RGBA", "I;16"]),
    file_format=st.sampled_from(sorted(LOSSLESS)),
)
def test_every_file_and_entry_point_is_the_same_page(
    picture: Image.Image, mode: str, file_format: str, tmp_path: Path
) -> None:
    converted = in_mode(picture, mode)
    if (file_format == "WEBP" and max(picture.size) > 16_383) or (
        mode == "I;16" and file_format in ("BMP", "WEBP")
    ):
        return  # which these cannot hold
    data = encoded(converted, file_format, **LOSSLESS[file_format])
    expected = np.asarray(picture).astype(int)
    path = tmp_path / "page"
    path.write_bytes(data)
    sources = [data, bytearray(data), path, str(path), io.BytesIO(data)]
    images = [page_of(source) for source in sources]
    with path.open("rb", buffering=0) as file:
        images.append(page_of(file))
    with Image.open(path) as opened:
        images.append(page_of(opened))
    images.append(page_of(images[0]))
    for image in images:
        assert np.array_equal(image, images[0])
    assert np.abs(grey(images[0]) - expected).max() <= 2


@RELAXED
@given(
    picture=drawings(),
    orientation=st.integers(1, 8),
    file_format=st.sampled_from(["PNG", "TIFF", "JPEG"]),
)
def test_all_orientations_of_exif(picture: Image.Image, orientation: int, file_format: str) -> None:
    turn = TRANSPOSED[orientation]
    stored = picture if turn is None else picture.transpose(Image.Transpose(turn))
    options = {"quality": 95} if file_format == "JPEG" else {}
    data = encoded(stored, file_format, exif=with_exif(orientation), **options)
    image = page_of(data)
    assert image.shape[:2] == (picture.height, picture.width)
    assert np.abs(grey(image) - np.asarray(picture).astype(int)).mean() <= 8


@RELAXED
@given(size=SIZES, seed=st.integers(0, 9), degrees=st.sampled_from([0, 90, 180, 270]))
def test_points_turn_with_their_image(size: tuple[int, int], seed: int, degrees: int) -> None:
    width, height = size
    rng = np.random.default_rng(seed)
    x, y = int(rng.integers(width)), int(rng.integers(height))
    image = np.zeros((height, width), np.uint8)
    image[y, x] = 1
    turned = turn_image(image, degrees)
    corners = ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))
    there = turn_polygon(corners, degrees, width, height)
    column, row = np.mean(there, axis=0)
    assert turned[int(row), int(column)] == 1
    back = turn_polygon(there, -degrees % 360, turned.shape[1], turned.shape[0])
    assert back == corners


@RELAXED
@given(
    ranges=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5), st.booleans()), max_size=4),
    number=st.integers(1, 40),
)
def test_chosen_pages(ranges: list[tuple[int, int, bool]], number: int) -> None:
    parts = [f"{a}-" if endless else f"{a}-{a + more}" for a, more, endless in ranges]
    expected = not ranges or any(
        a <= number and (endless or number <= a + more) for a, more, endless in ranges
    )
    assert LoadOptions(pages=",".join(parts)).wants(number) == expected
    assert len(parse_pages(" , ".join(parts))) == len(ranges)


@RELAXED
@given(picture=drawings(), limit=st.integers(1, 2000))
def test_the_pixel_limit_holds_for_every_source(picture: Image.Image, limit: int) -> None:
    options = LoadOptions(max_pixels=limit)
    for source in (picture, np.asarray(picture), encoded(picture)):
        if picture.width * picture.height <= limit:
            assert page_of(source, options).shape[:2] == (picture.height, picture.width)
        else:
            with pytest.raises(InputError, match="megapixels"):
                page_of(source, options)


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 7), (7, 1), (50, 20_000), (20_000, 50), (3, 20_000), (33, 65)]
)
@pytest.mark.parametrize("filled", [False, True])
def test_pages_of_all_sizes_are_looked_at(size: tuple[int, int], filled: bool) -> None:
    detector = DETECTOR
    image = np.full(size, 255, np.uint8)
    if filled:
        image[: size[0] // 2, ::9] = 0
    for box in detector.detect(image):
        assert box.min() >= 0
        assert (box.max(axis=0) <= (size[1], size[0])).all()


@pytest.mark.parametrize("size", [(1, 1), (7, 1), (50, 20_000), (20_000, 50)])
@pytest.mark.parametrize("filled", [False, True])
def test_pages_of_all_sizes_are_read_and_written(size: tuple[int, int], filled: bool) -> None:
    image = np.full(size, 255, np.uint8)
    if filled:
        image[: size[0] // 2, ::9] = 0
    document = READER.recognize(image)
    (page,) = document.pages
    assert (page.height, page.width) == size
    assert filled or page.warnings == ("no text found",)
    for name, format in FORMATS.items():
        if not format.is_binary:  # which need a file
            assert write(document, name) or not page.lines


READER = OCR(threads=1)
DETECTOR = Detector(threads=1, options=DetectorOptions(max_page_pixels=1_000_000))
