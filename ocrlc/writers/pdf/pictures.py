"""Pictures in PDF files: unchanged if PDF supports their format, else the pixels as read."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ocrlc.loading.options import LoadOptions
from ocrlc.writers.pdf.objects import Matrix, Objects

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

ORIENTATIONS: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""The matrix that turns a picture's unit square, for each EXIF orientation."""
COMPONENTS = {"L": 1, "RGB": 3, "CMYK": 4}
SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}
PNG_COMPONENTS = {0: 1, 2: 3, 3: 1}
"""Number of components by PNG colour type: grey, colour, palette."""


def add_picture(
    objects: Objects, picture: PILImage, data: bytes, number: int, options: LoadOptions
) -> tuple[int, Matrix]:
    """Add a page of a picture file.

    JPEG, and PNG without transparency, are stored unchanged; others are stored as they were
    decoded for reading, without loss.

    Args:
        objects: the objects of the PDF to add to.
        picture: the opened file, at that page.
        data: the file's bytes.
        number: number of the page, from 1.
        options: how the file was opened for reading.

    Returns:
        The object's number, and the matrix that turns its unit square.
    """
    # An MPO file is a JPEG followed by more pictures.
    is_jpeg = picture.format in ("JPEG", "MPO") and picture.mode in COMPONENTS
    if is_jpeg and _is_whole(picture, options):
        found, turn = (_jpeg_entries(picture), data), _turn(picture)
    elif picture.format == "PNG" and (png := _png(data)) and _is_whole(picture, options):
        found, turn = png, _turn(picture)
    elif _is_packed(picture) and _is_whole(picture, options):
        found = _smallest(picture)
        turn = _turn(picture)  # after loading: Pillow then has turned a TIFF already
    else:
        found, turn = _as_read(picture, data, number, options), ORIENTATIONS[1]
    return objects.add_stream(found[1], found[0], deflate=False), turn


def _is_whole(picture: PILImage, options: LoadOptions) -> bool:
    """Whether a picture is complete; programs differ in what they show for missing parts."""
    if not options.allow_truncated:
        return True
    try:
        picture.load()
    except Exception:  # decoders may raise anything for damaged bytes
        return False
    return True


def _is_packed(picture: PILImage) -> bool:
    return picture.mode == "P" or (picture.mode == "1" and "transparency" not in picture.info)


def _jpeg_entries(picture: PILImage) -> bytes:
    components = COMPONENTS[picture.mode]
    entries = _entries(*picture.size, 8, SPACES[components]) + b" /Filter /DCTDecode"
    # CMYK in JPEG files is stored inverted; Pillow expects that too.
    return entries + b" /Decode [1 0 1 0 1 0 1 0]" if components == 4 else entries


def _smallest(picture: PILImage) -> tuple[bytes, bytes]:
    """Return entries and data of a 1-bit or palette picture, without loss."""
    picture.load()
    opaque = _over_white(picture) if "transparency" in picture.info else picture
    found = [_png(_to_png(opaque))] + ([_fax(picture)] if picture.mode == "1" else [])
    return min((one for one in found if one), key=lambda one: len(one[1]))


def _over_white(picture: PILImage) -> PILImage:
    """Return a palette picture whose transparent colours are laid over white."""
    # They load NumPy and OpenCV.
    import numpy as np

    from ocrlc.loading.pixels import flatten

    opaque = picture.copy()
    opaque.apply_transparency()
    palette = np.array(opaque.getpalette("RGBA"), np.uint8).reshape(1, -1, 4)
    opaque.putpalette(flatten(palette).tobytes())
    return opaque


def _as_read(
    picture: PILImage, data: bytes, number: int, options: LoadOptions
) -> tuple[bytes, bytes]:
    """Return entries and data of a page's pixels, upright."""
    # They load NumPy and OpenCV.
    from PIL import Image

    from ocrlc.loading.picture_files import picture_page

    count = getattr(picture, "n_frames", 1)
    pixels = picture_page(picture, "picture", number, count, options, data).image
    if pixels.ndim == 3 and (pixels == pixels[:, :, :1]).all():  # such as grey with transparency
        pixels = pixels[:, :, 0]
    found = _png(_to_png(Image.fromarray(pixels if pixels.ndim == 2 else pixels[:, :, ::-1])))
    assert found is not None
    return found


def _to_png(picture: PILImage) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _png(data: bytes) -> tuple[bytes, bytes] | None:
    """Return entries and data of a PNG if PDF can decode its rows, else None."""
    chunks = list(_chunks(data))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1][:13])
    bodies = {name: body for name, body in chunks if name in (b"PLTE", b"tRNS")}
    if kind not in PNG_COMPONENTS or depth > 8 or interlaced or b"tRNS" in bodies:
        return None
    space = SPACES[PNG_COMPONENTS[kind]]
    if kind == 3:
        palette = bodies[b"PLTE"]
        space = b"[/Indexed /DeviceRGB %d <%s>]" % (len(palette) // 3 - 1, palette.hex().encode())
    parms = b" /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors %d" % PNG_COMPONENTS[kind]
    parms += b" /BitsPerComponent %d /Columns %d >>" % (depth, width)
    rows = b"".join(body for name, body in chunks if name == b"IDAT")
    return _entries(width, height, depth, space) + parms, rows


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def _fax(picture: PILImage) -> tuple[bytes, bytes]:
    """Return entries and data of a 1-bit picture, compressed as for fax (ITU-T T.6)."""
    from PIL import Image  # loaded only when a picture is written

    rows_per_strip, strip_offsets, strip_lengths, photometric = 278, 273, 279, 262
    file = io.BytesIO()
    bare = Image.frombytes("1", picture.size, picture.tobytes())
    bare.save(file, "TIFF", compression="group4", tiffinfo={rows_per_strip: picture.height})
    with Image.open(file) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        (start,), (length,) = tags[strip_offsets], tags[strip_lengths]
        black_is_1 = b"true" if tags[photometric] == 1 else b"false"
    parms = b" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d /BlackIs1 %s >>"
    entries = _entries(*picture.size, 1, b"/DeviceGray") + parms % (*picture.size, black_is_1)
    return entries, file.getvalue()[start : start + length]


def _entries(width: int, height: int, depth: int, space: bytes) -> bytes:
    size = b"/Type /XObject /Subtype /Image /Width %d /Height %d" % (width, height)
    return size + b" /BitsPerComponent %d /ColorSpace %s" % (depth, space)


def _turn(picture: PILImage) -> Matrix:
    return ORIENTATIONS.get(picture.getexif().get(0x0112, 1), ORIENTATIONS[1])
