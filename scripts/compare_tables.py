"""Find tables with img2table (MIT) and Tesseract, to compare with ours on the same pages.

    ENV/bin/python -m scripts.compare_tables FOLDER        (an environment with img2table 2.0)
    python -m scripts.compare_tables FOLDER --score

FOLDER is what `scripts.draw_structure` wrote. The first command writes FOLDER/NAME.img2table.html,
the tables of a page, and prints the seconds a page; the second prints their TEDS as
`ocrlc eval --structure` computes it. Ruled tables and those without rules are looked for, as it
recommends for both kinds.
"""

from __future__ import annotations

import argparse
import html
import resource
import sys
import time
from pathlib import Path

LANGUAGES = "eng+deu+fra+spa+ita+pol"


def find(folder: Path) -> None:
    """Write the tables of each page as HTML."""
    from img2table.document import Image
    from img2table.ocr import TesseractOCR

    ocr = TesseractOCR(n_threads=1, lang=LANGUAGES)
    pages = [path for path in sorted(folder.iterdir()) if path.suffix in (".png", ".jpg")]
    begun = time.perf_counter()
    for path in pages:
        tables = Image(str(path)).extract_tables(
            ocr=ocr, implicit_rows=True, borderless_tables=True
        )
        texts = [_html(table) for table in tables]
        path.with_suffix(".img2table.html").write_text("\n\n".join(texts), encoding="utf-8")
    seconds = (time.perf_counter() - begun) / len(pages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{len(pages)} pages, {seconds:.2f} s a page, peak {peak:.0f} MB without Tesseract's own")


def _html(table: object) -> str:
    """Return a table; places that one cell covers have the same box."""
    rows = []
    content = table.content  # type: ignore[attr-defined]
    seen: set[tuple[int, int, int, int]] = set()
    boxes = {
        row: [(c.bbox.x1, c.bbox.y1, c.bbox.x2, c.bbox.y2) for c in cells]
        for row, cells in content.items()
    }
    for row, cells in content.items():
        parts = []
        for cell, box in zip(cells, boxes[row], strict=True):
            if box in seen:
                continue
            seen.add(box)
            across = boxes[row].count(box)
            down = sum(box in others for others in boxes.values())
            text = html.escape(" ".join((cell.value or "").split()))
            parts.append(f'<td rowspan="{down}" colspan="{across}">{text}</td>')
        rows.append(f"<tr>{''.join(parts)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def score(folder: Path) -> None:
    """Print the mean TEDS of the tables found."""
    from ocrlc.evaluation.structure.markdown import parse
    from ocrlc.evaluation.structure.metrics import table_scores

    scores: list[float] = []
    for path in sorted(folder.glob("*.img2table.html")):
        truth = folder / f"{path.name.partition('.')[0]}.md"
        found = parse(path.read_text(encoding="utf-8"))
        scores += table_scores(found, parse(truth.read_text(encoding="utf-8")))
    print(f"{len(scores)} tables, TEDS {100 * sum(scores) / len(scores):.2f}")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--score", action="store_true", help="score what was written before")
    args = parser.parse_args()
    (score if args.score else find)(args.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
