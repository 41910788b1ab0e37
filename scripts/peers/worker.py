"""One OCR system in a process of its own, asked page by page over pipes.

Started as `python worker.py READER THREADS OPTIONS` by any Python that has the system installed;
imports nothing of this repository, and the system only after that. JSON lines: it says hello with
versions, then answers each `{"path": …}` with `{"lines": [{"text", "points"}], "seconds"}` or
`{"error"}`, and with its peak memory so far.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

Line = dict[str, Any]
Read = Callable[[str], list[Line]]
Options = dict[str, Any]


def read_with_rapidocr(threads: int, options: Options) -> Read:
    """RapidOCR with its own defaults, but for the threads."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "error",
            **options,
        }
    )

    def read(path: str) -> list[Line]:
        result = engine(path)
        if result.boxes is None:
            return []
        return [
            {"text": text, "points": box.tolist()}
            for text, box in zip(result.txts, result.boxes, strict=True)
        ]

    return read


def read_with_faster_paddle(size: str) -> Callable[[int, Options], Read]:
    """faster-paddle with one of its model sizes and its own defaults."""

    def make(threads: int, options: Options) -> Read:
        from faster_paddle import OcrEngine

        engine = OcrEngine(size, threads=threads, **options)

        def read(path: str) -> list[Line]:
            bounds = engine.ocr(Path(path).read_bytes())["bounds"]
            return [
                {
                    "text": line["text"],
                    "points": _corners(*line["topLeftCoord"], *line["bottomRightCoord"]),
                }
                for line in bounds.values()
            ]

        return read

    return make


def read_with_tesseract(threads: int, options: Options) -> Read:
    """The tesseract program, a process a page, as it is used from scripts."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}
    languages = options.get("lang", "eng")

    def read(path: str) -> list[Line]:
        command = ["tesseract", path, "-", "-l", languages, "tsv"]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
        rows = csv.DictReader(
            io.StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        for row in rows:
            if row["level"] == "5" and row["text"].strip():
                key = (row["block_num"], row["par_num"], row["line_num"])
                lines.setdefault(key, []).append(row)
        return [_tesseract_line(words) for words in lines.values()]

    return read


def read_with_ocrlc(threads: int, options: Options) -> Read:
    """Ocrlc with its own defaults; options are `det`, `rec`, `precision` of `OCR`."""
    from ocrlc import OCR

    engine = OCR(threads=threads, **options)

    def read(path: str) -> list[Line]:
        page = engine.recognize(path).pages[0]
        return [
            {"text": line.text, "points": [[float(x), float(y)] for x, y in line.polygon]}
            for line in page.lines
        ]

    return read


READERS: dict[str, Callable[[int, Options], Read]] = {
    "faster-paddle-small": read_with_faster_paddle("small"),
    "faster-paddle-tiny": read_with_faster_paddle("tiny"),
    "ocrlc": read_with_ocrlc,
    "rapidocr": read_with_rapidocr,
    "tesseract": read_with_tesseract,
}

# What has to be installed for each, beyond what these themselves require.
DISTRIBUTIONS = {
    "faster-paddle-small": ("faster-paddle",),
    "faster-paddle-tiny": ("faster-paddle",),
    "ocrlc": ("ocrlc",),
    "rapidocr": ("rapidocr", "onnxruntime"),
    "tesseract": (),
}


def _corners(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def _tesseract_line(words: list[dict[str, str]]) -> Line:
    boxes = [[float(w[key]) for key in ("left", "top", "width", "height")] for w in words]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    text = " ".join(word["text"] for word in words)
    return {"text": text, "points": _corners(left, top, right, bottom)}


def installed_bytes(names: tuple[str, ...]) -> int:
    """Return the size of distributions and of all they require, as far as installed."""
    seen: set[str] = set()
    waiting = list(names)
    total = 0
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            path = Path(str(file.locate()))
            total += path.stat().st_size if path.is_file() else 0
        for requirement in distribution.requires or ():
            if "extra ==" not in requirement:
                waiting.append(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
    return total


def tesseract_bytes(options: Options) -> int:
    """Return the installed size of tesseract's Debian packages; 0 where there are none."""
    languages = options.get("lang", "eng").split("+")
    packages = ["tesseract-ocr", "libtesseract5", "liblept5", "tesseract-ocr-osd"]
    packages += [f"tesseract-ocr-{language}" for language in languages]
    command = ["dpkg-query", "--show", "--showformat=${Installed-Size}\n", *packages]
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return 0
    return 1024 * sum(int(size) for size in output.split())


def versions(reader: str) -> dict[str, str]:
    """Return the versions of what a reader runs on."""
    if reader == "tesseract":
        output = subprocess.run(["tesseract", "--version"], capture_output=True, text=True)
        return {"tesseract": output.stdout.split()[1]}
    found = {"python": sys.version.split()[0]}
    for name in (*DISTRIBUTIONS[reader], "paddlepaddle" if reader == "ocrlc" else ""):
        try:
            found |= {name: metadata.version(name)} if name else {}
        except metadata.PackageNotFoundError:
            found[name] = "not installed as a package"
    return found


def peak_bytes() -> int:
    """Return the most memory that this process, or a child of it, ever held."""
    status = Path("/proc/self/status").read_text()
    own = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
    return 1024 * max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def main() -> None:
    """Serve requests from standard input until it ends."""
    reader, threads, options = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    # Libraries print; answers go to a copy of stdout that they do not know of.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    started = time.perf_counter()
    read = READERS[reader](threads, options)
    size = (
        tesseract_bytes(options)
        if reader == "tesseract"
        else installed_bytes(DISTRIBUTIONS[reader])
    )
    loaded = time.perf_counter() - started
    answer({"versions": versions(reader), "installed_bytes": size, "load_seconds": loaded})
    for request in map(json.loads, sys.stdin):
        began = time.perf_counter()
        try:
            lines = read(request["path"])
        except Exception as error:  # an outcome to report, whatever it is
            answer({"error": f"{type(error).__name__}: {error}", "peak_bytes": peak_bytes()})
            continue
        seconds = time.perf_counter() - began
        answer({"lines": lines, "seconds": seconds, "peak_bytes": peak_bytes()})


if __name__ == "__main__":
    main()
