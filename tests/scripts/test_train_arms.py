"""Training several arms side by side: stopped, gone on with, passed over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ocrlc.config import Config
from ocrlc.errors import ConfigError
from ocrlc.training.metrics_log import read_metrics
from ocrlc.training.state import load_state
from scripts.train_arms import PLANS, expand

ROOT = Path(__file__).parents[2]
PATIENCE = 600
RECIPE = """
model: {backbone: {scale: 0.25}, neck: {hidden: 16}, head: {mid: 0}}
charset: {name: digits}
data:
  train: [{kind: synthetic, split: all, profile: digits}]
  validation: [{kind: synthetic, split: all, profile: digits, limit: 5}]
  columns: 400
  chunk: 40
optim: {warmup_lines: 100}
train: {validate_lines: 500, checkpoint_seconds: 1}
"""


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[str]]]:
    """Start two arms with a budget; what a failed test leaves running is killed."""
    (tmp_path / "tiny.yml").write_text(RECIPE, encoding="utf-8")
    started = []

    def call(lines: int) -> subprocess.Popen[str]:
        arguments = ["tiny.yml", "tiny.yml@1", "--folder", "arms", "--lines", str(lines)]
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.train_arms", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield call
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.long
def test_arms_stop_go_on_and_are_done_once(
    tmp_path: Path, begin: Callable[[int], subprocess.Popen[str]]
) -> None:
    runs = [tmp_path / "arms" / name for name in ("tiny-0", "tiny-1")]
    process = begin(1000)
    end = time.monotonic() + PATIENCE
    while not all((run / "state/state.safetensors").is_file() for run in runs):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (130, ""), errors
    assert "not finished: tiny-0, tiny-1" in errors
    assert "Traceback" not in errors
    stopped = [load_state(run)[1].lines for run in runs]
    assert all(0 < lines < 1000 for lines in stopped)

    process = begin(1000)
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert sorted(output.split()) == ["arms/tiny-0/best", "arms/tiny-1/best"]
    for run in runs:
        steps = [row["step"] for row in read_metrics(run) if "loss" in row]
        assert steps == list(range(20, max(steps) + 1, 20))
        assert load_state(run)[1].lines >= 1000

    before = [(run / "state/state.safetensors").stat().st_mtime_ns for run in runs]
    process = begin(1000)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert "tiny-0: finished before" in errors
    assert [(run / "state/state.safetensors").stat().st_mtime_ns for run in runs] == before

    process = begin(2000)
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (1, "")
    assert "another recipe or budget" in errors


def placeless(config: Config) -> Config:
    train = config.train.model_copy(update={"output_dir": "", "seed": 0})
    return config.model_copy(update={"train": train})


def test_the_backbones_differ_in_nothing_else(tmp_path: Path) -> None:
    arms = expand(["backbones"], tmp_path, ["train.lines=300000"])
    assert len({arm.run for arm in arms}) == len(PLANS["backbones"]) == 9
    assert {arm.config.train.lines for arm in arms} == {300_000}
    first = placeless(arms[0].config)
    for arm in arms:
        model = arm.config.model.model_copy(update={"backbone": first.model.backbone})
        assert placeless(arm.config.model_copy(update={"model": model})) == first
        assert str(arm.config.train.seed) == arm.run.name[-1]


def test_arms_are_named_once_and_rightly(tmp_path: Path) -> None:
    arms = expand(["backbones", "rec_lcnet.yml", "strategies/relu.yml@2"], tmp_path, [])
    assert [arm.run.name for arm in arms[-2:]] == ["rec_mobilenet_v3_early-1", "relu-2"]
    with pytest.raises(ConfigError, match="RECIPE.yml@SEED"):
        expand(["rec_lcnet.yml@x"], tmp_path, [])
    with pytest.raises(ConfigError, match="rec_lcnet_small.yml"):
        expand(["none.yml"], tmp_path, [])
