"""Fonts on this machine: where they are, what they can write, and what they are used for."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

logger = logging.getLogger(__name__)

Split = Literal["train", "test", "all"]
Kind = Literal["sans", "serif", "mono", "condensed", "machine", "script"]

FEW_FAMILIES = 10
TEST_PERCENT = 12
_BASIC_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-/")
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})

# Symbols, emoji and mathematics have Latin slots with other pictures in them; small capitals and
# outlined or engraved faces look like another text than the one they are asked to write.
_LEFT_OUT = re.compile(
    r"symbol|emoji|dingbat|\bmath|icons?\b|awesome|braille|barcode|music|keyboard|dseg|lohit"
    r"|small ?cap|caps\b|\bsc\b|initials|display caps|outline|shadow|inline|engraved|unicase"
    r"|last ?resort|blank|redact|nastaliq|kufi|cjk|adobe",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"ocr|typewriter|typist|\btypo\b|3270|glass ?tty|spleen|dotgothic|\bpx|\bvga|\bega|\bcga|ibm bios"
    r"|perfect dos|bitmap|dot ?matrix|courier|receipt|thermal|mda\b|\bpc\b",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"script|dancing|chancery|z003|chorus|comic|hand|cursive", re.IGNORECASE)
_SERIF = re.compile(
    r"serif|roman|times|tinos|termes|garamond|libertine|vollkorn|charis|gentium|caladea|p052|c059"
    r"|bookman|bonum|pagella|schola|oldstandard|old standard|stix|tribun|slab|quattrocento$|book",
    re.IGNORECASE,
)

# Metric clones and re-issues are drawn from the same outlines, so they must fall on the same side
# of the split, or the held-out lines would show glyphs that were trained on.
_SAME_DESIGN: tuple[tuple[str, str], ...] = (
    (r"^(arimo|liberation sans|aerial)\b", "liberation sans"),
    (r"^(tinos|liberation serif|tymes)\b", "liberation serif"),
    (r"^(cousine|liberation mono)\b", "liberation mono"),
    (r"^(nimbus sans|tex ?gyre ?heros|free ?sans|texgyreheros)", "nimbus sans"),
    (r"^(nimbus roman|tex ?gyre ?termes|free ?serif)", "nimbus roman"),
    (r"^(nimbus mono|tex ?gyre ?cursor|free ?mono)", "nimbus mono"),
    (r"^(p052|tex ?gyre ?pagella)", "palatino"),
    (r"^(urw bookman|tex ?gyre ?bonum)", "bookman"),
    (r"^(c059|tex ?gyre ?schola)", "schoolbook"),
    (r"^(urw gothic|tex ?gyre ?adventor)", "avant garde"),
    (r"^(z003|tex ?gyre ?chorus)", "chancery"),
    (r"^(dejavu|bitstream vera|verana|veranda)\b.*mono", "vera mono"),
    (r"^(dejavu|bitstream vera)\b.*serif", "vera serif"),
    (r"^(dejavu|bitstream vera|verana|veranda)\b", "vera sans"),
    (r"^(cmu|lm|latin modern)\b.*(typewriter|mono|teletype)", "computer modern mono"),
    (r"^(cmu|lm|latin modern)\b.*sans", "computer modern sans"),
    (r"^(cmu|lm|latin modern)\b", "computer modern roman"),
    (r"^noto (sans|serif) (mono|display)", r"noto \1 \2"),
    (r"^noto (sans|serif|mono)\b", r"noto \1"),
    (r"^(px|ac|mx|bm)(437|plus)", "pc rom"),
)


@dataclass(frozen=True)
class FontFace:
    """One face of a font file.

    Attributes:
        path: the font file.
        index: number of the face in a collection, else 0.
        family: family name.
        style: style name, such as "Bold Italic".
        characters: what it really has glyphs for.
        kind: what it looks like; "machine" is what printers of receipts, forms and labels write.
    """

    path: str
    index: int
    family: str
    style: str
    characters: frozenset[str]
    kind: Kind = "sans"

    @property
    def design(self) -> str:
        """Name shared by all families drawn from the same outlines."""
        name = self.family.lower()
        for pattern, design in _SAME_DESIGN:
            match = re.match(pattern, name)
            if match:
                return match.expand(design)
        return re.sub(r"\b(semi|extra|ultra)?(condensed|cond|narrow|light|bold)\b", "", name).strip()

    @property
    def split(self) -> Literal["train", "test"]:
        """Which side of the train/test split the face is on; a function of its design alone."""
        digest = hashlib.sha256(self.design.encode()).digest()
        return "test" if int.from_bytes(digest[:4], "big") % 100 < TEST_PERCENT else "train"


def default_directories() -> list[Path]:
    """Folders where systems keep fonts, as fontconfig's usual configuration lists them."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path("/System/Library/Fonts"),
        Path("/Library/Fonts"),
        windows / "Fonts",
        data / "fonts",
        home / ".fonts",
        home / "Library/Fonts",
    ]


def find_fonts(directories: Iterable[str | os.PathLike[str]] | None = None) -> list[FontFace]:
    """Find the faces text can be written with, sorted by family, style and path.

    Broken files are skipped. Without `directories` the system's are searched, and if they have
    nothing, what Matplotlib and Pillow bring along is used.

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
            "only %d font families found: synthetic lines will look much alike; "
            "scripts/list_fonts.py --packages names fonts to install",
            families,
        )
    return faces


def bundled_fonts() -> list[FontFace]:
    """Return the fonts that come with Matplotlib (DejaVu) and Pillow (a Latin-1 sans)."""
    faces: list[FontFace] = []
    spec = find_spec("matplotlib")
    if spec is not None and spec.origin:
        faces.extend(
            face
            for path in _font_files([Path(spec.origin).parent / "mpl-data/fonts/ttf"])
            for face in read_faces(str(path))
        )
    default = pillow_font()
    return _unique([*faces, default] if default else faces)


def pillow_font() -> FontFace | None:
    """Describe the font inside Pillow; its empty path tells the renderer to ask Pillow for it."""
    font = ImageFont.load_default(size=16)
    if not isinstance(font, ImageFont.FreeTypeFont) or not hasattr(font.path, "seek"):
        return None
    stream: Any = font.path
    stream.seek(0)
    with TTFont(stream, lazy=True) as table:
        return FontFace("", 0, "Aileron", "Regular", _coverage(table), "sans")


@lru_cache(maxsize=None)
def read_faces(path: str) -> tuple[FontFace, ...]:
    """Read a font file's usable faces; empty if there are none or the file is broken."""
    faces = []
    for index in range(_face_count(path)):
        try:
            with TTFont(path, fontNumber=index, lazy=True) as table:
                face = _describe(path, index, table)
        except (TTLibError, OSError, ValueError, KeyError, AssertionError, EOFError) as error:
            logger.debug("font %s[%d] skipped: %s", path, index, error)
            continue
        except Exception as error:  # fontTools lets whatever its table readers meet pass through
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
    if not family or _LEFT_OUT.search(f"{family} {style}") or "COLR" in table or "CBDT" in table:
        return None
    if not ("glyf" in table or "CFF " in table or "CFF2" in table):
        return None
    characters = _coverage(table)
    if not characters >= _BASIC_LATIN:
        return None
    return FontFace(path, index, family, style, characters, _kind(family, style, table))


def _coverage(table: TTFont) -> frozenset[str]:
    """Characters with a glyph that is not the missing-glyph box, Latin and signs only."""
    cmap = table.getBestCmap() or {}
    missing = table.getGlyphOrder()[0]
    return frozenset(
        chr(code)
        for code, name in cmap.items()
        if (0x20 <= code < 0x250 or 0x1E00 <= code < 0x2800) and name != missing
    )


def _kind(family: str, style: str, table: TTFont) -> Kind:
    post: Any = table["post"]
    name = f"{family} {style}"
    if _MACHINE.search(family):
        return "machine"
    if _SCRIPT.search(family):
        return "script"
    if re.search(r"mono|code|console", family, re.IGNORECASE) or post.isFixedPitch:
        return "mono"
    if re.search(r"cond|narrow|compressed|kaffeesatz|bebas", name, re.IGNORECASE):
        return "condensed"
    if "sans" not in family.lower() and _SERIF.search(family):
        return "serif"
    os2: Any = table["OS/2"] if "OS/2" in table else None
    # Class 1 to 5 and 7 of sFamilyClass are the kinds of serifs; Panose 2 to 10 in bSerifStyle.
    if os2 is not None and (os2.sFamilyClass >> 8) in (1, 2, 3, 4, 5, 7):
        return "serif"
    if os2 is not None and os2.panose.bFamilyType == 2 and 2 <= os2.panose.bSerifStyle <= 10:
        return "serif"
    return "sans"


def _font_files(folders: Sequence[Path]) -> Iterator[Path]:
    found = set()
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
