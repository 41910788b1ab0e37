"""Evaluation of lines and pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.config import LabelSource
from ocrlc.errors import InputError
from ocrlc.evaluation import (
    character_class,
    confusions,
    evaluate_lines,
    evaluate_pages,
)
from ocrlc.results import Document, Line, Page, Reading
from ocrlc.sheet import error_sheet


class Parrot:
    """Reads what it was told to, in turn."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def recognize(self, crops: Sequence[object]) -> list[Reading]:
        assert len(crops) == len(self.texts)
        return [Reading(text, 0.9) for text in self.texts]


@pytest.fixture
def labels(tmp_path: Path) -> LabelSource:
    rows = []
    for i, text in enumerate(["Total 12", "Käse", "a b"]):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.full((32, 80), 200, np.uint8))
        rows.append(f"{i}.png\t{text}")
    rows.append("gone.png\tlost")
    (tmp_path / "labels.txt").write_text("\n".join(rows), encoding="utf-8")
    return LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))


def test_report_counts_edits_by_kind(labels: LabelSource) -> None:
    evaluation = evaluate_lines(Parrot(["Total 12", "Kase", "ab"]), labels)
    report = evaluation.report()
    assert report["lines"] == 3
    assert report["skipped"] == 1
    assert report["cer"] == pytest.approx(100 * 2 / 15, abs=1e-3)
    assert report["exact"] == pytest.approx(100 / 3, abs=1e-3)
    assert report["exact_nospace"] == pytest.approx(200 / 3, abs=1e-3)
    assert report["by_class"]["accent"] == {"characters": 1, "error_rate": 100.0}
    assert report["by_class"]["space"]["error_rate"] == 50.0
    assert report["by_class"]["digit"]["error_rate"] == 0.0
    assert {"true": "ä", "read": "a", "count": 1} in report["confusions"]


def test_worst_lines_come_first_and_right_ones_not_at_all(labels: LabelSource) -> None:
    evaluation = evaluate_lines(Parrot(["Total 12", "Kase", "xyz"]), labels)
    assert [line.truth for line in evaluation.worst(10)] == ["a b", "Käse"]
    sheet = error_sheet(evaluation, "<model>")
    assert "&lt;model&gt;" in sheet
    assert sheet.count("data:image/png") == 2


def test_confusions_tell_drops_from_insertions() -> None:
    found = confusions([("ac", "abc"), ("abcd", "abc")])
    assert found == [
        {"true": "b", "read": "", "count": 1},
        {"true": "", "read": "d", "count": 1},
    ]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("a", "lower"),
        ("Z", "upper"),
        ("é", "accent"),
        ("7", "digit"),
        (" ", "space"),
        ("€", "punctuation"),
    ],
)
def test_character_classes(character: str, name: str) -> None:
    assert character_class(character) == name


def test_pages_are_judged_by_words_and_boxes(tmp_path: Path) -> None:
    square = [[0, 0], [40, 0], [40, 10], [0, 10]]
    lower = [[0, 20], [40, 20], [40, 30], [0, 30]]
    entries = [
        {"transcription": "Hello World", "points": square},
        {"transcription": "again", "points": lower},
        {"transcription": "###", "points": [[0, 50], [40, 50], [40, 60], [0, 60]]},
    ]
    cv2.imwrite(str(tmp_path / "p.png"), np.full((64, 64), 255, np.uint8))
    (tmp_path / "labels.txt").write_text(f"p.png\t{json.dumps(entries)}\n", encoding="utf-8")

    class Reader:
        def recognize(self, source: object) -> Document:
            corners = tuple((float(x), float(y)) for x, y in square)
            return Document((Page("p", 1, 64, 64, (Line("hello World", 0.9, corners),)),))  # type: ignore[arg-type]

    source = LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))
    report = evaluate_pages(Reader(), source)
    assert report["pages"] == 1
    assert report["word_f1_folded"] == pytest.approx(80)
    assert report["word_f1"] == pytest.approx(40)
    assert (report["precision"], report["recall"]) == (100.0, 50.0)


def test_labels_of_another_form_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("p.png\t[{broken\n", encoding="utf-8")
    source = LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))
    (tmp_path / "p.png").write_bytes(b"")
    with pytest.raises(InputError, match="detection form"):
        evaluate_pages(Parrot([]), source)  # type: ignore[arg-type]
