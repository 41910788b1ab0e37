"""Lines upright or turned: what the network is shown, training, and evaluation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from ocrlc import Detector, Recognizer
from ocrlc.charset import Charset
from ocrlc.cli.eval import command
from ocrlc.config import Config, LabelSource
from ocrlc.datasets.loader import open_chunks
from ocrlc.errors import ModelError
from ocrlc.evaluation.speed.turns import evaluate_turns
from ocrlc.inference.bundles import find_bundle
from ocrlc.loading.load import load_pages
from ocrlc.recipes import parse_config
from ocrlc.recognition.crops import crop_line
from ocrlc.recognition.line_classifier import LineClassifier
from ocrlc.recognition.turns import WINDOW, compute_turns, turn
from ocrlc.training.launch import start
from ocrlc.training.metrics_log import read_metrics
from ocrlc.training.trainer import Interrupted, Trainer

Image = NDArray[np.uint8]


def line(length: int) -> Image:
    """Black in its upper left, so that it is easily told which way up it lies."""
    image = np.full((40, 30 + 22 * length), 255, np.uint8)
    cv2.rectangle(image, (0, 0), (12, 18), 0, -1)
    cv2.putText(image, "7" * length, (12, 32), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    return image


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    rows = []
    for i in range(30):
        cv2.imwrite(str(tmp_path / f"{i}.png"), line(1 + i % 5))
        rows.append(f"{i}.png\t{'7' * (1 + i % 5)}")
    (tmp_path / "labels.txt").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path / "labels.txt"


def recipe(labels: Path, run: Path, lines: int, dropout: float = 0.1) -> Config:
    source = {"kind": "labels", "labels": str(labels)}
    return parse_config(
        {
            "model": {
                "family": "classifier",
                "backbone": {"scale": 0.25, "layout": "image"},
                "wide": 64,
                "dropout": dropout,
            },
            "charset": {"name": "digits"},
            "data": {
                "train": [source],
                "validation": [source],
                "columns": 1600,
                "chunk": 120,
                "workers": 0,
            },
            "optim": {"lr": 0.002, "warmup_lines": 100, "ema_decay": 0.8},
            "train": {"output_dir": str(run), "lines": lines, "validate_lines": 1000},
        }
    )


class UpperLeft:
    """Knows that black in the upper left means upright."""

    def turned(self, crops: Sequence[Image]) -> NDArray[np.float32]:
        return np.array([crop[4, 4] > 128 for crop in crops], np.float32)


def test_chunks_show_lines_both_ways_and_say_which(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run", 1)
    batches = open_chunks(config, Charset.load("digits")).chunk(0)
    classes = np.concatenate([batch.classes[:, 0] for batch in batches])
    corners = np.concatenate([batch.images[:, 4, 4] for batch in batches])
    assert set(classes.tolist()) == {0, 1}
    np.testing.assert_array_equal(classes == 1, corners > 128)


def test_every_line_gets_its_own_output() -> None:
    lines = [np.full((32, width), width % 251, np.uint8) for width in (40, 700, 130, 41, 2000)]
    shapes = []

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        shapes.append(batch.shape)
        return batch[:, 0, 0, :2]

    outputs = compute_turns(lines, run)
    grey = (outputs[:, 0] + 1) * 127.5
    np.testing.assert_allclose(grey, [image[0, 0] for image in lines], atol=1e-3)
    assert max(shape[-1] for shape in shapes) == WINDOW
    np.testing.assert_array_equal(turn(turn(line(2))), line(2))


def test_evaluation_shows_every_line_both_ways(labels: Path) -> None:
    source = LabelSource(kind="labels", labels=str(labels))
    report = evaluate_turns(UpperLeft(), source)
    assert (report["lines"], report["accuracy"], report["skipped"]) == (30, 100, 0)
    assert {k: v["lines"] for k, v in report["by_length"].items()} == {"1-4": 24, "5-8": 6}

    class Stubborn:
        def turned(self, crops: Sequence[Image]) -> NDArray[np.float32]:
            return np.zeros(len(crops), np.float32)

    report = evaluate_turns(Stubborn(), source)
    rates = [report[f"accuracy{view}"] for view in ("", "_upright", "_turned")]
    assert rates == [50, 100, 0]
    assert report["intervals"]["accuracy"] == [50, 50]


@pytest.mark.long
def test_a_classifier_is_trained_judged_and_used(
    labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))
    # Enough steps for the running variances of 27 layers to leave the value they begin with.
    run = start(recipe(labels, tmp_path / "run", 3000))
    judged = [row for row in read_metrics(run) if "accuracy" in row]
    assert len(judged) == 3
    assert min(row["error"] for row in judged) == pytest.approx(
        100 - max(row["accuracy"] for row in judged), abs=1e-2
    )
    assert (run / "curves.png").is_file()
    arguments = [str(run / "best"), "--data", str(labels), "--json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["accuracy"] == pytest.approx(max(r["accuracy"] for r in judged), abs=2)
    assert report["accuracy"] > 75
    result = CliRunner().invoke(command, [*arguments, "--det", "x"])
    assert result.exit_code == 2
    with pytest.raises(ModelError, match="classifier"):
        Recognizer(run / "best")
    assert find_bundle(run / "best").config.model.family == "classifier"


@pytest.mark.parametrize("sample", ["invoice.jpg", "facture.jpg", "receipt.jpg"])
def test_the_bundled_classifier_tells_the_lines_of_a_page(root: Path, sample: str) -> None:
    page = next(load_pages(root / "data/samples" / sample)).image
    crops = [crop_line(page, polygon) for polygon in Detector().detect(page)]
    assert len(crops) > 20
    classifier = LineClassifier()
    upright = classifier.turned(crops) < 0.5
    turned = classifier.turned([turn(crop) for crop in crops]) >= 0.5
    assert min(upright.mean(), turned.mean()) > 0.9


def test_a_recogniser_is_no_classifier() -> None:
    with pytest.raises(ModelError, match="is a recognizer, not a classifier"):
        LineClassifier("lcnet-latin")


def test_dropout_is_the_same_after_an_interruption(labels: Path, tmp_path: Path) -> None:
    def losses(run: Path, stop: int | None) -> list[float]:
        trainer = Trainer(recipe(labels, run, 200, 0.5), run, Charset.load("digits"))
        seen: list[float] = []

        def report(record: dict[str, float]) -> None:
            seen.append(record["loss"])
            trainer.stop = len(seen) == stop

        if stop is None:
            trainer.train(None, report)
            return seen
        with pytest.raises(Interrupted):
            trainer.train(None, report)
        again = Trainer(recipe(labels, run, 200, 0.5), run, Charset.load("digits"))
        again.resume()
        again.train(None, lambda record: seen.append(record["loss"]))
        return seen

    whole = losses(tmp_path / "a", None)
    parts = losses(tmp_path / "b", 3)
    assert parts == pytest.approx(whole, abs=1e-4)
