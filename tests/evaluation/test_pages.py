"""Evaluation of whole pages."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.config import LabelSource
from ocrlc.document import Document
from ocrlc.errors import InputError
from ocrlc.evaluation.pages import evaluate_pages
from ocrlc.results import Line, Page


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
    assert report["hmean"] == pytest.approx(66.667)
    assert report["cer"] == pytest.approx(100 * 7 / 17, abs=1e-3)
    assert report["cer_folded"] == pytest.approx(100 * 6 / 17, abs=1e-3)
    # one page drawn over and over is always the same
    assert report["intervals"]["word_f1"] == [report["word_f1"]] * 2
    assert report["intervals"]["over"] == "pages"


class NoReader:
    def recognize(self, source: object) -> Document:
        raise AssertionError("not to be asked")


def test_nothing_but_broken_labels_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("p.png\t[{broken\n", encoding="utf-8")
    source = LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))
    (tmp_path / "p.png").write_bytes(b"")
    with pytest.raises(InputError, match="no readable page among 1"):
        evaluate_pages(NoReader(), source)


def test_pages_with_a_broken_label_are_skipped_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    square = [[0, 0], [40, 0], [40, 10], [0, 10]]
    good = json.dumps([{"transcription": 12, "points": square}])
    words = json.dumps([{"transcription": "12", "points": ["ab", "cd", "ef", "gh"]}])
    rows = [f"p.png\t{good}\n", "cut.png\t[{broken\n", f"words.png\t{words}\n"]
    (tmp_path / "labels.txt").write_text("".join(rows), encoding="utf-8")
    (tmp_path / "p.png").write_bytes(b"")

    class Reader:
        def recognize(self, source: object) -> Document:
            corners = tuple((float(x), float(y)) for x, y in square)
            return Document((Page("p", 1, 64, 64, (Line("12", 0.9, corners),)),))  # type: ignore[arg-type]

    report = evaluate_pages(Reader(), LabelSource(kind="labels", labels=str(tmp_path)))
    assert (report["pages"], report["skipped"], report["cer"]) == (1, 2, 0.0)
    for name in ("cut.png", "words.png"):
        assert f"skipped: {name}: label is not of" in caplog.text


def test_what_nobody_could_read_counts_for_nothing(tmp_path: Path) -> None:
    square = [[0, 0], [40, 0], [40, 10], [0, 10]]
    lower = [[0, 50], [40, 50], [40, 60], [0, 60]]
    entries = [
        {"transcription": "Hello", "points": square},
        {"transcription": "###", "points": lower},
    ]
    cv2.imwrite(str(tmp_path / "p.png"), np.full((64, 64), 255, np.uint8))
    rows = [f"{name}\t{json.dumps(entries)}\n" for name in ("p.png", "missing.png")]
    (tmp_path / "labels.txt").write_text("".join(rows), encoding="utf-8")

    class Reader:
        def recognize(self, source: object) -> Document:
            boxes = [tuple((float(x), float(y)) for x, y in box) for box in (square, lower)]
            lines = tuple(
                Line(text, 0.9, box) for text, box in zip(("Hello", "x"), boxes, strict=True)
            )  # type: ignore[arg-type]
            return Document((Page("p", 1, 64, 64, lines),))

    report = evaluate_pages(Reader(), LabelSource(kind="labels", labels=str(tmp_path)))
    assert (report["pages"], report["skipped"]) == (1, 1)
    assert (report["word_f1"], report["cer"]) == (100.0, 0.0)
    assert (report["precision"], report["recall"]) == (100.0, 100.0)
