"""A page of type: draws into a PDF and remembers what was printed where."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from scripts.drawing.fonts import Face, face

Colour = tuple[float, float, float]
Align = Literal["left", "right", "center"]
Box = tuple[float, float, float, float]

A4 = (595.28, 841.89)
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
GREY: Colour = (0.45, 0.45, 0.45)

# Spaces no line is broken at.
_GLUE = re.compile(r"(?<=«) | (?=[»;:?!%€](?:[\s.,;)]|$))|(?<=\d) (?=\d{3}\b)")

_PAD = 0.6  # points around the ink, about what annotators leave


@dataclass(frozen=True)
class Segment:
    """A run of text printed on one line.

    Attributes:
        text: as printed.
        box: left, top, right, bottom in points from the page's top-left corner.
        baseline: its baseline, in points from the top.
    """

    text: str
    box: Box
    baseline: float


@dataclass(frozen=True)
class Type:
    """How a text is set: family, face, size in points, colour."""

    family: str
    size: float
    style: str = "regular"
    colour: Colour = BLACK

    @property
    def face(self) -> Face:
        """The face to draw with."""
        return face(self.family, self.style)

    def but(
        self, *, scale: float = 1.0, style: str | None = None, colour: Colour | None = None
    ) -> Type:
        """Return the same type with another size, face or colour."""
        size = round(self.size * scale, 1)
        return Type(self.family, size, style or self.style, colour or self.colour)

    def width(self, text: str) -> float:
        """Return the width of a text in points."""
        return self.face.width(text, self.size)


class Sheet:
    """One page under the pen. Lengths are points; y runs down from the top edge.

    Attributes:
        width: width of the page.
        height: height of the page.
        segments: everything printed so far, in the order of printing.
    """

    def __init__(self, width: float = A4[0], height: float = A4[1]) -> None:
        self.width = width
        self.height = height
        self.segments: list[Segment] = []
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=(width, height), invariant=1)

    def put(self, x: float, y: float, text: str, type_: Type, align: Align = "left") -> None:
        """Print a text with its baseline at y; x is its left, right or middle by `align`."""
        text = " ".join(text.split())
        if not text:
            return
        width = type_.width(text)
        x -= {"left": 0.0, "right": width, "center": width / 2}[align]
        self._ink(type_)
        self._canvas.drawString(x, self.height - y, text)
        self._remember(x, y, width, text, type_)

    def put_justified(self, x: float, y: float, text: str, width: float, type_: Type) -> None:
        """Print a text with its spaces stretched to fill `width`."""
        words = text.split(" ")
        spare = width - sum(type_.width(word) for word in words)
        step = spare / max(1, len(words) - 1)
        self._ink(type_)
        left = x
        for word in words:
            self._canvas.drawString(left, self.height - y, word)
            left += type_.width(word) + step
        self._remember(x, y, width, " ".join(text.split()), type_)

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        type_: Type,
        *,
        leading: float = 1.3,
        justify: bool = False,
        bottom: float = float("inf"),
    ) -> float:
        """Print a text broken into lines, stop at `bottom`; return the next baseline."""
        lines = wrap(text, width, type_)
        for i, line in enumerate(lines):
            if y > bottom:
                break
            if justify and i < len(lines) - 1 and " " in line:
                self.put_justified(x, y, line, width, type_)
            else:
                self.put(x, y, line, type_)
            y += type_.size * leading
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.5) -> None:
        """Draw a straight line."""
        self._canvas.setStrokeColorRGB(*BLACK)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x0, self.height - y0, x1, self.height - y1)

    def fill(self, box: Box, colour: Colour) -> None:
        """Fill a rectangle. Fill before printing on it."""
        left, top, right, bottom = box
        self._canvas.setFillColorRGB(*colour)
        self._canvas.rect(left, self.height - bottom, right - left, bottom - top, stroke=0, fill=1)

    def frame(self, box: Box, weight: float = 0.5) -> None:
        """Draw the outline of a rectangle."""
        left, top, right, bottom = box
        self._canvas.setStrokeColorRGB(*BLACK)
        self._canvas.setLineWidth(weight)
        self._canvas.rect(left, self.height - bottom, right - left, bottom - top)

    def ring(self, x: float, y: float, radius: float, colour: Colour, weight: float = 0) -> None:
        """Draw a disc, or a ring where `weight` is given."""
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(weight)
        outline = int(weight > 0)
        self._canvas.circle(x, self.height - y, radius, stroke=outline, fill=1 - outline)

    def pdf(self) -> bytes:
        """Close the page and return it as a PDF file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def render(self, dpi: float) -> npt.NDArray[np.uint8]:
        """Close the page and return it as pixels, shape (H, W, 3), BGR."""
        document = pypdfium2.PdfDocument(self.pdf())
        pixels = document[0].render(scale=dpi / 72).to_numpy()
        return np.ascontiguousarray(pixels[:, :, :3], dtype=np.uint8)

    def _ink(self, type_: Type) -> None:
        self._canvas.setFillColorRGB(*type_.colour)
        self._canvas.setFont(type_.face.name, type_.size)

    def _remember(self, x: float, y: float, width: float, text: str, type_: Type) -> None:
        rise, fall = type_.face.rise_and_fall(text, type_.size)
        box = (x - _PAD, y - rise - _PAD, x + width + _PAD, y - fall + _PAD)
        if box[0] < 0 or box[1] < 0 or box[2] > self.width or box[3] > self.height:
            raise ValueError(f"printed over the edge of the page: {text!r}")
        self.segments.append(Segment(text, box, y))


def wrap(text: str, width: float, type_: Type) -> list[str]:
    """Break a text into lines no wider than `width`; a longer word stands alone.

    Marks set off by a space, thousands and units stay with what they belong to.
    """
    lines: list[str] = []
    line = ""
    for word in _GLUE.sub("\N{NO-BREAK SPACE}", text).split(" "):
        longer = f"{line} {word}" if line else word
        if line and type_.width(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def write_image(path: str, image: npt.NDArray[np.uint8], quality: int = 90) -> None:
    """Write a picture; the suffix says the format, `quality` is JPEG's.

    Raises:
        OSError: if it cannot be written.
    """
    if not cv2.imwrite(path, image, [cv2.IMWRITE_JPEG_QUALITY, quality]):
        raise OSError(f"cannot write {path}")
