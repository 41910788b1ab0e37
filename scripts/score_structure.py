"""Read pages with known structure and score headings, tables and order.

    python -m scripts.score_structure FOLDER [--text-layer auto] [--json OUT]

FOLDER is what `scripts.draw_structure` wrote, or any pictures or PDF files with a Markdown file
beside each. Tables: similarity after TEDS, with text. Headings: F1. Order: normalised edit distance
of the whole text. Time: that of finding structure, as a share of reading the page.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

import click

from ocrlc import OCR
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import TEXT_LAYER_MODES, LoadOptions
from ocrlc.structure.find import find_blocks
from ocrlc.structure.ink import look
from ocrlc.writers import write
from scripts.structured.reading import parse
from scripts.structured.scores import heading_counts, order_distance, table_scores


def score(ocr: OCR, path: Path, truth: str) -> dict[str, Any]:
    """Read one document and score its Markdown."""
    begun = time.perf_counter()
    document = ocr.recognize(path)
    seconds = time.perf_counter() - begun
    found, true = parse(write(document, "markdown").decode()), parse(truth)
    matched, read, there, levels = heading_counts(found, true)
    return {
        "name": path.name,
        "tables": [round(value, 4) for value in table_scores(found, true)],
        "headings": [matched, read, there, levels],
        "order": round(order_distance(found, true), 4),
        "seconds": round(seconds, 3),
        "structure_seconds": round(_structure_seconds(ocr, path, document), 3),
    }


def _structure_seconds(ocr: OCR, path: Path, document: Any) -> float:
    """Return how long structure alone takes, on pages that are decoded and read."""
    seconds = 0.0
    for raw, page in zip(load_pages(path, ocr.load_options), document.pages, strict=True):
        bare = replace(page, blocks=())
        begun = time.perf_counter()
        find_blocks(bare, look(raw.image, bare))
        seconds += time.perf_counter() - begun
    return seconds


def documents(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every document that has a Markdown file beside it, and the Markdown."""
    for path in sorted(folder.iterdir()):
        truth = path.with_suffix(".md")
        if path.suffix != ".md" and truth.is_file():
            yield path, truth.read_text(encoding="utf-8")


def summary(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the means over all pages, and over all tables."""
    tables = [value for row in rows for value in row["tables"]]
    matched, read, there, levels = (sum(row["headings"][k] for row in rows) for k in range(4))
    return {
        "teds": mean(tables) if tables else 1.0,
        "tables": float(len(tables)),
        "heading_f1": 2 * matched / max(read + there, 1),
        "heading_levels": levels / max(matched, 1),
        "order": mean(row["order"] for row in rows),
        "seconds": mean(row["seconds"] for row in rows),
        "share_of_time": sum(row["structure_seconds"] for row in rows)
        / sum(row["seconds"] for row in rows),
    }


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--threads", type=int, default=None)
@click.option("--text-layer", type=click.Choice(TEXT_LAYER_MODES), default="ignore")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write rows as JSON.")
def main(folder: Path, threads: int | None, text_layer: str, target: Path | None) -> None:
    """Score the documents of a folder."""
    ocr = OCR(threads=threads, load_options=LoadOptions(text_layer=text_layer))
    rows = []
    for path, truth in documents(folder):
        rows.append(score(ocr, path, truth))
        matched, read, there, _ = rows[-1]["headings"]
        print(
            f"{path.name:20} order {rows[-1]['order']:.3f}  headings {matched}/{read}/{there}  "
            f"tables {' '.join(f'{value:.2f}' for value in rows[-1]['tables'])}"
        )
    means = summary(rows)
    print("  ".join(f"{name} {value:.3f}" for name, value in means.items()))
    if target:
        target.write_text(json.dumps({"mean": means, "pages": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
