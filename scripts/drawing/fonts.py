"""The font families the drawn documents use, and where Debian packages put them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont

FONT_DIRS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")
FACES = ("regular", "bold", "italic", "bold_italic")


class FontMissingError(RuntimeError):
    """A font file is not installed; the message names the Debian package that has it."""


@dataclass(frozen=True)
class Family:
    """Four faces of one type family.

    Attributes:
        package: the Debian package that installs the files.
        files: file names of the regular, bold, italic and bold italic face.
    """

    package: str
    files: tuple[str, str, str, str]


def _family(package: str, stem: str, faces: str) -> Family:
    regular, bold, italic, both = (f"{stem}{face}.ttf" for face in faces.split(","))
    return Family(package, (regular, bold, italic, both))


_PLAIN = "-Regular,-Bold,-Italic,-BoldItalic"
_OBLIQUE = ",-Bold,-Oblique,-BoldOblique"

FAMILIES: dict[str, Family] = {
    "liberation-sans": _family("fonts-liberation", "LiberationSans", _PLAIN),
    "liberation-narrow": _family("fonts-liberation", "LiberationSansNarrow", _PLAIN),
    "liberation-serif": _family("fonts-liberation", "LiberationSerif", _PLAIN),
    "liberation-mono": _family("fonts-liberation", "LiberationMono", _PLAIN),
    "dejavu-sans": _family("fonts-dejavu", "DejaVuSans", _OBLIQUE),
    "dejavu-condensed": _family("fonts-dejavu", "DejaVuSansCondensed", _OBLIQUE),
    "dejavu-serif": _family("fonts-dejavu", "DejaVuSerif", ",-Bold,-Italic,-BoldItalic"),
    "dejavu-mono": _family("fonts-dejavu", "DejaVuSansMono", _OBLIQUE),
    "carlito": _family("fonts-crosextra-carlito", "Carlito", _PLAIN),
    "caladea": _family("fonts-crosextra-caladea", "Caladea", _PLAIN),
    "lato": _family("fonts-lato", "Lato", _PLAIN),
    "open-sans": _family("fonts-open-sans", "OpenSans", _PLAIN),
    "roboto": _family("fonts-roboto-unhinted", "Roboto", _PLAIN),
    "noto-sans": _family("fonts-noto-core", "NotoSans", _PLAIN),
    "noto-serif": _family("fonts-noto-core", "NotoSerif", _PLAIN),
    "pt-sans": _family("fonts-paratype", "PT", "S55F,S75F,S56F,S76F"),
    "pt-serif": _family("fonts-paratype", "PT", "F55F,F75F,F56F,F76F"),
    "gentium": _family("fonts-sil-gentiumplus", "GentiumPlus", _PLAIN),
    "free-sans": _family("fonts-freefont-ttf", "FreeSans", ",Bold,Oblique,BoldOblique"),
    "free-serif": _family("fonts-freefont-ttf", "FreeSerif", ",Bold,Italic,BoldItalic"),
}


class Face:
    """One face, registered for drawing, with the ink bounds of its glyphs."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        pdfmetrics.registerFont(PdfFont(self.name, str(path)))
        font = TTFont(path, lazy=True)
        self._cmap: dict[int, str] = font.getBestCmap()
        self._glyphs = font["glyf"]
        self._em: int = font["head"].unitsPerEm
        self._bounds: dict[str, tuple[float, float]] = {}

    def width(self, text: str, size: float) -> float:
        """Return the advance width of a text in points."""
        return float(pdfmetrics.stringWidth(text, self.name, size))

    def rise_and_fall(self, text: str, size: float) -> tuple[float, float]:
        """Return how far the text's ink goes above and below (negative) the baseline, in points.

        Raises:
            ValueError: if the face lacks one of the characters.
        """
        bounds = [self._glyph(c) for c in text if not c.isspace()]
        top = max((b[1] for b in bounds), default=0.0)
        bottom = min((b[0] for b in bounds), default=0.0)
        return top * size, bottom * size

    def _glyph(self, char: str) -> tuple[float, float]:
        if char not in self._bounds:
            if ord(char) not in self._cmap:
                raise ValueError(f"{self.name} has no glyph for {char!r} (U+{ord(char):04X})")
            glyph = self._glyphs[self._cmap[ord(char)]]
            low, high = getattr(glyph, "yMin", 0), getattr(glyph, "yMax", 0)
            self._bounds[char] = (low / self._em, high / self._em)
        return self._bounds[char]


@cache
def _installed() -> dict[str, Path]:
    """Return every TrueType file in the usual folders by its name."""
    found: dict[str, Path] = {}
    for folder in FONT_DIRS:
        for path in sorted(Path(folder).expanduser().rglob("*.ttf")):
            found.setdefault(path.name, path)
    return found


@cache
def face(family: str, style: str = "regular") -> Face:
    """Return a face of a family.

    Args:
        family: a key of FAMILIES.
        style: one of FACES.

    Raises:
        FontMissingError: if its file is not installed.
    """
    entry = FAMILIES[family]
    name = entry.files[FACES.index(style)]
    path = _installed().get(name)
    if path is None:
        raise FontMissingError(f"font {name} is missing: apt-get install {entry.package}")
    return Face(path)
