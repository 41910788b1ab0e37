"""Sheets of lines read wrongly: crop, truth, reading; as HTML or as one picture."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable

import cv2

from ocrlc.datasets.image_store import Image
from ocrlc.evaluation.error_sheet_picture import error_picture
from ocrlc.evaluation.lines import LineEvaluation, ReadLine

COUNT = 100
"""Lines on a sheet."""
STYLE = (
    "body{font:15px sans-serif;margin:2em}td{padding:.4em 1em;border-bottom:1px solid #ccc}"
    "img{height:32px;max-width:60em}code{font:15px monospace;white-space:pre}"
)

Shown = list[tuple[ReadLine, Image]]


def worst_lines(evaluation: LineEvaluation, count: int = COUNT) -> Shown:
    """Return the lines with most edits for their length, with their pictures in grey."""
    pictures = ((line, evaluation.store.grey(line.path)) for line in evaluation.worst(count))
    return [(line, image) for line, image in pictures if image is not None]


def error_page(lines: Shown, title: str) -> bytes:
    """Return an HTML page of lines; their crops are inside it."""
    head = f"<meta charset=utf-8><title>{html.escape(title)}</title><style>{STYLE}</style>"
    names = "<tr><th>line</th><th>truth</th><th>read</th><th>score</th></tr>"
    rows = "".join(_row(line, image) for line, image in lines)
    body = f"<h1>{html.escape(title)}</h1><table>{names}{rows}</table>"
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>\n"
    return page.encode()


SHEETS: dict[str, Callable[[Shown, str], bytes]] = {".html": error_page, ".png": error_picture}
"""By the ending of the file."""


def _row(line: ReadLine, image: Image) -> str:
    png = b64encode(cv2.imencode(".png", image)[1].tobytes()).decode()
    picture = f'<img alt="{html.escape(line.path)}" src="data:image/png;base64,{png}">'
    cells = (picture, _code(line.truth), _code(line.text), f"{line.score:.2f}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"
