"""Training a detector: it learns, resumes, and its bundle finds lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import paddle
import pytest

from ocrlc import Detector
from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.datasets.crop_chunks import CropBatch
from ocrlc.datasets.text_maps import IGNORED, TEXT
from ocrlc.detection.weights import find_weights
from ocrlc.errors import InputError, ModelError
from ocrlc.inference.bundle_program import network_hash
from ocrlc.inference.bundles import find_bundle
from ocrlc.models.registry import BACKBONES
from ocrlc.recipes import dump_config, parse_config
from ocrlc.training.launch import inspect, start
from ocrlc.training.losses import gaps, map_loss, region_weights
from ocrlc.training.metrics_log import read_metrics
from ocrlc.training.page_validation import PageValidator, fixed_pages
from ocrlc.training.trainer import Interrupted, Trainer


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four pages of a few words."""
    folder = tmp_path_factory.mktemp("pages")
    rng = np.random.default_rng(0)
    rows = []
    for i in range(4):
        image = np.full((192, 256), 255, np.uint8)
        entries = []
        for y in range(40, 180, 36):
            x, text = int(rng.integers(10, 60)), "words " * int(rng.integers(1, 3))
            (w, h), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 2)
            cv2.putText(image, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
            corners = [[x, y - h - 2], [x + w, y - h - 2], [x + w, y + 4], [x, y + 4]]
            entries.append({"transcription": text, "points": corners})
        cv2.imwrite(str(folder / f"{i}.png"), image)
        rows.append(f"{i}.png\t{json.dumps(entries)}")
    path = folder / "Label.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def recipe(labels: Path, run: Path, backbone: str = "pplcnet", **train: Any) -> Config:
    source = {"kind": "pages", "labels": str(labels), "augment": 0}
    return parse_config(
        {
            "model": {
                "family": "detector",
                "backbone": {"name": backbone, "scale": 0.25, "layout": "image"},
            },
            "data": {
                "train": [source],
                "validation": [source],
                "crops": {"size": 96, "batch": 4, "odd_scale": 0, "scale": [0.9, 1.1]},
                "chunk": 16,
                "workers": 0,
            },
            "optim": {"lr": 0.005, "warmup_lines": 16, "ema_decay": 0.9},
            "train": {"output_dir": str(run), "lines": 24, "validate_lines": 16, **train},
        }
    )


@pytest.mark.slow
@pytest.mark.parametrize("backbone", BACKBONES)
def test_a_run_leaves_a_bundle_that_finds_lines(
    backbone: str, labels: Path, tmp_path: Path
) -> None:
    run = start(recipe(labels, tmp_path / "run", backbone))
    judged = [record for record in read_metrics(run) if "hmean" in record]
    assert [record["lines"] for record in judged] == [16, 24]
    assert {"error", "precision", "recall", "coverage", "split", "merged"} <= judged[0].keys()
    assert (run / "curves.png").is_file()
    card = (run / "last" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"detector, {backbone} 0.25x (image)" in card
    assert "24 of 24 crops" in card

    detector = Detector(run / "last", threads=1)
    page = cv2.imread(str(labels.parent / "0.png"), cv2.IMREAD_GRAYSCALE)
    drawn = detector.probability(page, 1.0)
    assert drawn.shape == (96, 128)
    trained = PageValidator(recipe(labels, run, backbone), Charset.load("latin"))
    trained.judge(find_bundle(run / "last").weights())
    np.testing.assert_allclose(drawn, trained.finder.probability(page, 1.0), atol=1e-4)
    for polygon in detector.detect(page):
        assert polygon.shape == (4, 2)


@pytest.mark.long
def test_words_are_learnt(labels: Path, tmp_path: Path) -> None:
    run = start(recipe(labels, tmp_path / "run", lines=5400, validate_lines=600))
    assert max(record.get("hmean", 0) for record in read_metrics(run)) > 80


def losses(config: Config, run: Path, stop: int, resumed: bool = False) -> list[float]:
    trainer = Trainer(config, run, Charset.load("latin"))
    if resumed:
        trainer.resume()
    seen: list[float] = []

    def listen(record: Any) -> None:
        seen.append(record["loss"])
        trainer.stop = len(seen) == stop

    try:
        trainer.train(None, listen)
    except Interrupted:
        assert len(seen) == stop + 1
    return seen


def test_resume_continues_with_the_same_losses(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run", lines=32)
    whole = losses(config, tmp_path / "whole", stop=-1)
    first = losses(config, tmp_path / "parts", stop=2)
    second = losses(config, tmp_path / "parts", stop=-1, resumed=True)
    assert len(whole) == 8
    assert first + second == pytest.approx(whole, rel=1e-4)


def batch(*values: int) -> CropBatch:
    target = np.array(values, np.uint8).reshape(1, 1, -1)
    return CropBatch(np.zeros((1, 2, 2 * len(values)), np.uint8), target)


def loss(logits: list[float], *values: int) -> float:
    return float(map_loss(paddle.to_tensor(np.array(logits, np.float32)[None, None, None]),
                          batch(*values)))  # fmt: skip


def test_the_loss_counts_text_and_the_hardest_background() -> None:
    quiet = [-9.0] * 8
    assert loss([9.0, *quiet], TEXT, *[0] * 8) < 0.01
    # Three pixels of background a pixel of text: a fourth easy one does not thin them out.
    three = loss([9.0, 2.0, 2.0, 2.0, *quiet], TEXT, *[0] * 11)
    four = loss([9.0, 2.0, 2.0, 2.0, *quiet, *quiet], TEXT, *[0] * 19)
    assert three == pytest.approx(four, rel=1e-3)
    assert three > 1


def test_what_is_ignored_costs_nothing() -> None:
    known = loss([9.0, -9.0], TEXT, 0)
    assert loss([9.0, -9.0, 9.0, -9.0], TEXT, 0, IGNORED, IGNORED) == pytest.approx(known)


def test_background_is_learnt_where_there_is_no_text() -> None:
    assert loss([5.0] * 10, *[0] * 10) > loss([-5.0] * 10, *[0] * 10) + 1


def test_pixels_of_small_regions_weigh_more() -> None:
    target = np.zeros((1, 20, 40), np.uint8)
    target[0, 2:6, 2:38], target[0, 12:16, 2:6] = TEXT, TEXT
    weights = region_weights(target)
    assert weights[0, 13, 3] / weights[0, 3, 3] == pytest.approx(3)  # 16 and 144 pixels
    assert weights[target == TEXT].mean() == pytest.approx(1)
    assert not weights[target == 0].any()
    assert not region_weights(np.zeros((1, 4, 4), np.uint8)).any()


def test_gaps_are_narrow_white_between_regions() -> None:
    row = np.zeros((1, 3, 40), np.uint8)
    row[0, 1, [9, 14, 30]] = TEXT
    assert np.flatnonzero(gaps(row)[0, 1]).tolist() == [*range(9, 15), 30]
    found, wrong = np.where(row[0] == TEXT, 9.0, -9.0), {}
    for x in (12, 22):
        logits = found.copy()
        logits[1, x] = 3.0
        wrong[x] = float(map_loss(paddle.to_tensor(logits[None, None].astype(np.float32)),
                                  CropBatch(np.zeros((1, 6, 80), np.uint8), row)))  # fmt: skip
    assert wrong[12] > 1.1 * wrong[22]


def test_thresholds_are_no_part_of_the_network(labels: Path, tmp_path: Path) -> None:
    run = start(recipe(labels, tmp_path / "run", lines=4))
    bundle = find_bundle(run / "last")
    before = network_hash(bundle)
    changed = bundle.config.model_dump()
    changed["model"]["boxes"]["bin_thresh"] = 0.25
    text = dump_config(parse_config(changed))
    (run / "last" / "config.yml").write_text(text, encoding="utf-8")
    assert network_hash(find_bundle(run / "last")) == before
    boxes = find_weights(run / "last").boxes
    assert (boxes.bin_thresh, boxes.shrink) == (0.25, 0.55)


def test_other_bundles_are_no_detectors() -> None:
    with pytest.raises(ModelError, match="is a recognizer, not a detector"):
        find_weights("lcnet-latin")


def test_broken_labels_are_counted_before_the_start(labels: Path, tmp_path: Path) -> None:
    broken = tmp_path / "Label.txt"
    broken.write_text(labels.read_text(encoding="utf-8") + "\nx.png\tno JSON", encoding="utf-8")
    assert inspect(recipe(broken, tmp_path / "run")).counts == {"broken label": 1}


def test_validation_without_a_readable_page_is_an_error(labels: Path, tmp_path: Path) -> None:
    alone = tmp_path / "Label.txt"
    alone.write_text(labels.read_text(encoding="utf-8"), encoding="utf-8")
    (source,) = recipe(alone, tmp_path / "run").page_data("validation")
    with pytest.raises(InputError, match="none of the 4 images"):
        fixed_pages(source)
