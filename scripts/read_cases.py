"""Read a folder of small test cases, each a picture with its text, and measure the accuracy.

    python -m scripts.read_cases FOLDER [--json OUT]

A case is `NAME.png` (or another format) with `NAME.txt`; or FOLDER is what `scripts.draw_documents`
wrote, with the lines of all pages in `labels.txt`. Word F1 compares bags of words with case;
`order` is the normalised edit distance over words, 0 where every word comes in its place, however
lines are cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rapidfuzz.distance import Levenshtein

from ocrlc import OCR, LoadOptions, OcrlcError
from ocrlc.evaluation.text_metrics import word_counts
from scripts.peers.pages import load_pages


def cases(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every picture that has a text beside it, or labels, and the text."""
    if (folder / "labels.txt").is_file():
        for page in load_pages(folder, folder):
            yield page.path, "\n".join(line.text for line in page.lines)
        return
    for path in sorted(folder.iterdir()):
        truth = path.with_suffix(".txt")
        if path.suffix != ".txt" and truth.is_file():
            yield path, truth.read_text(encoding="utf-8")


def read_case(ocr: OCR, path: Path, truth: str) -> dict[str, Any]:
    """Read one case; a picture that cannot be read scores nothing."""
    try:
        # The text layer is what the cases of PDF are about.
        document = ocr.recognize(path, LoadOptions(text_layer="auto"))
    except OcrlcError as error:
        return {"name": path.name, "f1": 0.0, "order": 1.0, "error": str(error)}
    counts = word_counts(document.text, truth, fold_case=False)
    read, true = document.text.split(), truth.split()
    return {
        "name": path.name,
        "f1": round(counts.f1, 4),
        "order": round(Levenshtein.normalized_distance(read, true), 4),
    }


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--rec", default=None, help="The recogniser's name or folder.")
@click.option("--det", default=None, help="The detector's name or folder.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write rows as JSON.")
def main(folder: Path, rec: str | None, det: str | None, target: Path | None) -> None:
    """Read the cases of a folder."""
    given = {"det": det, "rec": rec}
    ocr = OCR(**{name: value for name, value in given.items() if value})
    rows = [read_case(ocr, path, truth) for path, truth in cases(folder)]
    for row in rows:
        print(f"{row['f1']:.3f}  {row['order']:.3f}  {row['name']}  {row.get('error', '')}")
    f1, order = (sum(row[name] for row in rows) / len(rows) for name in ("f1", "order"))
    print(f"{f1:.3f}  {order:.3f}  mean of {len(rows)}")
    if target:
        target.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
