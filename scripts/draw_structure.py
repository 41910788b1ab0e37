"""Draw A4 pages with known structure, to measure headings, paragraphs, lists and tables on.

    python -m scripts.draw_structure OUT --pages 24 --seed 0 [--held-out] [--pdf] [--papers]

Writes OUT/NNN.png (as printed) or OUT/NNN.jpg (as scanned, every second page), and OUT/NNN.md with
the page's true Markdown; tables are HTML. `--held-out` draws families that the rules were not built
on. `--pdf` writes OUT/NNN.pdf in place of the pictures. Running heads and page numbers are drawn,
and are not in the Markdown. `--papers` draws tables as scientific papers have them, alone
as pictures of tables are cut out, or on pages.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scripts.drawing.fonts import FontMissingError
from scripts.drawing.scan import draw_effects, scan
from scripts.drawing.sheet import write_image
from scripts.structured.contents import markdown
from scripts.structured.draw import draw_page, draw_table, render
from scripts.structured.families import BUILDING, HELD_OUT, PAPERS, PAPERS_HELD_OUT, Family


def draw(
    out: Path,
    number: int,
    seed: int,
    dpi: float,
    families: Sequence[Family],
    held_out: bool,
    as_pdf: bool,
) -> Path:
    """Draw one page and write its picture, or PDF, and Markdown; return the file's path."""
    family = families[number % len(families)]
    rng = random.Random(f"{seed}/{number}/{held_out}")
    if family.kind == "tables" and number // len(families) % 2 and not as_pdf:
        return _draw_alone(out, number, family, rng, dpi)
    content, parts = draw_page(family, rng)
    path, quality = out / f"{number:03d}.png", 0
    path.with_suffix(".md").write_text(markdown(parts), encoding="utf-8")
    if as_pdf:
        path = path.with_suffix(".pdf")
        path.write_bytes(content)
        return path
    image = render(content, dpi)
    if (number + number // len(families)) % 2:
        rng = np.random.default_rng([seed, number])
        effects = draw_effects(rng)
        image, _ = scan(image, effects, rng)
        path, quality = path.with_suffix(".jpg"), effects.quality
    write_image(str(path), image, quality)
    return path


def _draw_alone(out: Path, number: int, family: Family, rng: random.Random, dpi: float) -> Path:
    path = out / f"{number:03d}.png"
    image, table = draw_table(family, rng, rng.choice((0.75, 1.0, 1.5)) * dpi)
    path.with_suffix(".md").write_text(markdown([table]), encoding="utf-8")
    write_image(str(path), image, 0)
    return path


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dpi", type=float, default=150)
    parser.add_argument("--held-out", action="store_true", help="the families to measure on")
    parser.add_argument("--pdf", action="store_true", help="write PDF files that carry their text")
    parser.add_argument("--papers", action="store_true", help="tables of scientific papers")
    args = parser.parse_args()
    kinds = (PAPERS, PAPERS_HELD_OUT) if args.papers else (BUILDING, HELD_OUT)
    families = kinds[args.held_out]
    args.out.mkdir(parents=True, exist_ok=True)
    try:
        for number in range(args.pages):
            print(
                draw(
                    args.out,
                    number,
                    args.seed,
                    args.dpi,
                    families,
                    args.held_out,
                    args.pdf,
                ),
                file=sys.stderr,
            )
    except FontMissingError as error:
        print(f"draw_structure: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
