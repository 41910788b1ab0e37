"""From training runs to the page that compares backbones."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from ocrlc.evaluation.speed.benchmark import random_bundle
from ocrlc.recipes import dump_config, load_config
from scripts.backbones.page import render
from scripts.backbones.runs import backbone_name, group, load_run
from scripts.backbones.verdict import judge, verdict
from scripts.compare_backbones import main, parse_sets

SETTING = {"engine": "paddle", "onednn": True, "precision": "fp32", "threads": 1, "batch": 1}


def make_run(folder: Path, *overrides: str, recipe: str = "smoke.yml") -> Path:
    """Make a run's folder as training leaves it, its weights random."""
    config = load_config(recipe, ["train.lines=256", *overrides])
    random_bundle(config, folder / "best")
    (folder / "config.yml").write_text(dump_config(config), encoding="utf-8")
    records = [
        {"step": 5, "lines": 64, "loss": 3.5},
        {"step": 10, "lines": 128, "cer": 40.0, "exact": 20.0},
        {"step": 20, "lines": 256, "cer": 60.0, "exact": 10.0},
    ]
    if config.model.family == "detector":
        records = [{"step": 10, "lines": 256, "error": 40.0, "hmean": 60.0, "coverage": 70.0}]
    rows = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "metrics.jsonl").write_text(rows, encoding="utf-8")
    return folder


def row(model: str, ms: float, **changes: Any) -> dict[str, Any]:
    times = {"ms_median": ms, "ms_p10": 0.9 * ms, "ms_p90": 1.1 * ms}
    sizes = {"params": 500_000, "macs": 30_000_000, "rounds": 3, "width": 320}
    return {"model": model, **SETTING, **times, **sizes, **changes}


@pytest.fixture
def record() -> dict[str, Any]:
    """Figures of four backbones, made up."""
    arms = []
    for name, scale, layout, params, ms, exact in (
        ("pplcnet", 1.0, "ppocrv2", 1_440_000, 14.0, 80.0),
        ("pplcnet", 0.5, "early", 560_000, 6.0, 74.0),
        ("mobilenet_v3", 0.5, "ppocrv2", 560_000, 8.0, 76.0),
        ("mobilenet_v3", 0.5, "early", 560_000, 6.1, 70.0),
    ):
        words = {"pplcnet": "LCNet", "mobilenet_v3": "MobileNetV3-small"}[name]
        rates = {key: [exact, exact - 1, exact + 1] for key in ("exact", "cer", "cer_nospace")}
        arms.append(
            {
                "name": f"{words} {scale:g}x {layout}",
                "backbone": {"name": name, "scale": scale, "layout": layout},
                "params": params,
                "macs": 30_000_000,
                "seeds": [0],
                "validation": [{"exact": exact, "cer": 10.0}],
                "accuracy": {"drawn": rates},
                "latency": [row("m", ms), row("m", 2 * ms, onednn=False)],
            }
        )
    pairs = []
    for one in arms[:2]:
        for other in arms[2:]:
            change = one["accuracy"]["drawn"]["exact"][0] - other["accuracy"]["drawn"]["exact"][0]
            ratio = one["latency"][0]["ms_median"] / other["latency"][0]["ms_median"]
            difference = [change, change - 2.5, change + 2.5]
            pairs.append(
                {
                    "lcnet": one["name"],
                    "mobilenet_v3": other["name"],
                    "difference": {"drawn": {"exact": difference, "cer": difference}},
                    "ratios": [{**SETTING, "width": 320, "ratio": ratio}],
                }
            )
    return {
        "family": "recognizer",
        "cpu": "Some CPU", "lines_trained": 1000, "precision_trained": "auto",
        "sets": {"drawn": 500}, "sources": {"drawn": {"labels": "drawn/labels.txt"}},
        "arms": arms, "pairs": pairs,
    }  # fmt: skip


def test_the_verdict_picks_the_pairs_it_names(record: dict[str, Any]) -> None:
    parameters, time, original = verdict(record)
    assert parameters.startswith("**At equal parameters**, LCNet 0.5x early (0.56 M)")
    assert "level in time and more accurate beside MobileNetV3-small 0.5x early" in parameters
    assert "+4.00 points of exact lines [+1.50, +6.50] (drawn)" in parameters
    assert "LCNet 0.5x early" in time
    assert "MobileNetV3-small 0.5x early" in time
    assert original.startswith("**As PP-OCRv2 had it**, LCNet 1x ppocrv2 (1.44 M) is slower and ")
    assert "1.75 of its time" in original
    pair = next(p for p in record["pairs"] if p["lcnet"] == "LCNet 0.5x early")
    pair["ratios"][0]["ratio"] = 0.9
    pair["difference"]["drawn"]["exact"] = [4.0, 1.5, 6.5]
    assert verdict(record)[3].startswith("**Ahead on both**, LCNet 0.5x early (0.56 M) is faster")


@pytest.mark.parametrize(
    ("ratio", "difference", "words"),
    [
        (0.73, (2, 1, 3), "faster and more accurate"),
        (1.3, (-2, -3, -1), "slower and less accurate"),
        (1.02, (2, -1, 5), "level in time and level in accuracy"),
    ],
)
def test_judgement_falls_whichever_way(
    ratio: float, difference: tuple[float, ...], words: str
) -> None:
    assert judge(ratio, difference) == words


def test_the_page_shows_what_the_record_says(record: dict[str, Any]) -> None:
    page = render(record, "x.json", "x.png")
    assert """--set 'drawn: {"labels": "drawn/labels.txt"}'""" in page
    assert "1,000\nlines from scratch" in page
    assert "| LCNet 0.5x early | 6.00 [5.40, 6.60] | 12.00 [10.80, 13.20] | 2.00 |" in page
    assert "| oneDNN's gain, batch 1 |" in page
    assert "| LCNet 1x ppocrv2 | 1.44 M | 30 | 1 | 80.00 [79.00, 81.00] |" in page
    assert "| +4.00 [+1.50, +6.50] | +4.00 [+1.50, +6.50] | 0.98 | level in time and" in page
    changed = copy.deepcopy(record)
    changed["arms"][1]["latency"][0]["ms_median"] = 7.77
    assert "7.77" in render(changed, "x.json", "x.png")


@pytest.mark.parametrize(
    ("overrides", "name"),
    [
        ([], "LCNet 0.35x early"),
        (["model.backbone.layout=ppocrv2"], "LCNet 0.35x PP-OCRv2 strides"),
        (["model.backbone.se.blocks=0"], "LCNet 0.35x early, no SE"),
        (["model.backbone.name=mobilenet_v3"], "MobileNetV3-small 0.35x early"),
    ],
)
def test_backbones_have_names(overrides: list[str], name: str) -> None:
    assert backbone_name(load_config("smoke.yml", overrides).model.backbone) == name


def test_runs_must_differ_in_nothing_else(tmp_path: Path) -> None:
    first = load_run(make_run(tmp_path / "a"))
    seed = load_run(make_run(tmp_path / "b", "train.seed=1", "train.output_dir=elsewhere"))
    longer = load_run(make_run(tmp_path / "c", "train.lines=99", "optim.lr=0.1"))
    (arm,) = group([first, seed])
    assert len(arm.runs) == 2
    with pytest.raises(ValueError, match=r"c and .*a differ in optim.lr, train.lines"):
        group([first, longer])
    with pytest.raises(ValueError, match="one backbone and one seed"):
        group([first, first])


def test_runs_must_be_finished(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", "train.lines=257")
    with pytest.raises(ValueError, match="run is not finished: 256 of 257 lines"):
        load_run(run)


@pytest.mark.slow
def test_one_command_makes_record_page_and_plot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))
    lcnet = make_run(tmp_path / "lcnet")
    mobile = make_run(tmp_path / "mobile", "model.backbone.name=mobilenet_v3")
    for i in range(3):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.full((32, 64), 40 * i, np.uint8))
    labels = "".join(f"{i}.png\t12{i}\n" for i in range(3))
    (tmp_path / "labels.txt").write_text(labels, encoding="utf-8")
    rows = [row(str(lcnet / "best"), 1.0), row(str(mobile / "best"), 2.0)]
    (tmp_path / "bench.json").write_text(json.dumps(rows), encoding="utf-8")
    arguments = [str(lcnet), str(mobile), "--benchmark", str(tmp_path / "bench.json")]
    arguments += ["--set", f"plain: {{labels: {tmp_path / 'labels.txt'}}}", "--cpu", "Some CPU"]
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "out/lcnet_vs_mobilenetv3.json").read_text(encoding="utf-8"))
    (pair,) = record["pairs"]
    assert pair["ratios"][0]["ratio"] == 0.5
    assert record["sets"] == {"plain": 3}
    assert record["arms"][0]["validation"] == [
        {"step": 10, "lines": 128, "cer": 40.0, "exact": 20.0}
    ]
    page = tmp_path / "out/lcnet_vs_mobilenetv3.md"
    text = page.read_text(encoding="utf-8")
    assert "0.50 of its time" in text
    assert (tmp_path / "out/lcnet_vs_mobilenetv3.png").read_bytes().startswith(b"\x89PNG")
    page.unlink()
    again = CliRunner().invoke(main, ["-o", str(tmp_path / "out")])
    assert again.exit_code == 0, again.output
    assert page.read_text(encoding="utf-8") == text

    (tmp_path / "bench.json").write_text(json.dumps([*rows, rows[0]]), encoding="utf-8")
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "several rows of LCNet 0.35x early" in result.output

    short = [row(str(lcnet / "best"), 1.0)]
    (tmp_path / "bench.json").write_text(json.dumps(short), encoding="utf-8")
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "no row of MobileNetV3-small 0.35x early" in result.output


@pytest.mark.slow
def test_detectors_are_compared_by_the_lines_they_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))
    recipes = ("det_lcnet.yml", "det_mobilenet_v3.yml")
    runs = [make_run(tmp_path / Path(r).stem, recipe=r) for r in recipes]
    cv2.imwrite(str(tmp_path / "page.png"), np.full((64, 96), 255, np.uint8))
    line = {"transcription": "a", "points": [[8, 8], [40, 8], [40, 24], [8, 24]]}
    labels = f"page.png\t{json.dumps([line])}\n"
    (tmp_path / "labels.txt").write_text(labels, encoding="utf-8")
    rows = [row(r, ms, height=640) for r, ms in zip(recipes, (3.0, 4.0), strict=True)]
    (tmp_path / "bench.json").write_text(json.dumps(rows), encoding="utf-8")
    arguments = [*map(str, runs), "--benchmark", str(tmp_path / "bench.json"), "--cpu", "Some CPU"]
    arguments += ["--set", f"plain: {{labels: {tmp_path / 'labels.txt'}}}"]
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "out/lcnet_vs_mobilenetv3_detector.json").read_text("utf-8"))
    assert record["family"] == "detector"
    assert set(record["arms"][0]["accuracy"]["plain"]) == {"hmean", "coverage"}
    assert record["pairs"][0]["ratios"][0]["ratio"] == 0.75
    text = (tmp_path / "out/lcnet_vs_mobilenetv3_detector.md").read_text(encoding="utf-8")
    assert "as a detector's backbone" in text
    assert "points of Hmean" in text
    assert "page of 640×320 pixels" in text


def test_sets_are_written_as_in_recipes() -> None:
    (title, source), = parse_sets(("receipts: {labels: a.txt, include: x}",)).items()  # fmt: skip
    assert (title, source.labels, source.include) == ("receipts", "a.txt", "x")
    with pytest.raises(ValueError, match="write it as"):
        parse_sets(("nothing",))
