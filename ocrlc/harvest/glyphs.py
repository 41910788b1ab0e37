"""The characters of a PDF page with their exact places, as PDFium knows them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.harvest.advances import advances
from ocrlc.loading.pdf_text import HYPHEN_AT_LINE_END

Floats = NDArray[np.float64]

SKEWED = -1
"""Direction of characters that run neither along nor across the page."""
_TOLERANCE = 1.0
"""Degrees by which a direction may miss a multiple of 90."""
_FONT_NAME = 256
_BAD_CATEGORIES = ("Co", "Cn", "Cs", "Cc")
"""Private use, unassigned, half a pair, control."""


@dataclass(frozen=True, eq=False)
class Glyphs:
    """Characters of a page, in the order of its text layer; breaks and spaces are left out.

    Lengths are in points of the page as it is shown, from its top-left corner.

    Attributes:
        text: a character each.
        ink: left, top, right, bottom of what is drawn. Shape: N, 4.
        cell: the same of the room it takes in the line, from ascent to descent. Shape: N, 4.
        origin: its point on the base line. Shape: N, 2.
        advance: from its origin to that of what follows it in a word; NaN where nothing ever
            does. Shape: N.
        size: of its font. Shape: N.
        direction: in which it runs, degrees clockwise: 0, 90, 180, 270 or `SKEWED`. Shape: N.
        font: index of its font's name. Shape: N.
        fonts: names, as the file has them.
        sound: whether the layer knows what it is and it is meant to be seen. Shape: N.
        apart: whether the layer has a space or break before it. Shape: N.
        spaced: whether that is a space of the file's own, and not PDFium's guess. Shape: N.
        width: of the page.
        height: likewise.
    """

    text: tuple[str, ...]
    ink: Floats
    cell: Floats
    origin: Floats
    advance: Floats
    size: Floats
    direction: NDArray[np.int64]
    font: NDArray[np.int64]
    fonts: tuple[str, ...]
    sound: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    spaced: NDArray[np.bool_]
    width: float
    height: float

    def __len__(self) -> int:
        return len(self.text)


@dataclass
class _Run:
    """What the characters of one text object share."""

    font: int
    size: float
    direction: int
    visible: bool


def read_glyphs(page: Any) -> Glyphs:
    """Return the characters of an open page of PDFium's."""
    import pypdfium2.raw as raw  # loads PDFium

    layer = page.get_textpage()
    try:
        return _read(raw, page, layer)
    finally:
        layer.close()


def _read(raw: Any, page: Any, layer: Any) -> Glyphs:
    texts, boxes = list[str](), list[tuple[float, ...]]()
    runs, sound = list[_Run](), list[bool]()
    apart, spaced = list[bool](), list[bool]()
    fonts: dict[str, int] = {}
    known: dict[int | None, _Run] = {}
    values = [ctypes.c_double() for _ in range(6)]
    left, right, bottom, top, x, y = values
    loose = raw.FS_RECTF()
    space, own = True, False
    for index in range(layer.count_chars()):
        code = raw.FPDFText_GetUnicode(layer.raw, index)
        # Half of a character beyond the first 65,536 is none.
        character = "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
        if character == HYPHEN_AT_LINE_END:
            character = "-"
        elif character.isspace() or code == 0:
            space = True
            own = own or raw.FPDFText_IsGenerated(layer.raw, index) != 1
            continue
        item = raw.FPDFText_GetTextObject(layer.raw, index)
        address = ctypes.cast(item, ctypes.c_void_p).value if item else None
        run = known.get(address)
        if run is None:
            run = known[address] = _run(raw, page, layer, index, item, fonts)
        raw.FPDFText_GetCharBox(layer.raw, index, left, right, bottom, top)
        raw.FPDFText_GetLooseCharBox(layer.raw, index, loose)
        raw.FPDFText_GetCharOrigin(layer.raw, index, x, y)
        ink = left.value, bottom.value, right.value, top.value
        cell = loose.left, loose.bottom, loose.right, loose.top
        boxes.append((*ink, *cell, x.value, y.value))
        known_code = raw.FPDFText_HasUnicodeMapError(layer.raw, index) != 1
        sound.append(known_code and run.visible and is_sound(character))
        texts.append(character)
        runs.append(run)
        apart.append(space)
        spaced.append(own)
        space, own = False, False
    placed = shown(page, np.array(boxes, np.float64).reshape(-1, 5, 2))
    width, height = page.get_size()
    origin = placed[:, 4]
    size = np.array([run.size for run in runs], np.float64)
    font = np.array([run.font for run in runs], np.int64)
    breaks = np.array(apart, np.bool_)
    return Glyphs(
        text=tuple(texts),
        ink=_around(placed[:, 0:2]),
        cell=_around(placed[:, 2:4]),
        origin=origin,
        advance=advances(texts, font, origin, size, breaks),
        size=size,
        direction=np.array([run.direction for run in runs], np.int64),
        font=font,
        fonts=tuple(fonts),
        sound=np.array(sound, np.bool_),
        apart=breaks,
        spaced=np.array(spaced, np.bool_),
        width=width,
        height=height,
    )


def is_sound(character: str) -> bool:
    """Whether a character says what is printed: no private use, replacement or control."""
    return character != "\ufffd" and unicodedata.category(character) not in _BAD_CATEGORIES


def _run(raw: Any, page: Any, layer: Any, index: int, item: Any, fonts: dict[str, int]) -> _Run:
    """Look at the text object that a character is of."""
    name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
    raw.FPDFText_GetFontInfo(layer.raw, index, name, _FONT_NAME, flags)
    font = fonts.setdefault(name.value.decode("utf-8", "replace"), len(fonts))
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(layer.raw, index, matrix)
    stretch = math.hypot(matrix.c, matrix.d)
    size = raw.FPDFText_GetFontSize(layer.raw, index) * stretch
    visible = bool(item)
    if item:
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        visible = mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    # PDF's angles run counter-clockwise, its y axis upwards; a page may be shown turned.
    angle = -math.degrees(math.atan2(matrix.b, matrix.a)) + page.get_rotation()
    nearest = round(angle / 90) * 90
    mirrored = matrix.a * matrix.d - matrix.b * matrix.c <= 0
    direction = SKEWED if abs(angle - nearest) > _TOLERANCE or mirrored else nearest % 360
    return _Run(font, size, direction, visible)


def shown(page: Any, points: Floats) -> Floats:
    """Move points from the file's axes to those of the page as it is shown. Shape: ..., 2."""
    left, bottom, right, top = page.get_bbox()
    x, y = points[..., 0], points[..., 1]
    turned = {
        0: (x - left, top - y),
        90: (y - bottom, x - left),
        180: (right - x, y - bottom),
        270: (top - y, right - x),
    }
    return np.stack(turned[page.get_rotation()], axis=-1)


def _around(corners: Floats) -> Floats:
    """Return left, top, right, bottom around two corners. Shapes: N, 2, 2 -> N, 4."""
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
