"""Tables between markers in hand-written documents, made from stored measurements.

<!-- table: NAME -->
whatever stands here is replaced
<!-- end -->
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ocrlc.evaluation.speed.benchmark_report import markdown_table
from ocrlc.inference.selection import ENGINES
from ocrlc.system.stages import BETWEEN
from scripts.difficult import report as difficult

Row = dict[str, Any]

BENCHMARKS = Path("docs/benchmarks")
SMALLEST_SHARE = 0.01
MARKED = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

SYSTEMS: dict[str, Callable[[Row], str]] = {
    "tesseract": lambda row: f"Tesseract {row['versions']['tesseract']}",
    "ocrlc": lambda row: "**ocrlc** (bf16 where the CPU has it)",
    "ocrlc-fp32": lambda row: "**ocrlc** in fp32",
    "ocrlc-openvino": lambda row: "**ocrlc** with OpenVINO",
    "ocrlc-openvino-fp32": lambda row: "**ocrlc** with OpenVINO in fp32",
    "rapidocr": lambda row: f"RapidOCR {row['versions']['rapidocr']} (PP-OCRv6 small)",
    "rapidocr-nocls": lambda row: (
        f"RapidOCR {row['versions']['rapidocr']}, without its line classifier"
    ),
    "ocrlc-ppocrv4": lambda row: "**ocrlc** with `--det ppocrv4-mobile`",
    "faster-paddle-tiny": lambda row: (
        f"faster-paddle {row['versions']['faster-paddle']} (PP-OCRv6 tiny)"
    ),
    "faster-paddle-small": lambda row: (
        f"faster-paddle {row['versions']['faster-paddle']} (PP-OCRv6 small)"
    ),
}


def summary(result: Row, unit: str) -> str:
    """Return the short table of a run: our own system first, its figures in bold."""
    circumstances = f"{result['pages']} {unit}, {result['threads']} threads, {result['cpu']}"
    rows = [
        [circumstances, "word F1", "CER %", "s a page", "time to RapidOCR's", "peak MB"],
    ]
    shown = [row for row in result["systems"] if row["name"] in SYSTEMS]
    for row in sorted(shown, key=lambda row: not row["name"].startswith("ocrlc")):
        cells = [
            f"{row['word_f1']:.3f}",
            f"{row['cer_folded']:.2f}",
            f"{row['seconds_median']:.2f}",
            f"{row['ratio']:.2f}",
            f"{row['peak_mb']:.0f}",
        ]
        rows.append([SYSTEMS[row["name"]](row), *cells])
    return markdown_table(rows)


_PAGE_COLUMNS = (
    ("CPU ms a page", "cpu_ms", "{:.0f}"),
    ("ratio", "cpu_ratio", "{:.2f}"),
    ("cold CPU ms", "cold_cpu_ms", "{:.0f}"),
    ("peak MB", "peak_mb", "{:.0f}"),
)
"""Heading, key in a row of `ocrlc benchmark --page --json`, format."""


def page_engines(result: list[Row]) -> str:
    """Return what a page takes by each engine, read by a loaded reader and by a fresh process."""
    one = result[0]
    title = f"{one['pages']} pages, {one['threads']} threads, {one['cpu']}"
    rows = [[title, *(head for head, _, _ in _PAGE_COLUMNS)]]
    rows += [[_engine(row), *(f.format(row[k]) for _, k, f in _PAGE_COLUMNS)] for row in result]
    return markdown_table(rows)


def stages(result: list[Row]) -> str:
    """Return what each stage of reading a page takes by each engine, and its share."""
    rows = [["CPU ms a page", *map(_engine, result)]]
    for found in zip(*(row["stages"] for row in result), strict=True):
        cells = [found[0]["stage"]]
        for row, stage in zip(result, found, strict=True):
            outer = (each for each in row["stages"] if BETWEEN not in each["stage"])
            share = stage["cpu_ms"] / sum(each["cpu_ms"] for each in outer)
            cells.append(f"{stage['cpu_ms']:.1f} ({share:.0%})")
        rows.append(cells)
    return markdown_table(rows)


def _engine(row: Row) -> str:
    return f"{ENGINES[row['engine']].title}, {row['precision']}"


def operators(network: str) -> Callable[[Row], str]:
    """Return what makes the table of a network's operators, those of a hundredth or more."""

    def make(result: Row) -> str:
        rows = [[f"{network}'s operators", "calls a page", "ms a page", "share"]]
        for row in result[network]:
            if row["share"] >= SMALLEST_SHARE:
                calls = f"{row['calls']:.1f}" if row["calls"] else ""
                rows.append([row["operator"], calls, f"{row['ms']:.2f}", f"{row['share']:.1%}"])
        return markdown_table(rows)

    return make


def engines(found: list[Row]) -> str:
    """Return the times of one model's rows beside those of ONNX Runtime in the same setting."""

    def setting(row: Row) -> tuple[Any, ...]:
        return row["threads"], row["batch"], row["width"]

    other = {setting(r): r["ms_median"] for r in found if r["engine"] == "onnxruntime"}
    rows = [["engine", "threads", "batch", "width", "ms a line", "p10", "p90", "to ONNX Runtime"]]
    for row in sorted(found, key=setting):
        name = "ONNX Runtime" if row["engine"] == "onnxruntime" else f"Paddle, {row['precision']}"
        times = (row["ms_median"], row["ms_p10"], row["ms_p90"])
        ratio = row["ms_median"] / other[setting(row)]
        cells = [str(value) for value in setting(row)] + [f"{value:.2f}" for value in times]
        rows.append([name, *cells, f"{ratio:.2f}"])
    return markdown_table(rows)


SETS = {
    "receipts": "receipts whose case is known",
    "receipts_both_lists": "all validation receipts, some without case",
    "documents_unseen_fonts": "documents, unseen fonts",
}
"""The lines that a model was measured on, by their name in `measured.json`."""


def rates(measured: Row) -> str:
    """Return what a recogniser reads rightly, in percent."""
    names = ["cer", "exact", "cer_folded", "exact_folded", "cer_nospace", "exact_nospace"]
    forms = ["", " folded", ", no spaces"]
    rows = [["lines", *(rate + form for form in forms for rate in ("CER", "exact"))]]
    for name, words in SETS.items():
        found = measured["sets"][name]
        rows.append([f"{words} ({found['lines']})", *(f"{found[rate]:.2f}" for rate in names)])
    return markdown_table(rows)


def turns(measured: Row) -> str:
    """Return how many lines a classifier tells rightly, in percent."""
    rows = [["lines, each as it is and turned", "told rightly", "of the upright", "of the turned"]]
    for name in ("receipts_both_lists", "documents_unseen_fonts"):
        found = measured["sets"][name]
        rates = (found[rate] for rate in ("accuracy", "accuracy_upright", "accuracy_turned"))
        rows.append([f"{SETS[name]} ({found['lines']})", *(f"{rate:.2f}" for rate in rates)])
    return markdown_table(rows)


PAGES = {
    "receipts": "receipts 450-499",
    "drawn_pages": "drawn pages, fonts that training never shows",
}
"""The pages that a detector was measured on, by their name in `measured.json`."""


def lines_found(measured: Row) -> str:
    """Return how well a detector finds lines, in percent."""
    rows = [["pages", "lines", "Hmean at IoU 0.5", "coverage"]]
    for name, words in PAGES.items():
        found = measured["sets"][name]
        rates = (f"{found[rate]:.2f}" for rate in ("hmean", "coverage"))
        rows.append([f"{words} ({found['pages']})", str(found["lines"]), *rates])
    return markdown_table(rows)


SHOWN = {"0.8-0.9": "0.8 to 0.9", "0.9-0.95": "to 0.95", "0.95-0.98": "to 0.98", "0.98-1": "to 1"}
"""The groups of scores in cards, and their headings."""


def calibration(measured: Row) -> str:
    """Return how far scores are what they say, and how many are right of each score, in percent."""
    heads = ["error of the plain mean", "error", f"right of those scored {SHOWN['0.8-0.9']}"]
    rows = [["words and lines", *heads, *list(SHOWN.values())[1:]]]
    for kind, found in measured["calibration"].items():
        for name, one in found["sets"].items():
            right = (one["reliability"].get(group, {}).get("right") for group in SHOWN)
            cells = ["" if share is None else f"{share:.1f}" for share in right]
            errors = (f"{one['ece_raw']:.1f}", f"{one['ece']:.1f}")
            rows.append([f"{kind} of {SETS[name]} ({one['count']})", *errors, *cells])
    return markdown_table(rows)


WAYS = {"server": "server", "library": "`IsolatedReader`", "command": "command"}
"""The ways in which hostile documents are read, and their headings."""


def hostile(found: Row) -> str:
    """Return what became of hostile documents and what they took, in each way measured."""
    ways = {way: head for way, head in WAYS.items() if any(way in row for row in found.values())}
    heads = [f"{head}: {what}" for head in ways.values() for what in ("end", "CPU s", "MB")]
    rows = [["document", "kB", *heads]]
    for name, row in found.items():
        cells = []
        for way in ways:
            run = row.get(way)
            took = (f"{run['cpu']:.1f}", f"{run['megabytes']:.0f}") if run else ("", "")
            cells += [run["outcome"].replace("|", "/") if run else "", *took]
        rows.append([name, f"{row['bytes'] / 1e3:.1f}", *cells])
    return markdown_table(rows)


TABLES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "receipts-summary": ("receipts.json", lambda result: summary(result, "receipts")),
    "page-engines": ("profile_pages.json", page_engines),
    "profile-stages": ("profile_pages.json", stages),
    "profile-detector": ("profile_operators.json", operators("detector")),
    "profile-recogniser": ("profile_operators.json", operators("recogniser")),
    "engines": ("engines.json", engines),
    "rates": ("measured.json", rates),
    "calibration": ("measured.json", calibration),
    "turns": ("measured.json", turns),
    "lines-found": ("measured.json", lines_found),
    "hostile": ("hostile.json", hostile),
    "difficult-coverage": ("difficult.json", difficult.coverage),
    "difficult-faults": ("difficult.json", difficult.faults),
}
"""For each name in a marker, the stored run and the function that makes the table of it."""


def fill(text: str, folder: Path) -> str:
    """Return a document with all its tables made again.

    Args:
        text: Markdown with markers.
        folder: folder of the stored runs.

    Raises:
        ValueError: a marker names no table.
    """

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in TABLES:
            raise ValueError(f"no table {name!r}; there are {', '.join(TABLES)}")
        file, make = TABLES[name]
        result = json.loads((folder / file).read_text(encoding="utf-8"))
        return f"{match[1]}{make(result)}\n{match[3]}"

    return MARKED.sub(replace, text)
