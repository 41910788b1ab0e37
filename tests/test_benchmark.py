"""Benchmarks and counting."""

from __future__ import annotations

import json
from pathlib import Path

import paddle
import pytest
from click.testing import CliRunner

from ocrlc.benchmark import Setting, benchmark
from ocrlc.cli.benchmark import command
from ocrlc.complexity import count_macs, count_parameters
from ocrlc.errors import ModelError

FIELDS = {
    "model", "engine", "onednn", "precision", "threads", "batch", "width", "ms_median", "ms_p10",
    "ms_p90", "params", "macs", "rounds",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))


def test_recipes_are_measured_side_by_side() -> None:
    settings = [Setting(onednn=True, width=64), Setting(onednn=False, width=64, batch=2)]
    rows = benchmark(["smoke.yml", "rec_mobilenet_v3_early.yml"], settings, rounds=3)
    assert [row.model for row in rows] == ["smoke.yml"] * 2 + ["rec_mobilenet_v3_early.yml"] * 2
    for row in rows:
        assert row.to_dict().keys() == FIELDS
        assert 0 < row.ms_p10 <= row.ms_median <= row.ms_p90
        assert row.rounds == 3
    assert rows[0].macs == rows[1].macs < rows[2].macs


def test_json_holds_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    arguments = ["smoke.yml", "--both", "--width", "64", "--rounds", "2", "--json", str(path)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert [row["onednn"] for row in rows] == [True, False]
    assert "smoke.yml" in result.output


def test_unknown_models_are_errors() -> None:
    with pytest.raises(ModelError, match="bundled are"):
        benchmark(["nope"], [Setting()])


def test_macs_of_known_layers() -> None:
    model = paddle.nn.Sequential(
        paddle.nn.Conv2D(3, 8, 3, padding=1, bias_attr=False), paddle.nn.Flatten(2)
    )
    assert count_macs(model, width=10, height=4) == 3 * 9 * 8 * 40
    assert count_parameters(model) == 3 * 9 * 8
