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

from ocrlc.benchmark_report import markdown_table
from peers.report import table

Row = dict[str, Any]

BENCHMARKS = Path("docs/benchmarks")
MARKED = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

SYSTEMS: dict[str, Callable[[Row], str]] = {
    "ocrlc": lambda row: "**ocrlc** (bf16 where the CPU has it)",
    "rapidocr": lambda row: f"RapidOCR {row['versions']['rapidocr']} (PP-OCRv6 small)",
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
    for row in sorted(result["systems"], key=lambda row: row["name"] != "ocrlc"):
        cells = [
            f"{row['word_f1']:.3f}",
            f"{row['cer_folded']:.2f}",
            f"{row['seconds_median']:.2f}",
            f"{row['ratio']:.2f}",
            f"{row['peak_mb']:.0f}",
        ]
        rows.append([SYSTEMS[row["name"]](row), *cells])
    return markdown_table(rows)


TABLES: dict[str, tuple[str, Callable[[Row], str]]] = {
    "receipts-summary": ("receipts.json", lambda result: summary(result, "receipts")),
    "receipts": ("receipts.json", table),
    "documents": ("documents.json", table),
}
"""By the name in the marker: the stored run, and what is made of it."""


def fill(text: str, folder: Path) -> str:
    """Return a document with all its tables made anew.

    Args:
        text: Markdown with markers.
        folder: where the stored runs are.

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
