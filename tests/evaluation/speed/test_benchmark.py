"""Benchmarks and counting."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import paddle
import pytest
from click.testing import CliRunner

from ocrlc.cli.benchmark import command
from ocrlc.errors import ConfigError, ModelError
from ocrlc.evaluation.speed.benchmark import Setting, benchmark
from ocrlc.evaluation.speed.benchmark_report import markdown
from ocrlc.evaluation.speed.footprint import Run, measure_footprint
from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.program import Program
from ocrlc.inference.selection import PADDLE
from ocrlc.models.complexity import count_macs, count_parameters

FIELDS = [
    "model", "engine", "onednn", "precision", "threads", "batch", "width", "ms_median", "ms_p10",
    "ms_p90", "params", "macs", "rounds",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))


@pytest.mark.slow
def test_recipes_are_measured_side_by_side() -> None:
    settings = [Setting(onednn=True, width=64), Setting(onednn=False, width=64, batch=2)]
    rows = benchmark(["smoke.yml", "rec_mobilenet_v3_early.yml"], settings, rounds=3)
    assert [row.model for row in rows] == ["smoke.yml"] * 2 + ["rec_mobilenet_v3_early.yml"] * 2
    for row in rows:
        assert list(row.to_dict()) == FIELDS
        assert 0 < row.ms_p10 <= row.ms_median <= row.ms_p90
        assert row.rounds == 3
    assert rows[0].macs == rows[1].macs < rows[2].macs


def test_detectors_take_pages() -> None:
    setting = Setting(width=64, height=96)
    models = ["det_lcnet.yml", "det_mobilenet_v3.yml"]
    rows = benchmark(models, [setting, replace(setting, onednn=False)], rounds=1)
    assert [row.model for row in rows] == [models[0]] * 2 + [models[1]] * 2
    assert list(rows[0].to_dict()) == [*FIELDS[:7], "height", *FIELDS[7:]]
    assert rows[0].to_dict()["height"] == 96
    assert 2 * rows[2].macs > rows[0].macs > rows[2].macs
    table = markdown(rows, "Some CPU").splitlines()
    assert "milliseconds per page" in table[0]
    assert "| width | height | ms/page |" in table[2]


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        (("lcnet-det", "lcnet-latin"), "the other models lines"),
        (("lcnet-det",), "multiples of 32"),
    ],
)
def test_pages_and_lines_are_not_mixed_up(models: tuple[str, ...], reason: str) -> None:
    result = CliRunner().invoke(command, [*models, "--height", "100"], standalone_mode=False)
    assert isinstance(result.exception, ConfigError)
    assert reason in str(result.exception)


@pytest.mark.slow
def test_footprints_come_after_the_contract_s_fields() -> None:
    settings = [Setting(width=64), Setting(width=64, onednn=False)]
    rows = benchmark(["smoke.yml"], settings, rounds=2, footprints=True)
    for row in (row.to_dict() for row in rows):
        assert list(row)[: len(FIELDS)] == FIELDS
        assert set(row) - set(FIELDS) == {
            "model_bytes", "load_ms", "first_ms", "peak_mb", "gflops", "machine_gflops",
        }  # fmt: skip
        assert row["gflops"] == pytest.approx(2 * row["macs"] / row["ms_median"] / 1e6, abs=0.01)
        assert 0 < row["gflops"] < row["machine_gflops"]
        assert row["first_ms"] > row["ms_median"]
        # more than Paddle's libraries alone, less than any machine has to spare
        assert 100 < row["peak_mb"] < 1000
        assert row["model_bytes"] == pytest.approx(4 * row["params"], rel=0.1)
    assert rows[0].peak_gflops == rows[1].peak_gflops
    report = markdown(rows, "Some CPU")
    assert report.startswith("Some CPU.")
    assert f"| {rows[1].footprint.peak_mb:.0f} |" in report.splitlines()[-1]  # type: ignore[union-attr]


@pytest.mark.slow
def test_recipes_leave_nothing_in_the_cache(tmp_path: Path) -> None:
    benchmark(["smoke.yml"], [Setting(width=64)], rounds=1)
    assert not (tmp_path / "cache").exists()


def test_a_fresh_process_that_fails_says_why(tmp_path: Path) -> None:
    program = Program(tmp_path / "no.json", tmp_path / "no")
    run = Run(PADDLE, program, (1, 3, 32, 64), EngineOptions())
    with pytest.raises(ModelError, match=r"fresh process failed.*no\.json is missing"):
        measure_footprint(run, 0)


def test_json_holds_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    arguments = ["smoke.yml", "--both", "--width", "64", "--rounds", "2", "--json", str(path)]
    arguments += ["--batch", "1", "--batch", "3", "--markdown", str(tmp_path / "rows.md")]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert [(row["onednn"], row["batch"]) for row in rows] == [
        (True, 1), (True, 3), (False, 1), (False, 3),
    ]  # fmt: skip
    assert result.stdout.count("smoke.yml") == 4
    report = (tmp_path / "rows.md").read_text(encoding="utf-8")
    assert all(f"{row['ms_median']:.2f}" in report for row in rows)


@pytest.mark.slow
def test_accuracy_stands_beside_latency(tmp_path: Path) -> None:
    bundle = find_bundle("lcnet-latin")
    for i, text in enumerate(["Total 12.50", "Invoice"]):
        line = np.full((32, 200), 255, np.uint8)
        cv2.putText(line, text, (4, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
        cv2.imwrite(str(tmp_path / f"{i}.png"), line)
    labels = tmp_path / "labels.txt"
    labels.write_text("0.png\tTotal 12.50\n1.png\tElse\n", encoding="utf-8")
    arguments = [str(bundle.path), "--width", "64", "--rounds", "1", "--data", str(labels)]
    picture = tmp_path / "plot.png"
    result = CliRunner().invoke(command, [*arguments, "--plot", str(picture)])
    assert result.exit_code == 0, result.output
    assert "50.00 [0.00, 100.00]" in result.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["smoke.yml", "--plot", "x.png"], "give labelled lines"),
        (["smoke.yml", "--data", "labels.txt"], "weights are random"),
    ],
)
def test_accuracy_needs_lines_and_trained_weights(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_unknown_models_are_errors() -> None:
    with pytest.raises(ModelError, match="bundled are"):
        benchmark(["nope"], [Setting()])


def test_macs_of_known_layers() -> None:
    model = paddle.nn.Sequential(
        paddle.nn.Conv2D(3, 8, 3, padding=1, bias_attr=False), paddle.nn.Flatten(2)
    )
    assert count_macs(model, width=10, height=4) == 3 * 9 * 8 * 40
    assert count_parameters(model) == 3 * 9 * 8
