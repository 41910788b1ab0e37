"""Measure the good and the harm of each rule about characters that look alike.

    python -m scripts.score_look_alikes LABELS [--images ZIP] [--read] [--fold-case]

LABELS are of pages, in PaddleOCR's detection form, or of lines. Without reading anything, the rules
get true text: every change is harm. They then get the same with some characters replaced by those
that look like them: a change is good if it brings back what was there. With `--read` the pages are
read, and each word that a rule changes is looked for among the page's true words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import click

from ocrlc import OCR, ReadOptions
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.page_labels import is_detection_labels, parse_detection
from ocrlc.datasets.records import Record
from ocrlc.polygons import Polygon, polygon_between
from ocrlc.reading.look_alikes import RULES, applied
from ocrlc.results import Line, Word

TWINS = {
    "O": "0",
    "0": "O",
    "l": "1I",
    "I": "l1",
    "1": "lI",
    "o": "0",
    "'": "’",
    "’": "'",
    "°": "º",
    "º": "°",
    ",": "‚",
}
SHARE = 0.02
"""Share of these characters that are replaced."""
LINES_OF_A_PAGE = 40
"""Labels of lines are taken by so many; they have no place on it, so that no columns are found."""

Counts = dict[str, Counter[str]]


@click.command()
@click.argument("labels")
@click.option("--images", help="Folder or zip that holds the images.")
@click.option("--include", metavar="REGEX", help="Use only entries whose path matches.")
@click.option("--read", is_flag=True, help="Read the pages instead of replacing characters.")
@click.option("--fold-case", is_flag=True, help="Ignore case, where the truth has capitals only.")
@click.option("--show", is_flag=True, help="Print every harm.")
def main(
    labels: str, images: str | None, include: str | None, read: bool, fold_case: bool, show: bool
) -> None:
    """Count what each rule does for itself, and print a row for each."""
    source = LabelSource(kind="labels", labels=labels, images=images, include=include)
    store, records = read_labels(source)
    counts: Counts = {name: Counter() for name in RULES}
    if read:
        ocr = OCR(precision="fp32", read_options=ReadOptions(normalize=False))
        for record in records:
            form = str.lower if fold_case else str
            true = {word for line in true_lines(record) for word in form(line.text).split()}
            for page in ocr.recognize(store.read(record.path)):
                for name, line in changes(page.lines):
                    for word in line.words:
                        if word.raw:
                            now, before = form(word.text) in true, form(word.raw) in true
                            kind = "same" if now == before else "good" if now else "harm"
                            counts[name][kind] += 1
                            if show:
                                click.echo(f"{record.path} {name} {kind}: {word.raw} {word.text}")
    else:
        rng = Random(0)
        for lines in pages(records):
            for name, line in changes(lines):
                counts[name]["harm to true text"] += 1
                if show:
                    click.echo(f"{name}: {line.raw!r} {line.text!r}")
            plant(lines, rng, counts, show)
    for name, found in counts.items():
        click.echo(f"{name:<12}" + "  ".join(f"{kind} {n}" for kind, n in sorted(found.items())))


def plant(lines: Sequence[Line], rng: Random, counts: Counts, show: bool) -> None:
    """Replace characters by those that look alike, and count what each rule makes of them."""
    mixed = [_line(_planted(line.text, rng), line.polygon) for line in lines]
    for name, rule in RULES.items():
        for line, wrong, mended in zip(lines, mixed, applied(rule, mixed), strict=True):
            for true, planted, now in zip(line.text, wrong.text, mended.text, strict=True):
                if planted != true:
                    counts[name]["planted"] += 1
                if now != planted:
                    kind = "restored" if now == true else "harm" if planted == true else "other"
                    counts[name][kind] += 1
                    if show and kind == "harm":
                        click.echo(f"{name}: {line.text!r} {wrong.text!r} {mended.text!r}")


def pages(records: Sequence[Record]) -> Iterator[list[Line]]:
    """Yield the true lines of each page, or lines without places by so many."""
    if is_detection_labels(records[0]):
        yield from map(true_lines, records)
        return
    for start in range(0, len(records), LINES_OF_A_PAGE):
        part = records[start : start + LINES_OF_A_PAGE]
        yield [
            _line(record.text, ((0, 50.0 * i), (1, 50.0 * i), (1, 50.0 * i + 1), (0, 50.0 * i + 1)))
            for i, record in enumerate(part)
        ]


def true_lines(record: Record) -> list[Line]:
    """Return the labelled lines of a page, with words as wide as their share of the characters."""
    return [
        _line(entry["transcription"], tuple((float(x), float(y)) for x, y in entry["points"]))
        for entry in parse_detection(record)
    ]


def changes(lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Yield the lines that each rule alone changes."""
    for name, rule in RULES.items():
        yield from ((name, line) for line in applied(rule, lines) if line.raw)


def _planted(text: str, rng: Random) -> str:
    return "".join(rng.choice(TWINS[c]) if c in TWINS and rng.random() < SHARE else c for c in text)


def _line(text: str, polygon: Polygon) -> Line:
    words, start = [], 0
    for word in text.split():
        start = text.index(word, start)
        end = start + len(word)
        place = polygon_between(polygon, start / len(text), end / len(text))
        words.append(Word(word, 1.0, place))
        start = end
    return Line(text, 1.0, polygon, tuple(words))


if __name__ == "__main__":
    main()
