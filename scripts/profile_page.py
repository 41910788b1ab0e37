"""Measure the time of each stage of reading pages: milliseconds per page, and CPU time.

    python -m scripts.profile_page PAGE… [--rec NAME|DIR] [--threads N] [--precision P] [--rounds N]
        [--json PATH]

Pages are files or zip archives of images. Wall time depends on what else the machine does; where
it is busy, compare the CPU time.
"""

from __future__ import annotations

import argparse
import json
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from ocrlc.detection.page_scale import letter_heights, network_size, text_scale
from ocrlc.detection.postprocess import boxes_from_map
from ocrlc.loading.load import Image, load_pages
from ocrlc.pipeline import OCR
from ocrlc.polygons import to_polygon
from ocrlc.preprocess import detector_input, resize_line, to_grey
from ocrlc.reading.ordering import reading_order
from ocrlc.reading.trimming import trim
from ocrlc.recognition.batching import plan_batches
from ocrlc.recognition.crops import Corners, crop_line, text_corners, tighten
from ocrlc.recognition.recognizer import LineReading, Recognizer
from ocrlc.recognition.words import split_words
from ocrlc.results import Word
from ocrlc.system.cpu import cpu_name
from ocrlc.system.resources import DEFAULT_RECOGNIZER

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class Stopwatch:
    """Adds up wall and CPU time by stage."""

    def __init__(self) -> None:
        self.wall: dict[str, list[float]] = defaultdict(list)
        self.cpu: dict[str, list[float]] = defaultdict(list)

    def time(
        self,
        stage: str,
        call: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Call, and book the time."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = call(*args, **kwargs)
        self.cpu[stage].append((time.process_time() - cpu) * 1e3)
        self.wall[stage].append((time.perf_counter() - wall) * 1e3)
        return result

    def stages(self, pages: int) -> list[dict[str, Any]]:
        """Return what each stage takes of a page; one that comes several times is added up."""
        return [
            {
                "stage": stage,
                "ms_median": round(float(np.median(_by_page(times, pages))), 2),
                "ms_mean": round(float(np.sum(times)) / pages, 2),
                "cpu_ms_mean": round(float(np.sum(self.cpu[stage])) / pages, 2),
            }
            for stage, times in self.wall.items()
        ]


def _by_page(times: Sequence[float], pages: int) -> Sequence[float]:
    """A stage's times, or where they are not one a page, their mean."""
    return times if len(times) == pages else [sum(times) / pages]


def read_files(paths: list[Path]) -> Iterator[bytes]:
    """Yield the content of files and of all images in archives."""
    for path in paths:
        if path.suffix != ".zip":
            yield path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".jpg", ".png")):
                    yield archive.read(name)


def profile(ocr: OCR, data: bytes, watch: Stopwatch) -> list[int]:
    """Read a document stage by stage, in the pipeline's order.

    Returns:
        The widths of its lines at the recogniser's height.
    """
    detector, reader = ocr.detector, _watched(ocr.recognizer, watch)
    options = detector.options
    widths: list[int] = []
    for page in watch.time("load", list, load_pages(data)):
        image = page.image
        grey = watch.time("grey", to_grey, image)
        heights = watch.time("(detector: letter heights)", letter_heights, grey)
        scale = text_scale(heights, options.letter_height, options.max_scale)
        size = network_size(*image.shape[:2], scale or options.limit_side / max(image.shape[:2]))
        watch.time("(detector: resize, normalise)", detector_input, image, *size)
        probability = watch.time("(detector: map)", detector.probability, image)
        watch.time("(detector: boxes)", boxes_from_map, probability, detector.boxes)
        regions = watch.time("detector: all of these", detector.detect, image)
        trimmed = watch.time("trimming", trim, grey, regions)
        regions = [region.corners for region in trimmed.regions]
        order = watch.time("reading order", reading_order, regions)
        regions = [regions[i] for i in order]
        crops = watch.time("crops", crop_lines, grey, regions)
        lines = watch.time("recogniser: all of these", reader.read_lines, crops)
        watch.time("words", _words, lines, regions)
        widths += [resize_line(crop, stretch=reader.model.stretch).shape[1] for crop in crops]
    watch.time("whole document", ocr.recognize, data)
    return widths


def _watched(reader: Recognizer, watch: Stopwatch) -> Recognizer:
    """A recogniser whose own steps are timed, too."""
    watched = copy(reader)
    steps = {"resize": "_prepare", "network": "_run", "CTC": "_decode"}
    for name, method in steps.items():
        call = partial(watch.time, f"(recogniser: {name})", getattr(reader, method))
        setattr(watched, method, call)
    return watched


def crop_lines(grey: Image, regions: Sequence[Corners]) -> list[Image]:
    """Cut the lines out as the pipeline does."""
    return [crop_line(grey, tighten(region)) for region in regions]


def _words(lines: Sequence[LineReading], regions: Sequence[Corners]) -> list[tuple[Word, ...]]:
    return [
        split_words(line.decoded, line.width, to_polygon(text_corners(region)))
        for line, region in zip(lines, regions, strict=True)
        if line.width
    ]


def main() -> None:
    """Profile the pages named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--rec", default=DEFAULT_RECOGNIZER)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--precision", default="auto")
    parser.add_argument(
        "--rounds", type=int, default=2, help="readings; the first is not counted [2]"
    )
    parser.add_argument("--json", type=Path, metavar="PATH", help="write all figures to this file")
    parser.add_argument("--last", type=int, help="use only this many pages, the last ones")
    arguments = parser.parse_args()
    ocr = OCR(rec=arguments.rec, threads=arguments.threads, precision=arguments.precision)
    documents = list(read_files(arguments.pages))[-(arguments.last or 0) :]
    for _ in range(arguments.rounds):
        watch = Stopwatch()
        widths = [profile(ocr, data, watch) for data in documents]
    pages = len(watch.wall["detector: all of these"])
    stages = watch.stages(pages)
    print(f"{'stage':34}{'median ms':>10}{'mean ms':>10}{'CPU ms':>10}")
    for stage in stages:
        print("{stage:34}{ms_median:10.1f}{ms_mean:10.1f}{cpu_ms_mean:10.1f}".format(**stage))
    if arguments.json:
        found = {
            "cpu": cpu_name(),
            "threads": ocr.recognizer.options.threads,
            "precision": ocr.recognizer.options.precision,
            "pages": pages,
            "stages": stages,
        }
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    columns = sum(sum(page) for page in widths)
    batches = [
        batch for page in widths for batch in plan_batches(page, ocr.recognizer.model.strips)
    ]
    computed = sum(batch.width * len(batch.rows) for batch in batches)
    print(
        f"{len(documents)} documents, a document: {np.mean([len(p) for p in widths]):.0f} lines, "
        f"{len(batches) / len(widths):.1f} batches, {columns / len(widths):.0f} columns, "
        f"gaps and padding {computed / max(columns, 1) - 1:.0%}"
    )


if __name__ == "__main__":
    main()
