"""Measure the time of each operator in detector and recogniser, with Paddle's profiler.

    python -m scripts.profile_operators PAGE… [--rec NAME|DIR] [--threads N] [--precision P]
        [--json PATH]

Pages are files or zip archives of images; each is read once before it is profiled. `outside` is
what is left of the stage: batches made and decoded, copies, boxes, and Python.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ocrlc.loading.load import Image, load_pages
from ocrlc.pipeline import OCR
from ocrlc.preprocess import to_grey
from ocrlc.recognition.crops import Corners, crop_line, tighten
from ocrlc.system.cpu import cpu_name
from ocrlc.system.resources import DEFAULT_RECOGNIZER

OPERATORS = ("onednn_op.", "pd_op.")
"""How the names of Paddle's operators begin: those that oneDNN computes, and Paddle's own."""


class Operators:
    """Adds up calls and milliseconds by operator."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = defaultdict(int)
        self.spent: dict[str, float] = defaultdict(float)
        self.whole = 0.0

    def watch(self, call: Callable[[], object]) -> None:
        """Call under the profiler, and book its operators."""
        from paddle import profiler

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "trace.json")
            watching = profiler.Profiler(
                targets=[profiler.ProfilerTarget.CPU],
                on_trace_ready=lambda done: done.export(str(path), format="json"),
            )
            watching.start()
            begun = time.perf_counter()
            call()
            self.whole += (time.perf_counter() - begun) * 1e3
            watching.stop()
            events: list[dict[str, Any]] = json.loads(path.read_bytes())["traceEvents"]
        for event in events:
            # "onednn_op.fc[44.1 us]"; what an operator does within has names of other kinds.
            name = event.get("name", "").partition("[")[0]
            if name.startswith(OPERATORS):
                self.calls[name] += 1
                self.spent[name] += event["dur"] / 1e3

    def rows(self, pages: int) -> list[dict[str, Any]]:
        """Return what a page takes, slowest operator first, then what is outside, and all."""
        outside = self.whole - sum(self.spent.values())
        spent = sorted(self.spent.items(), key=lambda row: -row[1])
        return [
            {
                "operator": name,
                "calls": round(self.calls.get(name, 0) / pages, 1),
                "ms": round(ms / pages, 3),
                "share": round(ms / self.whole, 4),
            }
            for name, ms in [*spent, ("outside", outside), ("all", self.whole)]
        ]


def _read_files(paths: list[Path]) -> Iterator[bytes]:
    """Yield the content of files and of all images in archives."""
    for path in paths:
        if path.suffix != ".zip":
            yield path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".jpg", ".png")):
                    yield archive.read(name)


def _crop_lines(grey: Image, regions: Sequence[Corners]) -> list[Image]:
    """Cut the lines out as the pipeline does."""
    return [crop_line(grey, tighten(region)) for region in regions]


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [f"{'operator':36}{'calls':>8}{'ms':>9}{'share':>8}"]
    lines += ["{operator:36}{calls:8.0f}{ms:9.2f}{share:8.1%}".format(**row) for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Profile the pages named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--rec", default=DEFAULT_RECOGNIZER)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write all figures to this file")
    parser.add_argument("--last", type=int, help="use only this many pages, the last ones")
    arguments = parser.parse_args()
    ocr = OCR(
        rec=arguments.rec,
        threads=arguments.threads,
        precision=arguments.precision,
        engine="paddle",
    )
    documents = list(_read_files(arguments.pages))[-(arguments.last or 0) :]
    detecting, reading = Operators(), Operators()
    pages = 0
    for page in (page for data in documents for page in load_pages(data)):
        pages += 1
        regions = ocr.detector.detect(page.image)
        crops = _crop_lines(to_grey(page.image), regions)
        ocr.recognizer.read_lines(crops)
        detecting.watch(lambda image=page.image: ocr.detector.detect(image))  # type: ignore[misc]
        reading.watch(lambda crops=crops: ocr.recognizer.read_lines(crops))  # type: ignore[misc]
    found = {"detector": detecting.rows(pages), "recogniser": reading.rows(pages)}
    for network, rows in found.items():
        print(f"{network}, {pages} pages, a page:\n{_table(rows)}\n")
    if arguments.json:
        options = ocr.recognizer.options
        about = {"cpu": cpu_name(), "threads": options.threads, "precision": options.precision}
        text = json.dumps({**about, "pages": pages, **found}, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
