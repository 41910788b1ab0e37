"""How well a model reads labelled lines and pages, and where it fails."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocrlc.config import LabelSource
from ocrlc.detection_metrics import DetectionScore, score_page
from ocrlc.errors import InputError
from ocrlc.labels import ImageStore, Record, read_labels
from ocrlc.metrics import WordCounts, cer, folded, line_metrics, word_counts
from ocrlc.results import Document, Reading

LENGTHS = (4, 8, 16, 32, 10_000)
"""Upper bounds of the groups a report splits lines into by length."""

Image = NDArray[np.uint8]


class LineReader(Protocol):
    """What `evaluate_lines` needs of a recogniser."""

    def recognize(self, crops: Sequence[Image]) -> list[Reading]:
        """Read line crops."""


class PageReader(Protocol):
    """What `evaluate_pages` needs of the pipeline."""

    def recognize(self, source: Any) -> Document:
        """Read a document."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A labelled line and what was read."""

    path: str
    truth: str
    text: str
    score: float

    @property
    def edits(self) -> int:
        """Characters inserted, dropped or replaced."""
        return int(Levenshtein.distance(self.text, self.truth))


@dataclass(frozen=True)
class LineEvaluation:
    """Labelled lines as read; `skipped` counts the unreadable images."""

    lines: tuple[ReadLine, ...]
    store: ImageStore
    skipped: int

    def report(self) -> dict[str, Any]:
        """Rates in percent over all lines, then by length, by character class, and confusions."""
        pairs = [(line.text, line.truth) for line in self.lines]
        return {
            **{k: _short(v) for k, v in asdict(line_metrics(pairs)).items()},
            "skipped": self.skipped,
            "by_length": _by_length(pairs),
            "by_class": _by_class(pairs),
            "confusions": confusions(pairs),
        }

    def worst(self, count: int) -> list[ReadLine]:
        """The lines with most edits for their length."""
        order = sorted(self.lines, key=lambda r: -r.edits / max(len(r.truth), len(r.text), 1))
        return [line for line in order if line.edits][:count]


def evaluate_lines(reader: LineReader, source: LabelSource) -> LineEvaluation:
    """Read every line of a label file.

    Raises:
        InputError: the label file is missing or has no usable line.
    """
    store, records = read_labels(source)
    crops = [(record, _image(store, record.path)) for record in records if record.text]
    usable = [(record, image) for record, image in crops if image is not None]
    if not usable:
        raise InputError(f"{source.labels}: no readable line among {len(records)}")
    readings = reader.recognize([image for _, image in usable])
    lines = tuple(
        ReadLine(record.path, record.text, reading.text, reading.score)
        for (record, _), reading in zip(usable, readings, strict=True)
    )
    return LineEvaluation(lines, store, len(records) - len(usable))


def _image(store: ImageStore, path: str) -> Image | None:
    try:
        return store.grey(path)
    except (FileNotFoundError, IsADirectoryError):
        return None


def is_detection_labels(record: Record) -> bool:
    """Whether a record is of PaddleOCR's detection form."""
    return record.text.startswith("[{")


def evaluate_pages(reader: PageReader, source: LabelSource) -> dict[str, Any]:
    """Read every page of a label file in detection form.

    Returns:
        Word F1, page CER and detection's precision, recall and Hmean at IoU 0.5, in percent. The
        CER compares the lines in reading order; it rises where the order differs, even if each
        line is right.

    Raises:
        InputError: the label file is missing or not of this form, or a page cannot be read.
    """
    store, records = read_labels(source)
    words, words_exact, found = WordCounts(), WordCounts(), DetectionScore()
    pairs: list[tuple[str, str]] = []
    for record in records:
        entries = parse_detection(record)
        document = reader.recognize(store.read(record.path))
        lines = [line for page in document.pages for line in page.lines]
        text = "\n".join(line.text for line in lines)
        truth = "\n".join(entry["transcription"] for entry in entries)
        words += word_counts(text, truth)
        words_exact += word_counts(text, truth, fold_case=False)
        pairs.append((text, truth))
        found += score_page(
            [np.asarray(line.polygon, np.float32) for line in lines],
            [np.asarray(entry["points"], np.float32) for entry in entries],
        )
    return {
        "pages": len(records),
        "word_f1": _short(100 * words_exact.f1),
        "word_f1_folded": _short(100 * words.f1),
        "cer": _short(cer(pairs)),
        "cer_folded": _short(cer(pairs, folded)),
        "precision": _short(100 * found.precision),
        "recall": _short(100 * found.recall),
        "hmean": _short(100 * found.hmean),
    }


def parse_detection(record: Record) -> list[dict[str, Any]]:
    """Parse a record of the detection form; regions marked unreadable (`###`) are left out.

    Raises:
        InputError: it is not of this form.
    """
    try:
        entries = json.loads(record.text)
        return [e for e in entries if e["transcription"] != "###" and len(e["points"]) >= 4]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{record.path}: label is not of PaddleOCR's detection form") from error


def _by_length(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    lower = 1
    for upper in LENGTHS:
        chosen = [(a, b) for a, b in pairs if lower <= len(b) <= upper]
        if chosen:
            metrics = line_metrics(chosen)
            name = f"{lower}-{upper}" if upper < LENGTHS[-1] else f"{lower}+"
            groups[name] = {
                "lines": len(chosen),
                "cer": _short(metrics.cer),
                "exact": _short(metrics.exact),
            }
        lower = upper + 1
    return groups


def character_class(character: str) -> str:
    """Name the class of a character as reports group them."""
    if character == " ":
        return "space"
    if character.isdigit():
        return "digit"
    if character.isalpha():
        if not character.isascii():
            return "accent"
        return "upper" if character.isupper() else "lower"
    return "punctuation"


def _by_class(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Share of true characters of each class that were dropped or replaced."""
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for text, truth in pairs:
        total.update(character_class(c) for c in truth)
        edits = Levenshtein.editops(truth, text)
        wrong.update(character_class(truth[e.src_pos]) for e in edits if e.tag != "insert")
    return {
        name: {"characters": count, "error_rate": _short(100 * wrong[name] / count)}
        for name, count in total.most_common()
    }


def confusions(pairs: Iterable[tuple[str, str]], count: int = 30) -> list[dict[str, Any]]:
    """The most frequent single edits: `true` is empty for insertions, `read` for drops."""
    counts: Counter[tuple[str, str]] = Counter()
    for text, truth in pairs:
        for edit in Levenshtein.editops(truth, text):
            true = "" if edit.tag == "insert" else truth[edit.src_pos]
            read = "" if edit.tag == "delete" else text[edit.dest_pos]
            counts[true, read] += 1
    return [{"true": a, "read": b, "count": n} for (a, b), n in counts.most_common(count)]


def _short(value: float) -> float:
    return round(value, 3) if isinstance(value, float) else value
