"""A picture sheet of lines read wrongly: crop, truth, reading."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Sequence

import cv2

from ocrlc.evaluation import LineEvaluation, ReadLine

STYLE = (
    "body{font:15px sans-serif;margin:2em}td{padding:.4em 1em;border-bottom:1px solid #ccc}"
    "img{height:32px;max-width:60em}code{font:15px monospace;white-space:pre}"
)


def error_sheet(evaluation: LineEvaluation, title: str, count: int = 100) -> str:
    """Return an HTML page of the worst lines; the crops are inside it."""
    rows = _rows(evaluation, evaluation.worst(count))
    head = f"<meta charset=utf-8><title>{html.escape(title)}</title><style>{STYLE}</style>"
    names = "<tr><th>line</th><th>truth</th><th>read</th><th>score</th></tr>"
    body = f"<h1>{html.escape(title)}</h1><table>{names}{''.join(rows)}</table>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>\n"


def _rows(evaluation: LineEvaluation, lines: Sequence[ReadLine]) -> list[str]:
    rows = []
    for line in lines:
        image = evaluation.store.grey(line.path)
        if image is None:
            continue
        png = b64encode(cv2.imencode(".png", image)[1].tobytes()).decode()
        picture = f'<img alt="{html.escape(line.path)}" src="data:image/png;base64,{png}">'
        cells = (picture, _code(line.truth), _code(line.text), f"{line.score:.2f}")
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return rows


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"
