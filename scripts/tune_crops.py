"""How tightly lines are cut and how much they are widened: word F1 for several choices.

Pages are detected once; every choice reads the same regions. Labels are of PaddleOCR's detection
form; with `--fold-case`, as receipts need it, case is ignored.

    python -m scripts.tune_crops labels.txt --images receipt_pages.zip --include '^pages/4[0-4]' \
        --fold-case --tighten 0 --tighten 0.03 --stretch 1 --stretch 1.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import click
import cv2
import numpy as np

from ocrlc import Detector, Recognizer
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import parse_detection
from ocrlc.evaluation.text_metrics import WordCounts, word_counts
from ocrlc.preprocess import to_grey
from ocrlc.recognition.crops import crop_line, tighten
from ocrlc.system.resources import DEFAULT_RECOGNIZER


@click.command()
@click.argument("labels")
@click.option("--images", help="Folder or zip of images; default: that of LABELS.")
@click.option("--include", help="Regular expression; use only paths that match.")
@click.option("--limit", type=click.IntRange(1), help="Use only this many pages.")
@click.option("--fold-case", is_flag=True)
@click.option("--rec", default=DEFAULT_RECOGNIZER, show_default=True)
@click.option("--tighten", "shares", type=float, multiple=True, default=(0.0, 0.03, 0.05))
@click.option("--stretch", "factors", type=float, multiple=True, default=(1.0, 1.1, 1.2))
def main(
    labels: str,
    images: str | None,
    include: str | None,
    limit: int | None,
    fold_case: bool,
    rec: str,
    shares: Sequence[float],
    factors: Sequence[float],
) -> None:
    """Print word F1 on LABELS for every pair of choices."""
    source = LabelSource(kind="labels", labels=labels, images=images, include=include, limit=limit)
    store, records = read_labels(source)
    detector, reader = Detector(), Recognizer(rec)
    counts = dict.fromkeys(product(shares, factors), WordCounts())
    for record in records:
        data = np.frombuffer(store.read(record.path), np.uint8)
        page = cv2.imdecode(data, cv2.IMREAD_COLOR)
        truth = "\n".join(entry["transcription"] for entry in parse_detection(record))
        regions, grey = detector.detect(page), to_grey(page)
        for share, factor in counts:
            reader.model = replace(reader.model, stretch=factor)
            crops = [crop_line(grey, tighten(region, share)) for region in regions]
            text = "\n".join(reading.text for reading in reader.recognize(crops))
            counts[share, factor] += word_counts(text, truth, fold_case)
    click.echo(f"{len(records)} pages\ntighten  stretch  word F1")
    for (share, factor), found in counts.items():
        click.echo(f"{share:7.2f}  {factor:7.2f}  {100 * found.f1:7.2f}")


if __name__ == "__main__":
    main()
