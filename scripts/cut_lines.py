"""Cut training lines from whole pages as a detector finds them.

Line crops made from true boxes are kinder than what a detector hands to a recogniser. Here every
detected box gets the text of the true boxes it holds, left to right; boxes that hold a part of a
line, or hold lines of several rows, are left out.

    python -m scripts.cut_lines LABELS --images FOLDER|ZIP -o OUTPUT.zip [--det NAME|DIR]
        [--cased LINES.zip] [--exclude REGEX] [--agree NAME|DIR]

LABELS is in PaddleOCR's detection form. With --cased the lines have the case of that archive's line
labels (`PAGE_NUMBER`), and others are left out: the transcripts of receipts are in capitals. With
--agree only lines that this recogniser reads nearly so are kept, as in harvesting PDFs.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import click
import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from ocrlc import Detector, Recognizer
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import parse_detection, unreadable_regions
from ocrlc.harvest.soundness import agreement, same_spaces
from ocrlc.recognition.crops import crop_line
from ocrlc.system.files import atomic_path
from ocrlc.system.resources import DEFAULT_DETECTOR

INSIDE = 0.85
"""Share of a true box's area that must be in a detected box for its text to belong to it."""
TOUCHED = 0.15
"""Share of a true box's area in a detected box from which on a part of a line spoils the crop."""
AGREEMENT = 0.6
"""Lines on which the recogniser and the labels agree less are left out; what pages lose by being
degraded must not be."""

Polygon = NDArray[np.float32]


@click.command()
@click.argument("labels")
@click.option("--images", required=True, help="Folder or .zip of the pages.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option(
    "--det", default=DEFAULT_DETECTOR, show_default=True, help="Detector: name or folder."
)
@click.option("--cased", help="Archive of the same lines, with their case.")
@click.option("--agree", help="Recogniser that must agree with the labels: name or folder.")
@click.option("--exclude", help="Pages to be left out.")
@click.option("--limit", type=click.IntRange(1), help="Use only this many pages.")
def main(
    labels: str,
    images: str,
    output: Path,
    det: str,
    cased: str | None,
    agree: str | None,
    exclude: str | None,
    limit: int | None,
) -> None:
    """Cut the lines of the pages in LABELS."""
    known = _cased_texts(cased) if cased else {}
    source = LabelSource(kind="labels", labels=labels, images=images, exclude=exclude, limit=limit)
    store, records = read_labels(source)
    detector = Detector(det)
    judge = Recognizer(agree) if agree else None
    kept = []
    with atomic_path(output) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for record in records:
            page = store.grey(record.path)
            entries = parse_detection(record)
            if page is None or not entries:
                continue
            name = Path(record.path).stem
            texts = [
                known.get(f"{name}_{i:03d}", (entry["transcription"], not cased))
                for i, entry in enumerate(entries)
            ]
            true = [np.asarray(entry["points"], np.float32) for entry in entries]
            barred = [np.asarray(region, np.float32) for region in unreadable_regions(record)]
            boxes = detector.detect(page)
            told = {
                number: text
                for number, box in enumerate(boxes)
                if (text := _text_of(box, true + barred, texts))
            }
            crops = [crop_line(page, boxes[number]) for number in told]
            read = [line.text for line in judge.recognize(crops)] if judge else told.values()
            for (number, text), crop, other in zip(told.items(), crops, read, strict=True):
                if _agree(text, other):
                    path = f"crops/{name}_{number:03d}.png"
                    archive.writestr(path, cv2.imencode(".png", crop)[1].tobytes())
                    kept.append(f"{path}\t{text}\n")
        archive.writestr("labels.txt", "".join(kept))
    click.echo(f"{len(kept)} lines of {len(records)} pages")


def _agree(text: str, other: str) -> bool:
    """Whether two readings of a line agree, also on where its spaces are."""
    return agreement(text, other) >= AGREEMENT and same_spaces(text, other, False)


def _cased_texts(archive: str) -> dict[str, tuple[str, bool]]:
    """Line texts with their case, by page and number."""
    _, records = read_labels(LabelSource(kind="labels", labels="labels.txt", images=archive))
    return {Path(record.path).stem: (record.text, True) for record in records}


def _text_of(
    box: Polygon, true: Sequence[Polygon], texts: Sequence[tuple[str, bool]]
) -> str | None:
    """Return the text a detected box shows; None where that is not certain."""
    shapes = shapely.make_valid(shapely.polygons(np.stack(true)))
    share = shapely.area(shapely.intersection(shapes, shapely.polygons(box))) / np.maximum(
        shapely.area(shapes), 1
    )
    held = [i for i in np.flatnonzero(share > TOUCHED) if share[i] >= INSIDE]
    if any(i >= len(texts) for i in np.flatnonzero(share > TOUCHED)):
        return None
    if not held or len(held) < int((share > TOUCHED).sum()):
        return None
    middles = [true[i][:, 1].mean() for i in held]
    height = min(np.ptp(true[i][:, 1]) for i in held)
    if max(middles) - min(middles) > 0.5 * height or not all(texts[i][1] for i in held):
        return None
    held.sort(key=lambda i: float(true[i][:, 0].min()))
    return " ".join(texts[i][0] for i in held)


if __name__ == "__main__":
    main()
