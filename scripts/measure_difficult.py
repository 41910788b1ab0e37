r"""Measure what share of the lines of difficult pages detectors find, by kind and by look.

    python -m scripts.draw_difficult OUT
    python -m scripts.measure_difficult OUT --peers PEERS --json docs/benchmarks/difficult.json

Ours compute in fp32. PP-OCRv6 small is RapidOCR's detector with its defaults, in a process of an
environment of its own, as `scripts.compare_peers` has it. `--found FOLDER` writes the boxes of each
detector as label files, to be looked at.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from ocrlc import Detector
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import parse_detection, unreadable_regions
from ocrlc.datasets.records import Record
from ocrlc.evaluation.box_metrics import DetectionScore, Polygon, score_page, within
from ocrlc.loading.load import load_pages
from ocrlc.system.cpu import cpu_name
from scripts.difficult.causes import CAUSES, causes
from scripts.peers.run import System, Worker

OWN = ("lcnet-det", "ppocrv4-mobile")
PEER = "ppocrv6-small"
ALONE = {"Global.use_cls": False, "Global.use_rec": False}

Find = Callable[[Path], list[Polygon]]


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--det", "own", multiple=True, default=OWN, help="Name or folder of one of ours.")
@click.option("--peers", type=click.Path(exists=True, path_type=Path), help="Environments.")
@click.option("--threads", default=2)
@click.option("--json", "record", type=click.Path(path_type=Path), help="File to write.")
@click.option("--found", type=click.Path(path_type=Path), help="Folder for the boxes found.")
def main(
    data: Path,
    own: tuple[str, ...],
    peers: Path | None,
    threads: int,
    record: Path | None,
    found: Path | None,
) -> None:
    """Measure detectors on the pages of DATA, a folder that `scripts.draw_difficult` wrote."""
    _, records = read_labels(LabelSource(kind="labels", labels=str(data / "labels.txt")))
    result: dict[str, Any] = {"pages": len(records), "cpu": cpu_name(), "detectors": {}}
    with ExitStack() as stack:
        finders = {name: ours(name, threads) for name in own}
        if peers is not None:
            python = str(peers / "rapidocr/bin/python")
            worker = Worker(System(PEER, "rapidocr", python, ALONE), threads)
            finders[PEER] = theirs(stack.enter_context(worker))
        for name, find in finders.items():
            boxes = {one.path: find(data / one.path) for one in records}
            result["detectors"][name] = dict(measure(records, boxes))
            click.echo(f"{name}: {result['detectors'][name]['all']}")
            if found is not None:
                save(found / f"{Path(name).name}.txt", boxes)
    if record is not None:
        record.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measure(
    records: list[Record], boxes: dict[str, list[Polygon]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Score the boxes of all pages; yield counts of all, of each kind and of each look.

    What was found in regions labelled as unreadable does not count.
    """
    scores: dict[str, DetectionScore] = defaultdict(DetectionScore)
    pages: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for one in records:
        unreadable = [np.asarray(corners, np.float32) for corners in unreadable_regions(one)]
        lines = [np.asarray(entry["points"], np.float32) for entry in parse_detection(one)]
        out = within(boxes[one.path], unreadable)
        counted = [box for box, flag in zip(boxes[one.path], out, strict=True) if not flag]
        score, why = score_page(counted, lines), causes(counted, lines)
        path = Path(one.path)
        for group in ("all", path.parent.name, path.stem.partition("-")[2]):
            scores[group] += score
            reasons[group] += why
            pages[group] += 1
    for group, score in scores.items():
        yield (
            group,
            {
                "pages": pages[group],
                **asdict(score),
                "causes": {cause: reasons[group][cause] for cause in CAUSES},
            },
        )


def ours(name: str, threads: int) -> Find:
    """Return a detector of ours as a function of a path."""
    detector = Detector(name, threads=threads, precision="fp32")

    def find(path: Path) -> list[Polygon]:
        (page,) = load_pages(path)
        return list(detector.detect(page.image))

    return find


def theirs(worker: Worker) -> Find:
    """Return a peer's detector as a function of a path."""

    def find(path: Path) -> list[Polygon]:
        answer = worker.read(path)
        if "error" in answer:
            raise click.ClickException(f"{path}: {answer['error']}")
        return [np.asarray(line["points"], np.float32) for line in answer["lines"]]

    return find


def save(path: Path, boxes: dict[str, list[Polygon]]) -> None:
    """Write boxes as a label file without texts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for name, polygons in boxes.items():
            entries = [
                {"transcription": "", "points": np.round(polygon.astype(float), 1).tolist()}
                for polygon in polygons
            ]
            file.write(f"{name}\t{json.dumps(entries)}\n")


if __name__ == "__main__":
    main()
