"""Cut training lines from whole receipts as our own detector finds them.

Line crops made from true boxes are kinder than what a detector hands to a recogniser. Here every
detected box gets the text of the true boxes it holds, left to right; boxes that hold a part of a
line, or hold lines of several rows, are left out. Case comes from the line labels of the same
set, where they have it.

    python -m scripts.cut_receipts DIR -o runs/receipt_crops.zip --exclude '^pages/4[5-9]'
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

from ocrlc import Detector
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import parse_detection
from ocrlc.recognition.crops import crop_line
from ocrlc.system.files import atomic_path
from ocrlc.system.resources import DEFAULT_DETECTOR

INSIDE = 0.85
"""Share of a true box's area that must be in a detected box for its text to belong to it."""
TOUCHED = 0.15
"""Share of a true box's area in a detected box from which on a part of a line spoils the crop."""

Polygon = NDArray[np.float32]


@click.command()
@click.argument("receipts", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--exclude", default=r"^pages/4[5-9]", show_default=True)
@click.option("--limit", type=click.IntRange(1), help="Use only this many pages.")
@click.option(
    "--det", default=DEFAULT_DETECTOR, show_default=True, help="Detector: name or folder."
)
def main(receipts: Path, output: Path, exclude: str, limit: int | None, det: str) -> None:
    """Cut the lines of the receipts in the folder RECEIPTS."""
    cased = _cased_texts(receipts)
    source = LabelSource(
        kind="labels",
        labels="labels.txt",
        images=str(receipts / "receipt_pages.zip"),
        exclude=exclude,
        limit=limit,
    )
    store, records = read_labels(source)
    detector = Detector(det)
    labels = []
    with atomic_path(output) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for record in records:
            page = store.grey(record.path)
            if page is None:
                continue
            entries = parse_detection(record)
            name = Path(record.path).stem
            texts = [
                cased.get(f"{name}_{i:03d}", (entry["transcription"], False))
                for i, entry in enumerate(entries)
            ]
            true = [np.asarray(entry["points"], np.float32) for entry in entries]
            for number, box in enumerate(detector.detect(page)):
                text = _text_of(box, true, texts)
                if text:
                    path = f"crops/{name}_{number:03d}.png"
                    crop = crop_line(page, box)
                    archive.writestr(path, cv2.imencode(".png", crop)[1].tobytes())
                    labels.append(f"{path}\t{text}\n")
        archive.writestr("labels.txt", "".join(labels))
    click.echo(f"{len(labels)} lines of {len(records)} pages")


def _cased_texts(receipts: Path) -> dict[str, tuple[str, bool]]:
    """Line texts with their case, by page and number."""
    archive = str(receipts / "receipt_lines.zip")
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
