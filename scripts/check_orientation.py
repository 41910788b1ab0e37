r"""Check that turned pages are read as well as upright ones, and that no upright one is turned.

    python -m scripts.check_orientation --samples data/samples
    python -m scripts.check_orientation --data PAGES.zip --ids 450-499

Every page is read as given and turned by 90, 180 and 270 degrees. A row per turn: the word F1 over
all pages (case ignored), the lowest and highest mean probability of a character on a page, how many
pages were guessed to lie as they do before any line was found, and how many were taken for another
orientation than theirs. The last row is of pages that were read upside down as they lie:
its probabilities must stay below `orientation.SURE`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ocrlc import OCR
from ocrlc.evaluation.text_metrics import WordCounts, word_counts
from ocrlc.loading.load import Image, load_pages
from ocrlc.preprocess import to_grey
from ocrlc.reading.glance import glance
from ocrlc.reading.orientation import turn_image
from ocrlc.recognition.confidence import PLAIN
from scripts.peers import pages as peer_pages

Turn = tuple[int, str]
TURNS: tuple[Turn, ...] = ((0, "auto"), (90, "auto"), (180, "auto"), (270, "auto"), (180, "off"))


def samples(folder: Path) -> Iterator[tuple[str, Image, str]]:
    """Yield pictures that have a text of the same name beside them: name, pixels, text."""
    for truth in sorted(folder.glob("*.txt")):
        for path in sorted(folder.glob(f"{truth.stem}.[jp][pn]g")):
            yield path.name, next(load_pages(path)).image, truth.read_text(encoding="utf-8")


def labelled(data: Path, ids: str | None, scratch: Path) -> Iterator[tuple[str, Image, str]]:
    """Yield labelled pages: name, pixels, text."""
    chosen = peer_pages.parse_ids(ids) if ids else None
    for page in peer_pages.load_pages(data, scratch, chosen):
        text = "\n".join(line.text for line in page.lines)
        yield page.name, next(load_pages(page.path)).image, text


def main() -> int:
    """Run from the command line; the exit code is the number of pages misjudged, at most 100."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--samples", type=Path, help="folder of pictures, each with a text file")
    parser.add_argument("--data", type=Path, help="label file of pages, or its folder or zip")
    parser.add_argument("--ids", help="ids of the labelled pages to read, such as 450-499")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    ocr = OCR(threads=args.threads)
    # `orientation.SURE` is compared with the plain mean of the characters' probabilities.
    ocr.recognizer.model = replace(ocr.recognizer.model, calibration=PLAIN)
    counts: dict[Turn, WordCounts] = defaultdict(WordCounts)
    wrong: dict[Turn, list[str]] = defaultdict(list)
    scores: dict[Turn, list[float]] = defaultdict(list)
    guessed: dict[Turn, int] = defaultdict(int)
    with tempfile.TemporaryDirectory() as scratch:
        pages = list(samples(args.samples)) if args.samples else []
        pages += list(labelled(args.data, args.ids, Path(scratch))) if args.data else []
        for name, image, truth in pages:
            for degrees, mode in TURNS:
                ocr.orientation = mode
                turned = turn_image(image, -degrees % 360)
                guessed[degrees, mode] += glance(to_grey(turned)).degrees == degrees
                (page,) = ocr.recognize(turned).pages
                counts[degrees, mode] += word_counts(page.text, truth)
                characters = sum(len(line.text) for line in page.lines)
                total = sum(len(line.text) * line.score for line in page.lines)
                scores[degrees, mode].append(total / max(characters, 1))
                if mode == "auto" and page.orientation != degrees:
                    wrong[degrees, mode].append(f"{name} as {page.orientation}")
                print(
                    name, degrees, mode, page.orientation, *page.warnings, sep="\t", file=sys.stderr
                )
    for turn, one in counts.items():
        low, high = min(scores[turn]), max(scores[turn])
        print(
            f"{turn[0]:3}° {turn[1]:4}  word F1 {one.f1:.4f}  score {low:.3f} to {high:.3f}  "
            f"guessed {guessed[turn]}  "
            f"misjudged {len(wrong[turn])} of {len(pages)} {'; '.join(wrong[turn])}"
        )
    return min(100, sum(map(len, wrong.values())))


if __name__ == "__main__":
    sys.exit(main())
