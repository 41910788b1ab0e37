"""Measure detection: line Hmean, coverage and time over input sizes and thresholds.

    python -m scripts.tune_detector LABELS [LABELS ...] [--pages 300-349] [--rounds N]
        [--letters 8,9,10] [--unclip 1.5,1.8] [--inset 0,1.6] [--shift 0.8] [--thresh 0.3]
        [--box 0.5,0.6] [--det NAME|DIR] [--precision fp32,bf16] [--threads N] [--json PATH]

LABELS are label files in PaddleOCR's detection form, in a folder, or zip archives that hold one
(`labels.txt`). For each letter height and precision the maps are computed once; all thresholds
are tried on them. Rounds over the sizes alternate, so a busy machine slows all of them alike.
`cpu` is processor time over all threads per page, `wall` the median; both include scaling,
network and post-processing.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import statistics
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ocrlc.detection.detector import Detector, DetectorOptions
from ocrlc.evaluation.box_metrics import DetectionScore, score_page, total
from ocrlc.loading.load import load_pages


@dataclass(frozen=True)
class Sample:
    """A page and its true lines."""

    image: NDArray[np.uint8]
    true: list[NDArray[np.float32]]


@dataclass(frozen=True)
class Setting:
    """One size and precision."""

    letters: float
    precision: str


def main() -> None:
    """Measure what the arguments name and print a table."""
    options = _arguments()
    sets = {
        path.parent.name + "/" + path.name: list(_samples(path, options.pages))
        for path in options.labels
    }
    settings = [
        Setting(letters, precision)
        for letters in options.letters
        for precision in options.precision
    ]
    detectors = {setting: _detector(setting, options.threads, options.det) for setting in settings}
    rows: list[dict[str, Any]] = []
    for name, samples in sets.items():
        times = _time(detectors, samples, options.rounds)
        for setting, detector in detectors.items():
            for boxes in _thresholds(options, detector):
                score = _score(replace_boxes(detector, boxes), samples)
                rows.append(_row(name, setting, boxes, score, times[setting], len(samples)))
                print(_line(rows[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


class _Cached(Detector):
    """A detector that computes each page's map once."""

    def __init__(self, detector: Detector) -> None:
        self.__dict__.update(detector.__dict__)
        self.maps: dict[int, NDArray[np.float32]] = {}

    def probability(
        self, page: NDArray[np.uint8], scale: float | None = None
    ) -> NDArray[np.float32]:
        key = crc32(np.ascontiguousarray(page))
        if key not in self.maps:
            self.maps[key] = super().probability(page, scale)
        return self.maps[key]


def replace_boxes(detector: Detector, boxes: Any) -> Detector:
    """Give a detector other thresholds."""
    detector.boxes = boxes
    return detector


def _detector(setting: Setting, threads: int, det: str | None) -> Detector:
    standard = DetectorOptions()
    small = min(setting.letters, standard.small_letter_height)
    return _Cached(
        Detector(
            det,
            threads=threads,
            precision=setting.precision,
            options=replace(standard, letter_height=setting.letters, small_letter_height=small),
        )
    )


def _thresholds(options: argparse.Namespace, detector: Detector) -> Iterator[Any]:
    for unclip, inset, shift, thresh, box in itertools.product(
        options.unclip, options.inset, options.shift, options.thresh, options.box
    ):
        yield replace(
            detector.weights.boxes,
            unclip_ratio=unclip,
            inset=inset,
            shift=shift,
            bin_thresh=thresh,
            box_thresh=box,
        )


def _score(detector: Detector, samples: list[Sample]) -> DetectionScore:
    return total(score_page(detector.detect(one.image), one.true) for one in samples)


def _time(
    detectors: dict[Setting, Detector], samples: list[Sample], rounds: int
) -> dict[Setting, tuple[float, float]]:
    """Return processor and wall time per page in ms, after one untimed round for the caches."""
    cpu: dict[Setting, list[float]] = {setting: [] for setting in detectors}
    wall: dict[Setting, list[float]] = {setting: [] for setting in detectors}
    for _, sample in itertools.product(range(rounds), samples):
        for setting, detector in detectors.items():
            Detector.probability(detector, sample.image)  # compiles the shape
            start = time.perf_counter(), time.process_time()
            Detector.probability(detector, sample.image)
            detector.detect(sample.image)
            wall[setting].append(1e3 * (time.perf_counter() - start[0]))
            cpu[setting].append(1e3 * (time.process_time() - start[1]))
    return {
        setting: (statistics.fmean(cpu[setting]), statistics.median(wall[setting]))
        for setting in detectors
        if rounds
    } or dict.fromkeys(detectors, (0.0, 0.0))


def _row(
    name: str,
    setting: Setting,
    boxes: Any,
    score: DetectionScore,
    times: tuple[float, float],
    pages: int,
) -> dict[str, Any]:
    return {
        "set": name,
        "pages": pages,
        "letters": setting.letters,
        "precision": setting.precision,
        "unclip": boxes.unclip_ratio,
        "inset": boxes.inset,
        "shift": boxes.shift,
        "thresh": boxes.bin_thresh,
        "box": boxes.box_thresh,
        "hmean": score.hmean,
        "precision_rate": score.precision,
        "recall": score.recall,
        "coverage": score.coverage,
        "split": score.split,
        "merged": score.merged,
        "cpu_ms": times[0],
        "wall_ms": times[1],
    }


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['set']:<28} letters {row['letters']:4.1f} {row['precision']:<4} "
        f"unclip {row['unclip']:.1f}-{row['inset']:.1f} shift {row['shift']:.1f} "
        f"thresh {row['thresh']:.2f}/{row['box']:.2f}  "
        f"H {row['hmean']:.3f} R {row['recall']:.3f} P {row['precision_rate']:.3f} "
        f"cover {row['coverage']:.3f} split {row['split']} merged {row['merged']}  "
        f"cpu {row['cpu_ms']:.0f} ms wall {row['wall_ms']:.0f} ms"
    )


def _samples(path: Path, pages: range | None) -> Iterator[Sample]:
    """Read the pages of a label file or of a zip archive; `pages` keeps some by their number."""
    archive = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
    text = archive.read("labels.txt").decode() if archive else path.read_text(encoding="utf-8")
    for line in text.splitlines():
        name, _, content = line.partition("\t")
        if pages is not None and int(PurePosixPath(name).stem) not in pages:
            continue
        source = io.BytesIO(archive.read(name)) if archive else path.parent / name
        image = next(load_pages(source)).image
        yield Sample(image, [np.array(box["points"], np.float32) for box in json.loads(content)])


def _range(text: str) -> range:
    first, _, rest = text.partition("-")
    last, _, step = rest.partition("/")
    return range(int(first), int(last or first) + 1, int(step or 1))


def _floats(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--pages", type=_range, help="pages, such as 300-349, or 300-349/5")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of timing [1]; 0 for none")
    parser.add_argument("--letters", type=_floats, default=[11.0])
    parser.add_argument("--unclip", type=_floats, default=[1.8])
    parser.add_argument("--inset", type=_floats, default=[1.5])
    parser.add_argument("--shift", type=_floats, default=[0.8])
    parser.add_argument("--thresh", type=_floats, default=[0.3])
    parser.add_argument("--box", type=_floats, default=[0.5])
    parser.add_argument("--det", help="the detector's name or folder")
    parser.add_argument("--precision", type=lambda text: text.split(","), default=["fp32"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
