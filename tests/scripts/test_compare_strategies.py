"""From recipes and runs to the page about PP-LCNet's strategies."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from ocrlc.config import LabelSource
from ocrlc.inference.bundles import Bundle
from ocrlc.recipes import load_config
from ocrlc.system.resources import config_files
from scripts.backbones.runs import TrainingRun
from scripts.compare_strategies import main
from scripts.strategies import measure
from scripts.strategies.arms import ARMS, gain
from scripts.strategies.measure import accuracy, latency
from scripts.strategies.page import render

SOURCE = LabelSource(kind="labels", labels="x")


def row(model: str, batch: int, ms: float) -> dict[str, Any]:
    return {"model": model, "batch": batch, "ms_median": ms, "params": 1_440_000, "rounds": 3,
            "width": 320}  # fmt: skip


@pytest.fixture
def record() -> dict[str, Any]:
    """Times alone, made up: the n-th arm takes n + 1 ms, in batches half of that."""
    rows = [row(a.recipe, b, (i + 1) / (1 + (b > 1))) for i, a in enumerate(ARMS) for b in (1, 8)]
    return {"cpu": "Some CPU", "latency": rows}


def run(recipe: str, **train: Any) -> TrainingRun:
    config = load_config(recipe, [f"train.{key}={value}" for key, value in train.items()])
    return TrainingRun(Path(recipe), config, Bundle(recipe, Path(recipe)))


@pytest.fixture(autouse=True)
def _readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arms read one line in four wrongly; without SE two, and with another seed three."""

    def read(run: TrainingRun, source: LabelSource) -> dict[str, Any]:
        wrong = 1 + ("no_se" in run.path.name) + 2 * run.config.train.seed
        counts = np.stack([np.arange(4) >= wrong, np.ones(4)], axis=1)
        return {"exact": counts, "accuracy": counts}

    monkeypatch.setattr(measure, "READ", {"recognizer": read, "classifier": read})


def test_every_strategy_s_recipe_is_an_arm() -> None:
    recipes = {name for name in config_files() if name.startswith("strategies/")}
    assert recipes <= {arm.recipe for arm in ARMS}
    assert len({arm.recipe for arm in ARMS}) == len(ARMS) == len(recipes) + 2


def test_gains_are_steps_of_the_paper() -> None:
    assert gain("hswish") == (2.6, 0.05)
    assert gain("dropout") == (0.64, 0.0)


def test_arms_are_judged_beside_the_whole() -> None:
    runs = [
        run("rec_lcnet_small.yml"),
        run("rec_lcnet_small.yml", seed=1),
        run("strategies/no_se.yml"),
    ]
    runs += [run("line_orientation.yml"), run("strategies/classifier_no_se.yml")]
    record = accuracy(runs, {"drawn": SOURCE})
    assert record["recognizer"]["seeds"]["rec_lcnet_small.yml"] == [0, 1]
    found = record["recognizer"]["sets"]["drawn"]
    assert found["rec_lcnet_small.yml"]["rate"][0] == 50
    assert found["strategies/no_se.yml"]["rate"][0] == 50
    found = record["classifier"]["sets"]["drawn"]
    assert found["strategies/classifier_no_se.yml"]["difference"][0] == -25
    assert found["line_orientation.yml"]["difference"] == [0, 0, 0]


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        (
            [run("rec_lcnet_small.yml"), run("strategies/relu.yml", lines=7)],
            "more than the strategy",
        ),
        ([run("strategies/relu.yml")], "no run of rec_lcnet_small.yml"),
        ([run("rec_lcnet.yml")], "no arm"),
    ],
)
def test_arms_must_be_comparable(runs: list[TrainingRun], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        accuracy(runs, {"drawn": SOURCE})


def test_the_page_shows_times_and_what_was_trained(record: dict[str, Any]) -> None:
    page = render(record, "x.json")
    assert page.count("Not trained yet") == 2
    assert "| ReLU for H-Swish | 1.44 M | 3.00 (3.00) | 1.50 (3.00) | +2.60 / +0.05 |" in page
    assert "| SE in all blocks | 1.44 M |" in page
    assert "| 64.27 / 3.80 |" in page
    judged = accuracy([run("rec_lcnet_small.yml"), run("strategies/no_se.yml")], {"drawn": SOURCE})
    page = render({**record, "accuracy": judged}, "x.json")
    assert page.count("Not trained yet") == 1
    assert "| no SE | 1.44 M | 5.00 (5.00) | 2.50 (5.00) | 50.00 [" in page
    assert "| -25.00 [" in page
    changed = copy.deepcopy(record)
    changed["latency"][0]["ms_median"] = 7.77
    assert "7.77 (1.00)" in render(changed, "x.json")


def test_stored_parts_are_kept(
    record: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["-o", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "say --time" in result.output
    monkeypatch.setattr(
        "scripts.compare_strategies.latency", lambda rounds, width: record["latency"]
    )
    result = CliRunner().invoke(main, [*arguments, "--time"])
    assert result.exit_code == 0, result.output
    stored = json.loads((tmp_path / "strategies.json").read_text(encoding="utf-8"))
    assert stored["latency"] == record["latency"]
    page = (tmp_path / "strategies.md").read_text(encoding="utf-8")
    (tmp_path / "strategies.md").unlink()
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (tmp_path / "strategies.md").read_text(encoding="utf-8") == page


@pytest.mark.slow
def test_arms_of_both_families_are_timed_together() -> None:
    rows = latency(2, 64, [ARMS[1], ARMS[-1]])
    assert [(r["model"], r["batch"]) for r in rows] == [
        ("line_orientation.yml", 1),
        ("line_orientation.yml", 8),
        ("strategies/5x5_all.yml", 1),
        ("strategies/5x5_all.yml", 8),
    ]
    assert rows[0]["macs"] < rows[2]["macs"]
