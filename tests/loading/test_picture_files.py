"""Damaged images: an error, or on request what there is of them, with a warning."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from ocrlc.errors import InputError, LimitError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.picture_files import ONE_FRAME, TRUNCATED
from ocrlc.loading.tiff import count_pages
from tests.support.seeds import drawing, encoded, text_pdf, with_exif

LENIENT = LoadOptions(allow_truncated=True)


def noise(side: int = 160) -> Image.Image:
    pixels = np.random.default_rng(1).integers(30, 255, (side, side, 3))
    return Image.fromarray(pixels.astype(np.uint8))


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("JPEG", {}),
        ("PNG", {}),
        ("BMP", {}),
        ("GIF", {"interlace": 0}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
    ],
)
def test_a_truncated_image_is_read_as_far_as_it_goes(
    file_format: str, options: dict[str, object]
) -> None:
    data = encoded(noise(400), file_format, **options)
    (whole,) = load_pages(data, LENIENT)
    assert whole.warnings == ()
    if options.get("compression"):  # its directory is at the end: damage what is before
        place = len(data) * 6 // 10
        data = data[:place] + b"\xff" * 9000 + data[place + 9000 :]
    else:
        data = data[: len(data) * 6 // 10]
    with pytest.raises(InputError, match="truncated or damaged"):
        list(load_pages(data))
    (page,) = load_pages(data, LENIENT)
    assert page.warnings == (TRUNCATED,)
    assert page.image.shape == whole.image.shape
    there, missing = slice(0, 100), slice(-40, None)
    if file_format == "BMP":  # stored from the bottom upwards
        there, missing = slice(-100, None), slice(0, 40)
    assert np.array_equal(page.image[there], whole.image[there])
    assert np.ptp(page.image[missing].reshape(-1, 3), axis=0).max() == 0


def test_a_truncated_picture_is_turned_too() -> None:
    data = encoded(noise(), "JPEG", exif=with_exif(3))
    (page,) = load_pages(data[: len(data) // 2], LENIENT)
    assert page.warnings == (TRUNCATED,)
    assert page.image[:10].max() == 0  # what is missing was at the bottom of the sensor
    assert page.image[-10:].max() > 0


def test_reading_one_truncated_file_loosens_nothing_for_others() -> None:
    data = encoded(noise(), "PNG")[:20_000]
    list(load_pages(data, LENIENT))
    with pytest.raises(InputError):
        list(load_pages(data))


def test_headers_alone_are_an_error_all_the_same() -> None:
    for data in (b"\xff\xd8\xff", encoded(drawing())[:20], b"GIF89a"):
        with pytest.raises(InputError):
            list(load_pages(data, LENIENT))


def several(count: int = 4) -> bytes:
    first, *others = (noise(40) for _ in range(count))
    return encoded(first, "TIFF", save_all=True, append_images=others)


def test_pages_are_counted() -> None:
    assert count_pages(several(4)) == (4, True)
    assert count_pages(encoded(drawing(), "TIFF", big_tiff=True)) == (1, True)


def test_a_tiff_cut_off_between_pages_is_not_taken_for_a_whole_one() -> None:
    data = several(4)
    cut = data[: len(data) * 6 // 10]
    assert count_pages(cut)[1] is False
    with pytest.raises(InputError, match="pages after page 3 are missing"):
        list(load_pages(cut))
    pages = list(load_pages(cut, LENIENT))
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert [page.lines for page in pages] == [None, None, None, ()]
    assert [page.warnings for page in pages] == [
        (),
        (),
        (TRUNCATED,),
        ("page skipped: the pages after page 3 are missing",),
    ]


def test_a_chain_that_leads_back_is_no_endless_document() -> None:
    data = bytearray(several(2))
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    link = first + 2 + 12 * entries
    data[link : link + 4] = data[4:8]
    assert count_pages(bytes(data)) == (1, False)
    with pytest.raises(InputError, match="missing"):
        list(load_pages(bytes(data)))


@pytest.mark.parametrize("data", [b"", b"II*\0", b"II*\0\0\0\0\0", b"no TIFF at all"])
def test_what_is_no_tiff_has_no_pages(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        count_pages(data)


def test_one_bad_page_of_several_is_named_or_passed_over() -> None:
    data = bytearray(several(3))
    # The second page says that it is packed in a way it is not.
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    link = first + 2 + 12 * entries
    second = int.from_bytes(data[link : link + 4], "little")
    count = int.from_bytes(data[second : second + 2], "little")
    for entry in range(second + 2, second + 2 + 12 * count, 12):
        if int.from_bytes(data[entry : entry + 2], "little") == 259:
            data[entry + 8 : entry + 10] = (34_925).to_bytes(2, "little")
    with pytest.raises(InputError, match="page 2"):
        list(load_pages(bytes(data)))
    pages = list(load_pages(bytes(data), LENIENT))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [bool(page.warnings) for page in pages] == [False, True, False]


@pytest.mark.parametrize("make", [several, lambda count: text_pdf(*["text"] * count)])
def test_pages_asked_for_and_not_there_are_told(make: Callable[[int], bytes]) -> None:
    def warnings(pages: str) -> list[tuple[str, ...]]:
        return [page.warnings for page in load_pages(make(4), LoadOptions(pages=pages))]

    assert warnings("2-3,9,12-") == [(), ("asked for and not there: page 9, 12 (there are 4)",)]
    assert warnings("2-9") == [(), (), ()]  # as many as there are
    assert warnings("") == [(), (), (), ()]


def animation(file_format: str) -> bytes:
    """Return an animation of three frames, each of one grey."""
    frames = [Image.new("RGB", (40, 30), (value,) * 3) for value in (20, 120, 220)]
    options: dict[str, object] = {"lossless": True} if file_format == "WEBP" else {}
    file = io.BytesIO()
    frames[0].save(file, file_format, save_all=True, append_images=frames[1:], **options)
    return file.getvalue()


FRAMES = LoadOptions(all_frames=True)


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_frames_of_an_animation_are_pages_on_request(file_format: str) -> None:
    data = animation(file_format)
    (first,) = load_pages(data)
    assert (first.image.mean(), first.warnings) == (pytest.approx(20, abs=2), (ONE_FRAME,))
    pages = list(load_pages(data, FRAMES))
    assert [page.warnings for page in pages] == [()] * 3
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.image.mean() for page in pages] == pytest.approx([20, 120, 220], abs=2)
    (last,) = load_pages(data, LoadOptions(all_frames=True, pages="3"))
    assert last.image.mean() == pytest.approx(220, abs=2)
    with Image.open(io.BytesIO(data)) as picture:
        assert len(list(load_pages(picture, FRAMES))) == 3


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_still_picture_is_no_animation(file_format: str) -> None:
    for options in (FRAMES, LoadOptions()):
        (page,) = load_pages(encoded(noise(), file_format), options)
        assert page.warnings == ()


def test_a_damaged_second_frame_does_not_matter_to_the_first() -> None:
    data = animation("GIF")
    (page,) = load_pages(data[: len(data) - 60])
    assert page.image.mean() == pytest.approx(20, abs=2)


def test_frames_are_limited_as_pages_are() -> None:
    with pytest.raises(LimitError, match="3 pages are more than the limit of 2"):
        list(load_pages(animation("GIF"), LoadOptions(all_frames=True, max_pages=2)))
    data = animation("GIF")
    with pytest.raises(InputError, match="truncated or damaged"):
        list(load_pages(data[: len(data) - 60], FRAMES))
