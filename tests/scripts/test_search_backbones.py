"""The search among variants of PP-LCNet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ocrlc.evaluation.speed.benchmark import Row, Setting
from ocrlc.recipes import load_config
from scripts import search_backbones
from scripts.search_backbones import main, table, write_candidates


def test_candidates_differ_from_the_base_in_the_backbone_alone(tmp_path: Path) -> None:
    base = load_config("rec_lcnet.yml")
    configs = [load_config(path) for path in write_candidates(tmp_path)]
    assert len({config.model.backbone for config in configs}) == len(configs) == 48
    assert base.model.backbone in {config.model.backbone for config in configs}
    for config in configs:
        model = config.model.model_copy(update={"backbone": base.model.backbone})
        train = config.train.model_copy(update={"output_dir": base.train.output_dir})
        assert config.model_copy(update={"model": model, "train": train}) == base


def test_the_fastest_come_first_and_are_marked() -> None:
    def row(model: str, batch: int, ms: float) -> Row:
        return Row(model, Setting(batch=batch), ms, ms, ms, 500_000, 30_000_000, 3)

    rows = [row("slow", 1, 9), row("slow", 8, 1), row("ref", 1, 5), row("ref", 8, 4)]
    rows += [row("fast.yml", 1, 4), row("fast.yml", 8, 4)]
    _, *lines = table(rows, "ref", 0.85)
    assert [line[0] for line in lines] == ["fast", "ref", "slow"]
    assert lines[0][1:] == ["0.50 M", "30", "4.00", "0.80 *", "4.00", "1.00  "]
    assert lines[2][-1] == "0.25 *"


@pytest.mark.slow
def test_one_command_measures_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"SCALES": (0.25,), "LAYOUTS": ("early", "flat"), "LARGE_KERNELS": (0,)}
    for name, values in (chosen | {"SE_BLOCKS": (2,)}).items():
        monkeypatch.setattr(search_backbones, name, values)
    arguments = ["--folder", str(tmp_path), "--json", str(tmp_path / "rows.json"), "--width", "64"]
    result = CliRunner().invoke(main, [*arguments, "--rounds", "2", "--batch", "1"])
    assert result.exit_code == 0, result.output
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert [Path(row["model"]).stem for row in rows] == [
        "rec_mobilenet_v3",
        "lcnet_0.25x_early_5x5_0_se_2",
        "lcnet_0.25x_flat_5x5_0_se_2",
    ]
    assert rows[2]["macs"] < rows[1]["macs"]
    assert "lcnet_0.25x_flat_5x5_0_se_2" in result.output
