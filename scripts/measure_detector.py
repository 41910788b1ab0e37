"""Measure a detector's bundle and write what was found beside it, as `measured.json`.

How well it finds the lines of the validation receipts (ids 450-499) and of drawn pages; and how
many of its lines other engines, oneDNN's and Paddle's plain kernels and bfloat16 find alike, which
decides whether `--engine auto` and `--precision auto` may use them. On CPUs without bfloat16 its
roundings are imitated, as in `scripts.round_to_bf16`.

    python -m scripts.measure_detector data/models/lcnet-det --receipts DIR
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from ocrlc import Detector
from ocrlc.config import DrawnPageSource, PageSource
from ocrlc.datasets.pages import DrawnPages, LabelledPages, Page
from ocrlc.datasets.records import Report
from ocrlc.detection.detector import LineFinder
from ocrlc.evaluation.box_metrics import DetectionScore, score_page, within
from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.selection import ENGINES, PADDLE
from ocrlc.system.cpu import cpu_name, supports_bf16
from ocrlc.system.paddle_setup import import_paddle
from scripts.measure_model import save
from scripts.round_to_bf16 import load

VALIDATION = r"^pages/4[5-9]\d"
SAME_BOX = 0.9
"""IoU from which on two boxes are the same."""
SAME_LINES = 99.5
"""Share of lines, in percent, that an engine must find as Paddle does for `--engine auto`."""
DRAWN = 60
"""Number of drawn pages."""
SEED = 31
"""Seed of the drawn pages."""


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--receipts", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--limit", type=click.IntRange(1), help="Use only this many pages of each kind.")
def main(model: Path, receipts: Path, limit: int | None) -> None:
    """Measure MODEL and write its measured.json."""
    sets = {"receipts": receipt_pages(receipts, limit), "drawn_pages": drawn_pages(limit or DRAWN)}
    reference = Detector(model, precision="fp32", engine=PADDLE)
    others = readers(model)
    scores = {name: DetectionScore() for name in sets}
    same = {name: DetectionScore() for name in others}
    for name, pages in sets.items():
        for page in pages:
            found = reference.detect(page.image)
            ignored = within(found, page.ignored)
            counted = [box for box, flag in zip(found, ignored, strict=True) if not flag]
            scores[name] += score_page(counted, page.lines)
            for other, reader in others.items():
                same[other] += score_page(reader.detect(page.image), found, iou=SAME_BOX)
    parity = {
        name: {"lines": score.true, "same_lines_percent": round(100 * score.hmean, 3)}
        for name, score in same.items()
    }
    alike = {name for name, found in parity.items() if found["same_lines_percent"] >= SAME_LINES}
    save(
        model,
        {
            "cpu": cpu_name(),
            "metrics": {
                "data": "lines of the receipts 450-499, IoU 0.5",
                **short(scores["receipts"]),
            },
            "sets": {
                name: {"pages": len(sets[name]), "lines": score.true, **short(score)}
                for name, score in scores.items()
            },
            "parity": parity,
            "engines": {
                name: [
                    precision
                    for precision in ("fp32", "bf16")
                    if (name if precision == "fp32" else f"{name} in bf16") in alike
                ]
                for name in ENGINES
                if name in alike
            },
            "bf16_rounded": not supports_bf16(),
            "bf16_ok": "bf16" in alike,
        },
    )


def receipt_pages(receipts: Path, limit: int | None) -> list[Page]:
    """Read the validation receipts."""
    images = str(receipts / "receipt_pages.zip")
    source = PageSource(
        kind="pages", labels="labels.txt", images=images, include=VALIDATION, limit=limit
    )
    labelled = LabelledPages(source, Report())
    pages = (labelled.page(number) for number in range(len(labelled.pages)))
    return [page for page in pages if page is not None]


def drawn_pages(count: int) -> list[Page]:
    """Draw pages in fonts that training never shows."""
    drawn = DrawnPages(DrawnPageSource(kind="drawn_pages", split="test"))
    return [drawn.draw(number, SEED) for number in range(count)]


def short(score: DetectionScore) -> dict[str, Any]:
    """Return a score's rates for the file, in percent."""
    rates = {"hmean": score.hmean, "coverage": score.coverage}
    return {name: round(100 * rate, 2) for name, rate in rates.items()}


def readers(model: Path) -> Mapping[str, LineFinder]:
    """Return the detector with other kernels, engines and numbers, by their names."""
    found: dict[str, LineFinder] = {
        "plain": Detector(model, precision="fp32", engine=PADDLE, onednn=False)
    }
    for name, kind in ENGINES.items():
        if name != PADDLE and kind.is_installed:
            found[name] = Detector(model, precision="fp32", engine=name)
            if supports_bf16() and "bf16" in kind.precisions:
                found[f"{name} in bf16"] = in_bf16(model, name)
    if supports_bf16():
        return {**found, "bf16": in_bf16(model, PADDLE)}
    return {**found, "bf16": imitated(Detector(model, precision="fp32", engine=PADDLE), model)}


def in_bf16(model: Path, engine: str) -> Detector:
    """Return a detector that computes in bfloat16, whether or not its measurements allow it."""
    detector = Detector(model, precision="fp32", engine=engine)
    detector.engine_options = replace(detector.engine_options, precision="bf16")
    return detector


def imitated(detector: Detector, model: Path) -> LineFinder:
    """Return a detector whose network rounds as bfloat16 does."""
    paddle = import_paddle()
    network = load(find_bundle(model), rounded=True)

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        with paddle.no_grad():
            logits = network(paddle.to_tensor(batch))
            values: NDArray[np.float32] = paddle.nn.functional.sigmoid(logits).numpy()
        return values

    return LineFinder(run, detector.boxes, detector.options)


if __name__ == "__main__":
    main()
