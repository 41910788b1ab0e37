"""Lines read wrongly as one PNG: every crop above its truth and its reading, faults marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from io import BytesIO
from pathlib import Path

import matplotlib
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from ocrlc.datasets.image_store import Image
from ocrlc.evaluation.lines import ReadLine
from ocrlc.preprocess import resize_line

FONT = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSansMono.ttf"
SIZE = 16
ROW = 22
CROP = 40
MARGIN = 12
LABEL = 9
"""Columns of text left of what is compared."""
WIDEST = 4000
"""Pixels; what is right of that is cut off."""
FAULT = "#ffb3b3"


def error_picture(lines: Sequence[tuple[ReadLine, Image]], title: str) -> bytes:
    """Return a PNG of lines: crop, truth and reading; characters that differ stand on red.

    Args:
        lines: with their pictures in grey.
        title: above them.
    """
    font = ImageFont.truetype(str(FONT), SIZE)
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


def _faults(truth: str, text: str) -> tuple[Collection[int], Collection[int]]:
    """Return which characters of the truth were not read, and which of the reading are wrong."""
    edits = Levenshtein.editops(truth, text)
    dropped = {edit.src_pos for edit in edits if edit.tag != "insert"}
    return dropped, {edit.dest_pos for edit in edits if edit.tag != "delete"}
