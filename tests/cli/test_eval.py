"""`ocrlc eval`, with readers that know what to say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from ocrlc.charset import Decoded
from ocrlc.cli.eval import command
from ocrlc.document import Document
from ocrlc.recognition.confidence import PLAIN
from ocrlc.recognition.recognizer import LineReading
from ocrlc.results import Line, Page

TEXTS = ["Total 12", "Käse", "a b"]


class FakeRecognizer:
    """Reads all right, or, as the other model, an umlaut wrongly."""

    def __init__(self, model: str, **_options: object) -> None:
        self.name = model
        self.model = SimpleNamespace(calibration=PLAIN)

    def read_lines(self, crops: Sequence[object], *, together: bool = True) -> list[LineReading]:
        assert len(crops) == len(TEXTS)
        wrong = self.name != "lcnet-latin"
        texts = [t.replace("ä", "a") if wrong else t for t in TEXTS]
        return [
            LineReading(Decoded(t, 0.9, (0.9,) * len(t), tuple(range(len(t)))), 80) for t in texts
        ]


class FakeOCR:
    """Reads one word of a page."""

    def __init__(self, **_options: object) -> None:
        pass

    def recognize(self, _source: object) -> Document:
        box = ((0.0, 0.0), (40.0, 0.0), (40.0, 10.0), (0.0, 10.0))
        return Document((Page("p", 1, 64, 64, (Line("Total", 0.9, box),)),))


class FakeDetector:
    """Finds one line of a page, and one that is not there."""

    def __init__(self, model: str, **_options: object) -> None:
        assert model == "lcnet-det"

    def detect(self, image: np.ndarray) -> list[np.ndarray]:
        assert image.shape[:2] == (64, 64)
        box = np.array([[0, 0], [40, 0], [40, 10], [0, 10]], np.float32)
        return [box, box + 20]


@pytest.fixture(autouse=True)
def _readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocrlc.Recognizer", FakeRecognizer, raising=False)
    monkeypatch.setattr("ocrlc.OCR", FakeOCR, raising=False)
    monkeypatch.setattr("ocrlc.Detector", FakeDetector, raising=False)


@pytest.fixture
def labels(tmp_path: Path) -> str:
    for i in range(len(TEXTS)):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.full((32, 80), 200, np.uint8))
    rows = [f"{i}.png\t{text}" for i, text in enumerate(TEXTS)]
    (tmp_path / "labels.txt").write_text("\n".join(rows), encoding="utf-8")
    return str(tmp_path / "labels.txt")


@pytest.fixture
def page_labels(tmp_path: Path) -> str:
    entry = {"transcription": "Total due", "points": [[0, 0], [40, 0], [40, 10], [0, 10]]}
    cv2.imwrite(str(tmp_path / "p.png"), np.full((64, 64), 200, np.uint8))
    (tmp_path / "Label.txt").write_text(f"p.png\t{json.dumps([entry])}\n", encoding="utf-8")
    return str(tmp_path / "Label.txt")


@pytest.fixture
def other(root: Path) -> str:
    """A second model: the first by its folder."""
    return str(root / "data/models/lcnet-latin")


def test_two_models_are_compared_on_the_same_lines(labels: str, other: str) -> None:
    arguments = ["lcnet-latin", "--data", labels, "--against", other, "--json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["lines"], report["cer"], report["exact"]) == (3, 0, 100)
    assert report["against"]["model"] == other
    assert report["against"]["cer"] == pytest.approx(100 / 15, abs=1e-3)
    assert report["against"]["difference"]["exact"] == pytest.approx(100 / 3, abs=1e-3)


def test_the_table_and_the_sheet_show_the_faults(labels: str, other: str, tmp_path: Path) -> None:
    sheet = tmp_path / "worst.html"
    arguments = [other, "--data", labels, "--against", "lcnet-latin", "--sheet", str(sheet)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["cer", "6.667", "[0,", "25]"] in rows
    assert ["exact", "100", "-33.333", "[-100,", "0]"] in rows
    assert ["'ä'", "->", "'a'", "1"] in rows
    # Of five words scored 0.9, four are right.
    assert ["ece_words", "10"] in rows
    assert ["0.9-0.95", "count", "5", "score", "90", "right", "80"] in rows
    assert sheet.read_text(encoding="utf-8").count("data:image/png") == 1


def test_the_sheet_may_be_a_picture(labels: str, other: str, tmp_path: Path) -> None:
    sheet = tmp_path / "worst.png"
    result = CliRunner().invoke(command, [other, "--data", labels, "--sheet", str(sheet)])
    assert result.exit_code == 0, result.output
    picture = cv2.imread(str(sheet))
    assert picture.shape[0] > 80
    result = CliRunner().invoke(command, [other, "--data", labels, "--sheet", "worst.pdf"])
    assert result.exit_code == 2
    assert ".html or .png" in result.output


def test_structure_is_measured_on_a_folder(tmp_path: Path) -> None:
    (tmp_path / "p.png").touch()
    (tmp_path / "p.md").write_text("Total\n")
    arguments = ["lcnet-latin", "--structure", "--data", str(tmp_path)]
    result = CliRunner().invoke(command, [*arguments, "--text-layer=auto", "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["documents"], report["order_distance"]) == (1, 0)
    table = CliRunner().invoke(command, arguments).stdout
    assert ["order_distance", "0"] in [line.split() for line in table.splitlines()]
    result = CliRunner().invoke(command, [*arguments, "--limit=3"])
    assert result.exit_code == 2
    assert "--structure goes with" in result.output


def test_a_detector_is_measured_alone(page_labels: str) -> None:
    result = CliRunner().invoke(command, ["lcnet-det", "--data", page_labels, "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    rates = ("pages", "lines", "precision", "recall", "coverage", "split", "merged")
    assert [report[name] for name in rates] == [1, 1, 50, 100, 100, 0, 0]
    assert report["hmean"] == pytest.approx(200 / 3, abs=1e-3)
    assert "cer" not in report


def test_a_detector_is_measured_with_a_recogniser(page_labels: str, other: str) -> None:
    arguments = ["lcnet-det", "--data", page_labels, "--rec", other, "--json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["word_f1"] == pytest.approx(200 / 3, abs=1e-3)
    assert report["coverage"] == 100


def test_rec_is_for_detectors_alone(page_labels: str, other: str) -> None:
    result = CliRunner().invoke(command, [other, "--data", page_labels, "--rec", other])
    assert result.exit_code == 2
    assert "is not a detector" in result.output


def test_the_folder_of_the_labels_is_enough(labels: str, other: str) -> None:
    result = CliRunner().invoke(command, [other, "--data", str(Path(labels).parent), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["lines"] == len(TEXTS)


def test_pages_are_told_by_their_labels(page_labels: str) -> None:
    result = CliRunner().invoke(command, ["lcnet-latin", "--data", page_labels, "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["word_f1"] == pytest.approx(200 / 3, abs=1e-3)
    assert report["hmean"] == 100


@pytest.mark.parametrize(
    ("option", "message"), [("--sheet", "labels of lines"), ("--against", "labels of lines")]
)
def test_options_of_lines_are_no_use_for_pages(page_labels: str, option: str, message: str) -> None:
    value = "worst.html" if option == "--sheet" else "lcnet-latin"
    arguments = ["lcnet-latin", "--data", page_labels, option, value]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_a_detector_is_no_use_for_lines(labels: str) -> None:
    result = CliRunner().invoke(command, ["lcnet-latin", "--data", labels, "--det", "x"])
    assert result.exit_code == 2
    assert "labels of pages" in result.output


def test_a_pattern_that_is_none_is_a_usage_error(labels: str, other: str) -> None:
    result = CliRunner().invoke(command, [other, "--data", labels, "--include", "["])
    assert result.exit_code == 2
    assert "'[' is no regular expression" in result.output
