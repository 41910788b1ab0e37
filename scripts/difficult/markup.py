"""What a page is before it is laid out: HTML, a style sheet, a size; and pieces of both."""

from __future__ import annotations

import html
import random
import subprocess
from dataclasses import dataclass
from functools import cache

from scripts.drawing.fonts import FontMissingError
from scripts.drawing.prose import Writer

A4 = (1240, 1754)
"""A4 at 150 dpi, in pixels."""
SCREEN = (1280, 800)

SANS = ("Andika", "Sora Light", "Universalis ADF Std")
SERIF = ("Charis SIL", "Noto Serif", "Quattrocento")
CONDENSED = ("Yanone Kaffeesatz",)
MONO = ("JetBrains Mono", "Fira Code", "Fantasque Sans Mono", "B612 Mono", "Anonymous Pro")
MACHINE = ("Tlwg Typist", "CMU Typewriter Text", "Courier Prime")

PACKAGES = {
    "Andika": "fonts-sil-andika",
    "Anonymous Pro": "fonts-anonymous-pro",
    "B612 Mono": "fonts-b612",
    "CMU Typewriter Text": "fonts-cmu",
    "Charis SIL": "fonts-sil-charis",
    "Courier Prime": "fonts-courier-prime",
    "Fantasque Sans Mono": "fonts-fantasque-sans",
    "Fira Code": "fonts-firacode",
    "JetBrains Mono": "fonts-jetbrains-mono",
    "Noto Serif": "fonts-noto-core",
    "Quattrocento": "fonts-quattrocento",
    "Sora Light": "fonts-sora",
    "Tlwg Typist": "fonts-tlwg-typist-ttf",
    "Universalis ADF Std": "fonts-adf-universalis",
    "Yanone Kaffeesatz": "fonts-yanone-kaffeesatz",
}
"""Families, and the Debian packages that have them. The drawn training pages hold them out."""

INKS = ("#1b2a6b", "#7a1420", "#0d5a3a", "#5a2a82", "#8a4a00", "#00566e", "#333333", "#a3005c")

_BASE = """
* { box-sizing: border-box; margin: 0; padding: 0; }
html, body { overflow: hidden; }
body { position: relative; background: #fff; color: #141414; line-height: 1.25;
       font-variant-ligatures: none; }
table { border-collapse: collapse; }
.at { position: absolute; white-space: nowrap; }
.row { display: flex; justify-content: space-between; }
"""


@dataclass(frozen=True)
class Draft:
    """A page to lay out.

    Attributes:
        body: HTML; `measure.js` says what its `data-` attributes mean.
        style: CSS.
        size: width and height in pixels.
        smallest: em in pixels of its smallest type.
    """

    body: str
    style: str
    size: tuple[int, int] = A4
    smallest: float = 12.5

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.size[0]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.size[1]


@dataclass(frozen=True)
class Maker:
    """What a kind of page draws from: chance, and texts in a language."""

    rng: random.Random
    writer: Writer

    def words(self, low: int, high: int) -> str:
        """Return some words, escaped, the first with a capital."""
        text = " ".join(self.writer.word() for _ in range(self.rng.randint(low, high)))
        return escape(text[:1].upper() + text[1:])

    def text(self, sentences: int) -> str:
        """Return some sentences, escaped."""
        return escape(self.writer.paragraph(sentences))

    def amount(self, most: float = 900) -> str:
        """Return a sum of money without its currency."""
        return self.writer.number(self.rng.uniform(0.2, most))

    def pick(self, *choices: str) -> str:
        """Return one of the choices."""
        return self.rng.choice(choices)


def escape(text: str) -> str:
    """Return a text for use in HTML."""
    return html.escape(text, quote=True)


def document(draft: Draft) -> str:
    """Return a draft as an HTML document."""
    size = f"html, body {{ width: {draft.width}px; height: {draft.height}px; }}"
    style = f"<style>{_BASE}{size}{draft.style}</style>"
    return f'<!doctype html><meta charset="utf-8">{style}<body>{draft.body}</body>'


def points(size: float) -> float:
    """Return a size of type in pixels of an A4 page."""
    return round(size * 150 / 72, 2)


def need_fonts() -> None:
    """Check that all families are installed.

    Raises:
        FontMissingError: one is not.
    """
    for family, package in PACKAGES.items():
        if family not in _installed():
            raise FontMissingError(f"font {family} is missing: apt-get install {package}")


@cache
def _installed() -> frozenset[str]:
    command = ["fc-list", "--format", "%{family}\n"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return frozenset(name for line in output.splitlines() for name in line.split(","))
