"""Evaluation of lines and pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from ocrlc.charset import Decoded
from ocrlc.config import LabelSource
from ocrlc.errors import InputError
from ocrlc.evaluation.error_sheet import FAULT, error_page, error_picture, worst_lines
from ocrlc.evaluation.lines import evaluate_lines
from ocrlc.recognition.confidence import Calibration
from ocrlc.recognition.recognizer import LineReading


class Parrot:
    """Reads what it was told to, in turn."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    model = SimpleNamespace(calibration=Calibration())

    def read_lines(self, crops: Sequence[object], *, together: bool = True) -> list[LineReading]:
        assert len(crops) == len(self.texts)
        return [
            LineReading(Decoded(text, 0.9, (0.9,) * len(text), tuple(range(len(text)))), 100)
            for text in self.texts
        ]


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
    assert report["by_class"]["accent"] == {
        "characters": 1,
        "error_rate": 100.0,
        "inserted": 0,
    }
    assert report["by_class"]["space"]["error_rate"] == 50.0
    assert report["by_class"]["digit"]["error_rate"] == 0.0
    assert {"true": "ä", "read": "a", "count": 1} in report["confusions"]
    # Total and 12 are right, Kase and ab are not; one line of three is.
    assert report["reliability_words"]["0.9-0.95"] == {"count": 4, "score": 90.0, "right": 50.0}
    assert (report["ece_words"], report["ece_lines"]) == (40.0, pytest.approx(56.67))


def test_worst_lines_come_first_and_right_ones_not_at_all(labels: LabelSource) -> None:
    evaluation = evaluate_lines(Parrot(["Total 12", "Kase", "xyz"]), labels)
    assert [line.truth for line in evaluation.worst(10)] == ["a b", "Käse"]
    page = error_page(worst_lines(evaluation), "<model>").decode()
    assert "&lt;model&gt;" in page
    assert page.count("data:image/png") == 2
    assert len(worst_lines(evaluation, 1)) == 1


def test_the_picture_marks_what_differs(labels: LabelSource) -> None:
    def marks(*texts: str) -> list[int]:
        """Count the columns of each line of text that stand on red."""
        lines = worst_lines(evaluate_lines(Parrot(texts), labels))
        data = np.frombuffer(error_picture(lines, "model"), np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        fault = tuple(int(FAULT[i : i + 2], 16) for i in (5, 3, 1))
        rows = (picture == fault).all(axis=2)
        starts = [i for i in range(1, len(rows)) if rows[i].any() and not rows[i - 1].any()]
        return [int(rows[start].sum()) for start in starts]

    (character,) = set(marks("Total 12", "Kase", "a b"))
    assert character > 5
    # a dropped space is marked in the truth alone, two more letters in the reading alone
    assert marks("Total 12", "Käse", "ab") == [character]
    assert marks("Total 12", "Käse", "a bcd")[0] > 1.5 * character
    assert marks("Total 12", "Käse", "a b") == []


def test_report_holds_the_contract_s_rates_and_their_intervals(labels: LabelSource) -> None:
    report = evaluate_lines(Parrot(["Total 12", "Kase", "ab"]), labels).report()
    forms = ("", "_folded", "_nospace")
    rates = {kind + form for kind in ("cer", "exact", "wer", "ned") for form in forms}
    assert rates < report.keys()
    within = report["intervals"]
    assert within.keys() == rates | {"level", "resamples", "over"}
    assert all(within[name][0] <= report[name] <= within[name][1] for name in rates)
    assert within["exact"] == [0.0, 100.0]


def test_readers_of_the_same_lines_are_compared_in_pairs(labels: LabelSource) -> None:
    better = evaluate_lines(Parrot(["Total 12", "Käse", "a b"]), labels)
    worse = evaluate_lines(Parrot(["Total 12", "Kase", "a b"]), labels)
    found = better.compared(worse)
    assert found["exact"] == pytest.approx(200 / 3, abs=1e-3)
    assert found["difference"]["exact"] == pytest.approx(100 / 3, abs=1e-3)
    assert found["difference_intervals"]["exact"][0] == 0.0
    assert found["difference"]["cer"] == pytest.approx(-100 / 15, abs=1e-3)


def test_no_readable_line_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("gone.png\tlost\n", encoding="utf-8")
    source = LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))
    with pytest.raises(InputError, match="no readable line among 1"):
        evaluate_lines(Parrot([]), source)
