"""Pictures of a few kilobytes that ask for far more time or memory than their size suggests."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.support.seeds import drawing, encoded

MAGIC = b"\x89PNG\r\n\x1a\n"
CASES = Path(__file__).parents[1] / "cases"
SIDE = 9990
"""Side of a picture as large as the server accepts by default, in pixels."""
LATTICE = 24
"""Pixels from one little bar to the next of a page that seems to be full of words."""


def repeated(part: bytes, times: int) -> bytes:
    """Return deflated data of a part over and over; it is compressed only once."""
    most = max(1, min(times, (1 << 20) // len(part)))
    squeezer = zlib.compressobj(9, wbits=-15)
    block = part * most
    # A full flush: what follows refers to nothing before it.
    squeezed = squeezer.compress(block) + squeezer.flush(zlib.Z_FULL_FLUSH)
    whole, rest = divmod(times, most)
    last = squeezer.compress(part * rest) + squeezer.flush()
    check = 1
    for _ in range(whole):
        check = zlib.adler32(block, check)
    check = zlib.adler32(part * rest, check)
    return b"\x78\xda" + squeezed * whole + last + struct.pack(">I", check)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png(
    width: int, height: int, depth: int, kind: int, row: bytes, before: bytes = b"", lace: int = 0
) -> bytes:
    """Return a PNG whose rows are all the same.

    Args:
        width: in pixels.
        height: in pixels.
        depth: bits of a component.
        kind: the colour type: 0 grey, 2 colour, 3 palette, 4 and 6 with transparency.
        row: a row's bytes.
        before: chunks before the pixels.
        lace: whether the header says that the rows are interlaced.
    """
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, lace)
    pixels = chunk(b"IDAT", repeated(b"\0" + row, height))
    return MAGIC + chunk(b"IHDR", header) + before + pixels + chunk(b"IEND", b"")


def bit_png(side: int) -> bytes:
    return png(side, side, 1, 0, b"\xff" * -(-side // 8))


def palette_png(side: int) -> bytes:
    colours = chunk(b"PLTE", b"\xff\xff\xff\0\0\0") + chunk(b"tRNS", b"\0\xff")
    return png(side, side, 1, 3, bytes(-(-side // 8)), colours)


def transparent_png(side: int) -> bytes:
    return png(side, side, 8, 6, b"\xff\xff\xff\x7f" * side)


def deep_png(side: int) -> bytes:
    return png(side, side, 16, 2, b"\xff" * 6 * side)


def deep_grey_png(side: int) -> bytes:
    return png(side, side, 16, 0, b"\x7f\xff" * side)


def thin_png(side: int) -> bytes:
    width = side * side // 8
    return png(width, 8, 1, 0, b"\xff" * -(-width // 8))


def announced_png(side: int) -> bytes:
    return png(60_000, 60_000, 8, 2, bytes(1000))[:30_000]


def lattice_png(side: int) -> bytes:
    """Return a page that is full of what may be words."""
    page = np.full((LATTICE, side), 255, np.uint8)
    for shift in range(0, 9, 4):
        for thick in range(2):
            page[6:18, shift + thick :: LATTICE] = 0
    band = np.packbits(page[:LATTICE] > 0, axis=1)
    rows = b"".join(b"\0" + line.tobytes() for line in band)
    header = struct.pack(">IIBBBBB", side, side // LATTICE * LATTICE, 1, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", repeated(rows, side // LATTICE))
    return MAGIC + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def with_chunk(extra: bytes) -> bytes:
    """Return a small sound PNG with another chunk after its header."""
    data = encoded(drawing())
    return data[:33] + extra + data[33:]


def profile_png(side: int) -> bytes:
    return with_chunk(chunk(b"iCCP", b"x\0\0" + repeated(bytes(1 << 20), 850)))


def text_png(side: int) -> bytes:
    return with_chunk(chunk(b"zTXt", b"x\0\0" + repeated(bytes(1 << 20), 850)))


def notes_png(side: int) -> bytes:
    return with_chunk(b"".join(chunk(b"tEXt", b"k%d\0v" % number) for number in range(40_000)))


def exif(entries: int) -> bytes:
    """Return EXIF data whose entries count two thousand million values each, in a loop."""
    entry = struct.pack("<HHII", 0x8769, 4, 0x7FFFFFFF, 8)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", entries) + entry * entries


def exif_png(side: int) -> bytes:
    return with_chunk(chunk(b"eXIf", exif(5000)))


def segment(mark: int, data: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data


def exif_jpeg(side: int) -> bytes:
    data = encoded(drawing(), "JPEG")
    return data[:2] + segment(0xE1, b"Exif\0\0" + exif(5000)) + data[2:]


def jpeg(side: int, scans: int) -> bytes:
    """Return a progressive JPEG of one grey.

    A DC scan with a bit a block comes first. Each AC scan after it says in a few bytes that it has
    nothing to say of any block.

    Args:
        side: in pixels.
        scans: number of AC scans.
    """
    blocks = (-(-side // 8)) ** 2
    head = segment(0xDB, b"\0" + bytes([16] * 64))
    head += segment(0xC2, struct.pack(">BHHB", 8, side, side, 1) + b"\1\x11\0")
    head += segment(0xC4, b"\0" + bytes([1] + [0] * 15) + b"\0")  # symbol 0 is the bit 0
    head += segment(0xC4, b"\x10" + bytes([1, *[0] * 15]) + b"\xe0")  # a run of blocks: the bit 0
    first = segment(0xDA, b"\1\1\0\0\0\0") + bytes(-(-blocks // 8))
    runs = -(-blocks // 32767)
    lengths = [blocks * (i + 1) // runs - blocks * i // runs for i in range(runs)]
    bits = "".join(f"0{length - 16384:014b}" for length in lengths)
    bits += "1" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    again = segment(0xDA, b"\1\1\0\1\x3f\0") + body
    return b"\xff\xd8" + head + first + again * scans + b"\xff\xd9"


def scans_jpeg(side: int) -> bytes:
    return jpeg(side, 5500 * 9990**2 // side**2)


def small_scans_jpeg(side: int) -> bytes:
    return jpeg(2048, 40_000)


def plain_jpeg(side: int) -> bytes:
    return jpeg(side, 1)


def tiff(mode: str, compression: str, value: float | tuple[int, ...]) -> Callable[[int], bytes]:
    """Return what makes a TIFF of one colour, of a side."""
    return lambda side: encoded(
        Image.new(mode, (side, side), value),  # type: ignore[arg-type]
        "TIFF",
        compression=compression,
    )


def pages_tiff(side: int) -> bytes:
    """Return a TIFF of fifty large pages that share their pixels."""
    pixels = repeated(b"\xff" * -(-side // 8), side)
    start = 8 + len(pixels) + len(pixels) % 2
    parts = [b"II*\0", struct.pack("<I", start), pixels.ljust(start - 8, b"\0")]
    fields = [(256, side), (257, side), (258, 1), (259, 8), (262, 1), (273, 8), (277, 1)]
    fields += [(278, side), (279, len(pixels))]
    size = 2 + 12 * len(fields) + 4
    for number in range(50):
        after = 0 if number == 49 else start + (number + 1) * size
        entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields)
        parts.append(struct.pack("<H", len(fields)) + entries + struct.pack("<I", after))
    return b"".join(parts)


def loop_tiff(side: int) -> bytes:
    """Return a TIFF whose second page is its first."""
    data = bytearray(encoded(drawing("L"), "TIFF"))
    (place,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, place)
    struct.pack_into("<I", data, place + 2 + 12 * count, place)
    return bytes(data)


def strip_tiff(side: int) -> bytes:
    """Return a TIFF one of whose values claims to be repeated 2,000 million times."""
    data = bytearray(encoded(drawing("L"), "TIFF"))
    (place,) = struct.unpack_from("<I", data, 4)
    struct.pack_into("<I", data, place + 2 + 4, 0x7FFFFFFF)
    return bytes(data)


def gif(side: int) -> bytes:
    return encoded(Image.new("P", (side, side)), "GIF")


def screen_gif(side: int) -> bytes:
    """Return a GIF of a small picture on a large screen."""
    data = bytearray(encoded(drawing("P"), "GIF"))
    struct.pack_into("<HH", data, 6, side, side)
    return bytes(data)


def frames_gif(side: int) -> bytes:
    frames = [Image.new("P", (800, 800), number % 2) for number in range(200)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def webp(side: int) -> bytes:
    width = min(side, 16_383)
    size = (width, min(side * side // width, 16_383))
    return encoded(Image.new("RGBA", size, (255, 255, 255, 99)), "WEBP", lossless=True, quality=0)


def bmp(width: int, height: int, compression: int, data: bytes) -> bytes:
    """Return a BMP of 256 colours."""
    info = struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, 8, compression, len(data), 2835, 2835, 256, 0
    )
    start = 14 + 40 + 1024
    palette = b"\xff\xff\xff\0" * 256
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + palette + data


def run_bmp(side: int) -> bytes:
    row = b"\xff\0" * (side // 255) + bytes([side % 255, 0]) + b"\0\0"
    return bmp(side, side, 1, row * side + b"\0\1")


def empty_bmp(side: int) -> bytes:
    return bmp(side, side, 1, b"\0\1")


def announced_bmp(side: int) -> bytes:
    return bmp(2**31 - 1, 2**31 - 1, 0, bytes(100))


def negative_bmp(side: int) -> bytes:
    return bmp(-side, -(2**31), 0, bytes(100))


def jpeg2000(side: int) -> bytes:
    return encoded(Image.new("L", (side, side), 255), "JPEG2000", tile_size=(1024, 1024))


def avif(side: int) -> bytes:
    """Return an AVIF of one grey, of half the side: encoders take long."""
    picture = Image.new("L", (side // 2, side // 2), 255)
    return encoded(picture, "AVIF", quality=10, speed=10)


def announced_heif(ending: str) -> Callable[[int], bytes]:
    """Return what makes a small HEIC or AVIF whose header says that it is large, of a side."""

    def make(side: int) -> bytes:
        data = bytearray((CASES / f"40_format.{ending}").read_bytes())
        place = data.index(b"ispe") + 8
        struct.pack_into(">II", data, place, side, side)
        return bytes(data)

    return make


def tga(side: int) -> bytes:
    """Return a TGA of runs; larger ones than this would have more than a megabyte."""
    height = min(side, 480_000 // -(-side // 128))
    header = struct.pack("<BBBHHBHHHHBB", 0, 0, 11, 0, 0, 0, 0, 0, side, height, 8, 0x20)
    row = b"\xff\xff" * (side // 128)
    return header + (row + bytes([127 + side % 128, 255]) if side % 128 else row) * height


PICTURES: dict[str, Callable[[int], bytes]] = {
    "PNG, 1 bit": bit_png,
    "PNG, palette with transparency": palette_png,
    "PNG, RGBA": transparent_png,
    "PNG, 16-bit colour": deep_png,
    "PNG, 16-bit grey": deep_grey_png,
    "PNG, 8 pixels high": thin_png,
    "PNG, header of 3,600 megapixels": announced_png,
    "PNG, full of what seems to be words": lattice_png,
    "PNG, colour profile of 850 MB": profile_png,
    "PNG, comment of 850 MB": text_png,
    "PNG, 40,000 comments": notes_png,
    "PNG, EXIF in a loop": exif_png,
    "JPEG, EXIF in a loop": exif_jpeg,
    "JPEG, one grey": plain_jpeg,
    "JPEG, 5,500 scans of a large page": scans_jpeg,
    "JPEG, 40,000 scans": small_scans_jpeg,
    "TIFF, fax": tiff("1", "group4", 1),
    "TIFF, RGBA": tiff("RGBA", "tiff_adobe_deflate", (255, 255, 255, 99)),
    "TIFF, floats": tiff("F", "tiff_adobe_deflate", 0.5),
    "TIFF, 32-bit numbers": tiff("I", "tiff_adobe_deflate", 70_000),
    "TIFF, 50 large pages": pages_tiff,
    "TIFF, pages in a loop": loop_tiff,
    "TIFF, 2,000 million values": strip_tiff,
    "GIF": gif,
    "GIF, small on a large screen": screen_gif,
    "GIF, 200 frames": frames_gif,
    "WebP, RGBA": webp,
    "BMP, runs": run_bmp,
    "BMP, runs that end at once": empty_bmp,
    "BMP, header of 4 million million megapixels": announced_bmp,
    "BMP, size below zero": negative_bmp,
    "JPEG 2000": jpeg2000,
    "AVIF": avif,
    "AVIF, small with a large header": announced_heif("avif"),
    "HEIC, small with a large header": announced_heif("heic"),
    "TGA, runs": tga,
}
"""What makes each kind of picture, by what it is; called with the side of the largest page that is
accepted, in pixels."""
