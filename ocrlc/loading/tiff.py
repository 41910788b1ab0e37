"""Counting the pages of a TIFF from its chain of directories.

If the file was cut off, Pillow just stops at that point, without an error.
"""

from __future__ import annotations

import struct

MAX_DIRECTORIES = 100_000


def count_pages(data: bytes) -> tuple[int, bool]:
    """Count the image directories (TIFF 6.0, section 2; BigTIFF where the magic number is 43).

    Args:
        data: the file's bytes.

    Returns:
        The number of pages, and whether the chain ends properly: a link that points outside the
        file or back means that pages are missing.

    Raises:
        ValueError: there is no TIFF header, no page, or more than `MAX_DIRECTORIES`.
    """
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        raise ValueError("no TIFF header")
    if struct.unpack_from(f"{order}H", data, 2)[0] == 43:
        counter, entry, link, start = f"{order}Q", 20, f"{order}Q", 8
    else:
        counter, entry, link, start = f"{order}H", 12, f"{order}I", 4
    seen: set[int] = set()
    try:
        (place,) = struct.unpack_from(link, data, start)
        while place and place not in seen:
            (entries,) = struct.unpack_from(counter, data, place)
            after = place + struct.calcsize(counter) + entries * entry
            (following,) = struct.unpack_from(link, data, after)
            seen.add(place)
            if len(seen) > MAX_DIRECTORIES:
                raise ValueError(f"more than {MAX_DIRECTORIES} pages")
            place = following
    except struct.error:
        place = -1
    if not seen:
        raise ValueError("no page")
    return len(seen), place == 0
