"""Loading pages from everything that holds one, and cutting lines out of them."""

from __future__ import annotations

import io
import os
import threading
import zlib
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from ocrlc.errors import FormatError, InputError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.recognition.crops import crop_line, tighten


def page_of(source: object) -> np.ndarray:
    (page,) = load_pages(source)
    assert page.number == 1
    assert page.image.dtype == np.uint8
    return page.image


def encoded(picture: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


def red_square() -> Image.Image:
    """White, 40 x 30, a red square in the top left corner."""
    picture = Image.new("RGB", (40, 30), "white")
    picture.paste((255, 0, 0), (0, 0, 10, 10))
    return picture


def pdf_bytes(*sizes: tuple[int, int]) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "TIFF", "WEBP"])
def test_colour_comes_as_bgr(file_format: str) -> None:
    options = {"lossless": True} if file_format == "WEBP" else {}
    image = page_of(encoded(red_square(), file_format, **options))
    assert image.shape == (30, 40, 3)
    assert image[5, 5].tolist() == [0, 0, 255]
    assert image[20, 20].tolist() == [255, 255, 255]


def test_every_kind_of_source_gives_the_same_page(tmp_path: Path) -> None:
    data = encoded(red_square())
    path = tmp_path / "page.jpg"  # the content is a PNG: names do not decide
    path.write_bytes(data)
    expected = page_of(data)
    with path.open("rb") as file:
        others = [page_of(path), page_of(str(path)), page_of(file)]
    others += [page_of(io.BytesIO(data)), page_of(red_square()), page_of(expected)]
    assert all(np.array_equal(expected, image) for image in others)


def test_source_names(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(red_square()))
    with path.open("rb") as file:
        given = [path, path.read_bytes(), file, np.zeros((9, 9), np.uint8), red_square()]
        names = [next(load_pages(source)).source for source in given]
    assert names == [str(path), "<bytes>", str(path), "<array>", "<image>"]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "TIFF"])
def test_exif_orientation_is_applied(orientation: int, file_format: str) -> None:
    upright = Image.new("L", (40, 24), 255)
    upright.paste(0, (0, 0, 16, 8))
    stored_by = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the inverse transpositions
    stored = upright if orientation == 1 else upright.transpose(stored_by[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = page_of(encoded(stored, file_format, exif=exif))
    assert np.abs(image.astype(int) - np.asarray(upright)).max() < 16


def test_transparency_lies_over_white() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    half = Image.new("LA", (8, 8), (0, 128))
    keyed = Image.new("L", (8, 8), 7)
    palette = red_square().convert("P")
    assert page_of(clear).min() == 255
    assert np.unique(page_of(half)).tolist() == [127]
    assert page_of(encoded(keyed, transparency=7)).min() == 255
    assert page_of(clear.quantize()).min() == 255  # the palette itself is transparent
    assert page_of(encoded(palette))[5, 5].tolist() == [0, 0, 255]


def test_cmyk_and_one_bit() -> None:
    cmyk = page_of(encoded(red_square().convert("CMYK"), "JPEG", quality=95))
    assert np.abs(cmyk[4, 4].astype(int) - [0, 0, 255]).max() < 12
    one_bit = Image.new("1", (16, 8), 1)
    one_bit.putpixel((3, 2), 0)
    image = page_of(encoded(one_bit, "TIFF", compression="group4"))
    assert image.shape == (8, 16)
    assert image[2, 3] == 0
    assert image.sum() == 255 * 127


@pytest.mark.parametrize("top", [4095, 65535])
@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_by_their_real_range(top: int, file_format: str) -> None:
    grey = np.full((20, 30), top, np.uint16)
    grey[:5] = top // 10
    image = page_of(encoded(Image.fromarray(grey), file_format))
    assert (image[0, 0], image[10, 10]) == (0, 255)
    done, file = cv2.imencode(f".{file_format.lower()}", np.dstack([grey // 2, grey, grey]))
    assert done
    colour = page_of(file.tobytes())
    assert abs(int(colour[10, 10, 0]) - 120) < 12
    assert colour[10, 10, 1:].tolist() == [255, 255]


def test_only_deep_files_are_decoded_twice(capfd: pytest.CaptureFixture[str]) -> None:
    """The rows of this one are 2160 bytes: OpenCV, which complains on stderr, is not asked."""
    data = encoded(Image.new("RGB", (720, 9)), "BMP")
    with pytest.raises(InputError, match="truncated"):
        page_of(data[: len(data) // 2])
    assert capfd.readouterr().err == ""


def test_deep_blank_paper_stays_blank() -> None:
    noise = np.random.default_rng(0).integers(59_500, 60_500, (40, 40)).astype(np.uint16)
    assert page_of(encoded(Image.fromarray(noise))).min() > 200


def test_tiff_yields_all_pages_and_leaves_the_picture_alone(tmp_path: Path) -> None:
    first, second = Image.new("L", (20, 10), 10), Image.new("RGB", (30, 10), (0, 0, 200))
    data = encoded(first, "TIFF", save_all=True, append_images=[second])
    pages = list(load_pages(data))
    assert [(page.number, page.image.shape) for page in pages] == [(1, (10, 20)), (2, (10, 30, 3))]
    with Image.open(io.BytesIO(data)) as picture:
        picture.seek(1)
        assert len(list(load_pages(picture))) == 2
        assert picture.tell() == 1


def test_animations_are_one_page() -> None:
    data = encoded(red_square(), "GIF", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    assert page_of(data).shape == (30, 40, 3)


def test_pdf_is_drawn_at_200_dpi() -> None:
    pages = list(load_pages(b"\n" + pdf_bytes((72, 144), (144, 72))))
    assert [page.image.shape for page in pages] == [(400, 200, 3), (200, 400, 3)]
    assert [page.number for page in pages] == [1, 2]
    assert all(page.image.min() == 255 for page in pages)


def test_pdf_content_and_oversized_pages() -> None:
    image = page_of(encoded(red_square(), "PDF", resolution=72))
    assert image[10, 10].tolist() == pytest.approx([0, 0, 254], abs=20)
    (page,) = load_pages(pdf_bytes((7200, 7200)), LoadOptions(max_pixels=10_000))
    assert 9_000 < page.image.shape[0] * page.image.shape[1] <= 10_000
    assert page.warnings == ("drawn at 1 dpi: the page is very large",)


def test_pdf_from_several_threads() -> None:
    data = pdf_bytes(*[(100, 100)] * 8)
    shapes: list[tuple[int, ...]] = []

    def read() -> None:
        shapes.extend(page.image.shape for page in load_pages(data))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(278, 278, 3)] * 32


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "PDF"])
@pytest.mark.parametrize("share", [0.02, 0.4, 0.9])
def test_truncated_files_name_themselves(file_format: str, share: float, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 90, 3)).astype(np.uint8)
    data = encoded(Image.fromarray(noise), file_format)
    path = tmp_path / "short.bin"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match=r"short\.bin") as caught:
        list(load_pages(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"hello, world" * 50, "not an image"), (b"%PDF-1.7 nothing", "PDF")],
)
def test_what_holds_no_page(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(data)
    with pytest.raises(InputError, match=rf"broken\.png.*{reason}"):
        list(load_pages(path))


def test_missing_file_folder_and_wrong_types(tmp_path: Path) -> None:
    for source in (tmp_path / "none.png", tmp_path, io.StringIO("text"), None, 7, "a\0b"):
        with pytest.raises(InputError):
            list(load_pages(source))
    with pytest.raises(InputError, match="has no pixels"):
        list(load_pages(Image.new("RGB", (0, 5))))
    for shape, kind in (((0, 5), np.uint8), ((5, 5, 2), np.uint8), ((5, 5), np.float32)):
        with pytest.raises(InputError, match="expected uint8"):
            list(load_pages(np.zeros(shape, kind)))


def test_paths_as_bytes_and_closed_files(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.new("L", (40, 30)), "PNG"))

    class BytesPath:
        def __fspath__(self) -> bytes:
            return os.fsencode(path)

    (page,) = load_pages(BytesPath())  # type: ignore[arg-type]
    assert (page.image.shape, page.source) == ((30, 40), str(path))
    with path.open("rb") as file:
        pass
    with pytest.raises(InputError, match=r"a\.png: cannot be read \(read of closed file\)"):
        list(load_pages(file))


def test_negative_width_is_not_a_large_one() -> None:
    data = bytearray(encoded(Image.new("L", (40, 30)), "BMP"))
    assert next(load_pages(bytes(data))).image.shape == (30, 40)
    data[18:22] = (-40).to_bytes(4, "little", signed=True)
    with pytest.raises(FormatError, match="not an image or PDF"):
        list(load_pages(bytes(data)))


def test_pixel_limit_comes_before_decoding() -> None:
    header = encoded(Image.new("1", (64, 64)), "PNG")
    bomb = header[:16] + (15_000).to_bytes(4, "big") * 2 + header[24:]
    bomb = bomb[:29] + zlib.crc32(bomb[12:29]).to_bytes(4, "big") + bomb[33:]
    with pytest.raises(InputError, match="megapixels"):
        list(load_pages(bomb))


def test_damaged_exif_does_not_stop_a_page() -> None:
    data = encoded(red_square(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01" * 40)
    assert page_of(data).shape == (30, 40, 3)


def ramp(height: int = 60, width: int = 200) -> np.ndarray:
    return np.add.outer(np.arange(height), np.arange(width)).astype(np.uint8)


def box(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def test_upright_boxes_are_slices() -> None:
    image = ramp()
    assert np.array_equal(crop_line(image, box(10, 20, 110, 40)), image[20:40, 10:110])


def test_warp_and_slice_agree() -> None:
    image = cv2.GaussianBlur(
        np.random.default_rng(2).integers(0, 255, (60, 200)).astype("u1"), (9, 9), 0
    )
    almost = box(10, 20, 110, 40)
    almost[1, 1] += 1e-3  # no longer a slice
    warped = crop_line(image, almost).astype(int)
    assert np.abs(warped - image[20:40, 10:110]).max() <= 1


def test_rotated_text_is_straightened() -> None:
    canvas = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(canvas).rectangle((60, 130, 239, 169), fill=0)
    ImageDraw.Draw(canvas).rectangle((60, 130, 79, 169), fill=128)  # where the line begins
    matrix = cv2.getRotationMatrix2D((150, 150), 20, 1)
    page = cv2.warpAffine(np.asarray(canvas), matrix, (300, 300), borderValue=255)
    corners = cv2.transform(box(60, 130, 240, 170)[None], matrix)[0].astype(np.float32)
    crop = crop_line(page, corners)
    assert crop.shape == (40, 180)
    assert abs(int(crop[20, 10]) - 128) < 8
    assert crop[5:35, 30:170].max() < 20


@pytest.mark.parametrize("channels", [(), (3,)])
@pytest.mark.parametrize("rotate", [True, False])
@pytest.mark.parametrize("turn", [0, 1])
def test_long_lines_are_straightened_in_parts(channels, rotate, turn, monkeypatch) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (90, 700, *channels)).astype("u1")
    page = np.rot90(cv2.GaussianBlur(noise, (9, 9), 0), turn)
    corners = np.array([[8, 10.5], [690, 30.5], [689, 60.5], [7, 40.5]], np.float32)
    if turn:
        x, y = corners.T
        corners = np.stack([y, 700 - x], axis=1)[[1, 2, 3, 0]]
    whole = crop_line(page, corners, rotate).astype(int)
    monkeypatch.setattr("ocrlc.recognition.crops._MOST", 200)
    parts = crop_line(page, corners, rotate).astype(int)
    assert parts.shape == whole.shape
    assert np.abs(parts - whole).mean() < 0.5
    assert np.abs(parts - whole).max() <= 12


@pytest.mark.parametrize("long", [(30, 40_000), (40_000, 30)])
def test_lines_longer_than_opencv_warps_are_cut_out(long: tuple[int, int]) -> None:
    height, width = long
    corners = box(0.5, 0.5, width - 0.5, height - 0.5)
    assert crop_line(np.full(long, 77, np.uint8), corners).shape == (29, 39_999)


def test_high_boxes_are_turned() -> None:
    image = np.repeat(ramp()[:, :, None], 3, axis=2)
    tall = box(50, 5, 60, 55)
    expected = np.rot90(image[5:55, 50:60])
    assert np.abs(crop_line(image, tall).astype(int) - expected).max() <= 1
    assert np.array_equal(crop_line(image, tall, rotate=False), image[5:55, 50:60])


@pytest.mark.parametrize(
    "polygon",
    [box(-20, -20, 30, 10), box(190, 50, 260, 90), box(500, 500, 600, 520), box(5, 5, 5, 5)],
)
def test_boxes_over_the_border_repeat_it(polygon: np.ndarray) -> None:
    crop = crop_line(np.full((60, 200), 77, np.uint8), polygon)
    assert crop.size > 0
    assert np.unique(crop).tolist() == [77]


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        (box(10, 20, 110, 40), box(10, 22, 110, 38)),
        (box(50, 5, 60, 105), box(51, 5, 59, 105)),
        (box(10.5, 20, 110.5, 30), box(10.5, 21, 110.5, 29)),
    ],
)
def test_tightening_moves_the_long_sides(corners: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(tighten(corners, 0.1), expected, atol=1e-4)


def test_tightened_boxes_of_whole_pixels_are_still_sliced() -> None:
    assert np.array_equal(tighten(box(0, 0, 100, 13), 0.05), box(0, 1, 100, 12))
