"""Draw pages that text detectors find hard, with the place of every line.

    python -m scripts.draw_difficult OUT --pages 112 --seed 0

Writes OUT/pages/KIND/NNN-LOOK.png (or .jpg) and OUT/labels.txt in PaddleOCR's detection form: one
entry for each line of a column or cell, its points in pixels of the picture, its text without
leaders. Regions labelled `###` hold what may be taken for one line or for several: characters in a
box each. Sixteen kinds of pages come in turn, each as printed, scanned, faxed, photographed and
shown on a screen. Chromium lays them out, in fonts that the drawn training pages hold out, and
nothing of what draws those has a part in it. The pages are a held-out set: do not train on them.

Needs the extra `dev`, the Debian package chromium, and those that `difficult/markup.py` names.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser

from scripts.difficult.browser import BrowserMissingError, browsing, lay_out
from scripts.difficult.kinds import KINDS
from scripts.difficult.looks import LOOKS, View
from scripts.difficult.markup import Maker, need_fonts
from scripts.drawing.fonts import FontMissingError
from scripts.drawing.prose import LANGUAGES, Writer
from scripts.drawing.sheet import write_image


@dataclass(frozen=True)
class Difficult:
    """A drawn page: its kind and look, its pixels, and the texts of its lines."""

    kind: str
    look: str
    view: View
    texts: list[str]


def draw_page(browser: Browser, number: int, seed: int) -> Difficult:
    """Draw one page.

    Args:
        browser: what lays it out.
        number: number of the page; it determines its kind, look and language.
        seed: seed of the whole set.
    """
    turn, place = divmod(number, len(KINDS))
    kind = list(KINDS)[place]
    look = list(LOOKS)[(turn + place) % len(LOOKS)]
    rng = random.Random(f"{seed}/{number}")
    code = LANGUAGES[(turn + place // len(LOOKS)) % len(LANGUAGES)]
    draft = KINDS[kind](Maker(rng, Writer(code, rng)))
    image, lines = lay_out(browser, draft)
    points = np.array([line.points for line in lines]).reshape(-1, 2)
    view = LOOKS[look](image, points, draft.smallest, np.random.default_rng([seed, number]))
    return Difficult(kind, look, view, [line.text for line in lines])


def draw_pages(out: Path, pages: int, seed: int) -> Iterator[str]:
    """Draw pages into a folder and yield the name of each as it is done."""
    need_fonts()
    out.mkdir(parents=True, exist_ok=True)
    with browsing() as browser, (out / "labels.txt").open("w", encoding="utf-8") as labels:
        for number in range(pages):
            page = draw_page(browser, number, seed)
            suffix = "png" if page.view.quality is None else "jpg"
            name = f"pages/{page.kind}/{number:03d}-{page.look}.{suffix}"
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            write_image(str(out / name), page.view.image, page.view.quality or 0)
            entries = [
                {"transcription": text, "points": np.round(points, 1).tolist()}
                for text, points in zip(page.texts, page.view.points.reshape(-1, 4, 2), strict=True)
            ]
            labels.write(f"{name}\t{json.dumps(entries, ensure_ascii=False)}\n")
            yield name


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--pages", type=int, default=112)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    try:
        for name in draw_pages(args.out, args.pages, args.seed):
            print(name, file=sys.stderr)
    except (BrowserMissingError, FontMissingError) as error:
        print(f"draw_difficult: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
