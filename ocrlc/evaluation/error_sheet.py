"""Sheets of lines with errors: crop, true text and text read, as HTML or as one picture."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable, Collection
from io import BytesIO

import cv2
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from ocrlc.datasets.image_store import Image
from ocrlc.evaluation.lines import LineEvaluation, ReadLine
from ocrlc.preprocess import resize_line
from ocrlc.system.matplotlib_setup import matplotlib_fonts

COUNT = 100
"""Number of lines on a sheet."""
STYLE = (
    "body{font:15px sans-serif;margin:2em}td{padding:.4em 1em;border-bottom:1px solid #ccc}"
    "img{height:32px;max-width:60em}code{font:15px monospace;white-space:pre}"
)

FONT = "DejaVuSansMono.ttf"
SIZE = 16
ROW = 22
CROP = 40
MARGIN = 12
LABEL = 9
"""Width of the labels left of the texts, in characters."""
WIDEST = 4000
"""Largest width of the picture in pixels; the rest is cut off."""
FAULT = "#ffb3b3"

Shown = list[tuple[ReadLine, Image]]


def worst_lines(evaluation: LineEvaluation, count: int = COUNT) -> Shown:
    """Return the lines with most edits relative to their length, with their pictures in grey."""
    pictures = ((line, evaluation.store.grey(line.path)) for line in evaluation.worst(count))
    return [(line, image) for line, image in pictures if image is not None]


def error_page(lines: Shown, title: str) -> bytes:
    """Return an HTML page of lines, with their pictures embedded."""
    head = f"<meta charset=utf-8><title>{html.escape(title)}</title><style>{STYLE}</style>"
    names = "<tr><th>line</th><th>truth</th><th>read</th><th>score</th></tr>"
    rows = "".join(_row(line, image) for line, image in lines)
    body = f"<h1>{html.escape(title)}</h1><table>{names}{rows}</table>"
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>\n"
    return page.encode()


def error_picture(lines: Shown, title: str) -> bytes:
    """Return a PNG of lines: crop, true text and text read; differences have a red background.

    Args:
        lines: the lines, with their pictures in grey.
        title: heading of the picture.
    """
    font = ImageFont.truetype(str(matplotlib_fonts() / FONT), SIZE)
    step = font.getlength("M")
    crops = [resize_line(image, CROP) for _, image in lines]
    texts = [max(len(line.truth), len(line.text)) for line, _ in lines]
    columns = max([*texts, len(title)], default=len(title))
    needed = [crop.shape[1] for crop in crops] + [round((LABEL + columns) * step)]
    height = CROP + 2 * ROW + MARGIN
    size = (min(WIDEST, max(needed) + 2 * MARGIN), ROW + MARGIN + len(lines) * height + MARGIN)
    sheet = Pictures.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((MARGIN, MARGIN), title, "black", font)
    for i, ((line, _), crop) in enumerate(zip(lines, crops, strict=True)):
        top = ROW + 2 * MARGIN + i * height
        sheet.paste(Pictures.fromarray(crop), (MARGIN, top))
        dropped, added = _faults(line.truth, line.text)
        rows = (("truth", line.truth, dropped), (f"{line.score:.2f}", line.text, added))
        for j, (label, text, faults) in enumerate(rows):
            y = top + CROP + j * ROW
            pen.text((MARGIN, y), label, "grey", font)
            for k, character in enumerate(text):
                x = MARGIN + (LABEL + k) * step
                if k in faults:
                    pen.rectangle((x, y, x + step, y + ROW - 3), FAULT)
                pen.text((x, y), character, "black", font)
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


SHEETS: dict[str, Callable[[Shown, str], bytes]] = {".html": error_page, ".png": error_picture}
"""Functions that make a sheet, by the ending of the file."""


def _row(line: ReadLine, image: Image) -> str:
    png = b64encode(cv2.imencode(".png", image)[1].tobytes()).decode()
    picture = f'<img alt="{html.escape(line.path)}" src="data:image/png;base64,{png}">'
    cells = (picture, _code(line.truth), _code(line.text), f"{line.score:.2f}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"


def _faults(truth: str, text: str) -> tuple[Collection[int], Collection[int]]:
    """Return the indices of true characters not read, and of characters read that are wrong."""
    edits = Levenshtein.editops(truth, text)
    dropped = {edit.src_pos for edit in edits if edit.tag != "insert"}
    return dropped, {edit.dest_pos for edit in edits if edit.tag != "delete"}
