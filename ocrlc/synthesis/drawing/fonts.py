"""Fonts on this machine: finding them, their characters, and their side of the split."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fontTools.ttLib import TTFont
from PIL import ImageFont

from ocrlc.synthesis.drawing.designs import WIDESPREAD, Kind, design_of, is_left_out, kind_of
from ocrlc.system.files import home_folder
from ocrlc.system.matplotlib_setup import matplotlib_fonts

logger = logging.getLogger(__name__)

Split = Literal["train", "test", "all"]

FEW_FAMILIES = 10
TEST_PERCENT = 12
_BASIC_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-/")
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})


@dataclass(frozen=True)
class FontFace:
    """One face of a font file.

    Attributes:
        path: the font file.
        index: number of the face in a collection, else 0.
        family: family name.
        style: style name, such as "Bold Italic".
        characters: the characters for which it really has glyphs.
        kind: its kind; "machine" are fonts of printers of receipts, forms and labels.
    """

    path: str
    index: int
    family: str
    style: str
    characters: frozenset[str]
    kind: Kind = "sans"

    @property
    def design(self) -> str:
        """The common name of all families with the same outlines."""
        return design_of(self.family)

    @property
    def split(self) -> Literal["train", "test"]:
        """The face's side of the train/test split; it depends on its design only."""
        if self.design in WIDESPREAD:
            return "train"
        digest = hashlib.sha256(self.design.encode()).digest()
        return "test" if int.from_bytes(digest[:4], "big") % 100 < TEST_PERCENT else "train"


def default_directories() -> list[Path]:
    """Return the folders of fonts in fontconfig's usual configuration."""
    home = home_folder()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path("/usr/share/texmf/fonts"),
        Path("/usr/share/texlive/texmf-dist/fonts"),
        Path("/System/Library/Fonts"),
        Path("/Library/Fonts"),
        windows / "Fonts",
        data / "fonts",
        home / ".fonts",
        home / "Library/Fonts",
    ]


def find_fonts(directories: Iterable[str | os.PathLike[str]] | None = None) -> list[FontFace]:
    """Return all faces that can be used for text, sorted by family, style and path.

    Broken files are skipped. Without `directories`, the system's folders are searched; if they have
    no fonts, those that come with Matplotlib and Pillow are used.

    Args:
        directories: folders to search, subfolders included.
    """
    folders = default_directories() if directories is None else [Path(d) for d in directories]
    faces = _unique(face for path in _font_files(folders) for face in read_faces(str(path)))
    if directories is None and not faces:
        faces = bundled_fonts()
    families = len({face.family for face in faces})
    if families < FEW_FAMILIES:
        logger.warning(
            "only %d font families found: synthetic lines will look much alike; install more, on "
            "Debian for instance fonts-liberation fonts-urw-base35 fonts-noto-core fonts-roboto "
            "fonts-lato (all worth having: scripts/list_fonts.py --packages)",
            families,
        )
    return faces


def bundled_fonts() -> list[FontFace]:
    """Return the fonts that come with Matplotlib (DejaVu) and Pillow (a Latin-1 sans)."""
    faces: list[FontFace] = []
    with suppress(ImportError):
        faces.extend(
            face
            for path in _font_files([matplotlib_fonts()])
            if path.name.startswith("DejaVu")
            for face in read_faces(str(path))
        )
    default = pillow_font()
    return _unique([*faces, default] if default else faces)


def pillow_font() -> FontFace | None:
    """Return the font inside Pillow; its empty path tells the renderer to get it from Pillow."""
    font = ImageFont.load_default(size=16)
    if not isinstance(font, ImageFont.FreeTypeFont) or not hasattr(font.path, "seek"):
        return None
    stream: Any = font.path
    stream.seek(0)
    with TTFont(stream, lazy=True) as table:
        return FontFace("", 0, "Aileron", "Regular", _coverage(table), "sans")


@cache
def read_faces(path: str) -> tuple[FontFace, ...]:
    """Read a font file's usable faces; empty if there are none or the file is broken."""
    faces = []
    for index in range(_face_count(path)):
        try:
            with TTFont(path, fontNumber=index, lazy=True) as table:
                face = _describe(path, index, table)
        except Exception as error:  # broken tables may raise anything
            logger.debug("font %s[%d] skipped: %r", path, index, error)
            continue
        if face is not None:
            faces.append(face)
    return tuple(faces)


def _face_count(path: str) -> int:
    try:
        with open(path, "rb") as file:
            head = file.read(12)
    except OSError:
        return 0
    if head[:4] == b"ttcf":
        return min(int.from_bytes(head[8:12], "big"), 64)
    return 1


def _describe(path: str, index: int, table: TTFont) -> FontFace | None:
    names: Any = table["name"]
    family = names.getDebugName(16) or names.getDebugName(1)
    style = names.getDebugName(17) or names.getDebugName(2) or "Regular"
    if not family or is_left_out(family, style) or "COLR" in table or "CBDT" in table:
        return None
    if not ("glyf" in table or "CFF " in table or "CFF2" in table):
        return None
    characters = _coverage(table)
    if not characters >= _BASIC_LATIN or not _has_small_letters(path, index):
        return None
    return FontFace(path, index, family, style, characters, _kind(family, style, table))


def _coverage(table: TTFont) -> frozenset[str]:
    """Return the Latin characters and signs for which a font has a real glyph."""
    # Numbers for names: to read the glyphs' own takes half the time of finding fonts.
    glyphs: Any = table["maxp"]
    table.setGlyphOrder([str(number) for number in range(glyphs.numGlyphs)])
    cmap = table.getBestCmap() or {}
    missing = "0"
    return frozenset(
        chr(code)
        for code, name in cmap.items()
        if (0x20 <= code < 0x250 or 0x1E00 <= code < 0x2800) and name != missing
    )


def _has_small_letters(path: str, index: int) -> bool:
    """Whether lower-case letters look lower-case: some fonts have capitals in their place."""
    font = ImageFont.truetype(path, 32, index, layout_engine=ImageFont.Layout.BASIC)
    below = min(font.getbbox(letter, anchor="ls")[3] for letter in "gpqy")
    return below >= 1 and font.getbbox("x", anchor="ls")[1] > font.getbbox("H", anchor="ls")[1]


def _kind(family: str, style: str, table: TTFont) -> Kind:
    os2: Any = table.get("OS/2")
    return kind_of(
        family,
        style,
        # The field `isFixedPitch`; fontTools would read the glyphs' names with it.
        fixed_pitch="post" in table and any(table.reader["post"][12:16]),
        family_class=os2.sFamilyClass >> 8 if os2 is not None else 0,
        panose=(os2.panose.bFamilyType, os2.panose.bSerifStyle) if os2 is not None else (0, 0),
    )


def _font_files(folders: Sequence[Path]) -> Iterator[Path]:
    found: set[Path] = set()
    for folder in folders:
        for root, _, names in os.walk(folder, followlinks=False):
            found.update(Path(root, n) for n in names if Path(n).suffix.lower() in _SUFFIXES)
    yield from sorted(found)


def _unique(faces: Iterable[FontFace]) -> list[FontFace]:
    """Keep one face per family and style: fonts are often installed twice."""
    by_name: dict[tuple[str, str], FontFace] = {}
    for face in faces:
        by_name.setdefault((face.family, face.style), face)
    return [by_name[name] for name in sorted(by_name)]
