"""`ocrlc train` as a user runs it: in processes of its own, interrupted and killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.weights import load_arrays
from ocrlc.models.build import build_recognizer
from ocrlc.training.metrics_log import read_metrics
from ocrlc.training.state import load_state
from tests.support.limited import limited

TRAIN = [sys.executable, "-m", "ocrlc.cli.main", "train"]
PATIENCE = 600
"""Seconds; only what hangs takes as long."""
INTERVAL = 1.0

Begin = Callable[..., "subprocess.Popen[str]"]

RECIPE = """
model: {backbone: {scale: 0.25}, neck: {hidden: 16}, head: {mid: 0}}
charset: {name: digits}
data:
  train: [{kind: labels, labels: labels.txt}]
  validation: [{kind: labels, labels: labels.txt, limit: 5}]
  columns: 400
  chunk: 40
  workers: 1
optim: {warmup_lines: 100}
train: {output_dir: run, lines: 2000, validate_lines: 1000, checkpoint_seconds: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A recipe, and forty labelled lines with some that cannot be used."""
    rng = np.random.default_rng(0)
    rows = []
    for i in range(40):
        text = "".join(str(d) for d in rng.integers(0, 10, rng.integers(1, 4)))
        image = np.full((40, 30 + 22 * len(text)), 255, np.uint8)
        cv2.putText(image, text, (12, 32), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
        cv2.imwrite(str(tmp_path / f"{i}.png"), image)
        rows.append(f"{i}.png\t{text}")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG but no more")
    rows += ["none.png\t1", "broken.png\t2", "0.png\tx7", "1.png\t", "2.png\t"]
    (tmp_path / "labels.txt").write_bytes("\r\n".join(rows).encode())
    (tmp_path / "recipe.yml").write_text(RECIPE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def begin(folder: Path) -> Iterator[Begin]:
    """Start the command in a session of its own; what is left of it is killed after the test."""
    started = []

    def call(
        *args: str, limit: str = "", env: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        command = [*TRAIN, *args]
        process = subprocess.Popen(
            limited(limit, command) if limit else command,
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield call
    for process in started:
        for member in members(process.pid):
            os.kill(member, signal.SIGKILL)
        process.communicate()


def wait_for_state(process: subprocess.Popen[str], run: Path, step: int) -> None:
    """Wait until a checkpoint is there and training is some steps further."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        if (run / "state" / "state.safetensors").is_file():
            rows = read_metrics(run)
            if rows and rows[-1]["step"] > step:
                return
        time.sleep(0.1)
    raise AssertionError("no checkpoint in time")


def members(session: int) -> list[int]:
    """Processes of a session that are alive."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, *fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == session and state != "Z":
            found.append(int(place.name))
    return found


def assert_nothing_left(session: int) -> None:
    end = time.monotonic() + 20
    while members(session) and time.monotonic() < end:
        time.sleep(0.2)
    assert members(session) == []


def assert_whole(run: Path, lines: int) -> None:
    """Both bundles fit their architecture, and metrics.jsonl has every step once, in order."""
    for name in ("best", "last"):
        bundle = find_bundle(run / name)
        model = build_recognizer(bundle.config.model, bundle.charset.classes)
        load_arrays(model, bundle.weights(), name)
    assert load_state(run)[1].lines >= lines
    steps = [row["step"] for row in read_metrics(run) if "loss" in row]
    assert steps == list(range(20, max(steps) + 1, 20))


@pytest.mark.slow
def test_killed_training_loses_no_more_than_the_checkpoint_interval(
    begin: Begin, folder: Path
) -> None:
    run = folder / "run"
    process = begin("--config", "recipe.yml")
    wait_for_state(process, run, step=60)
    process.send_signal(signal.SIGKILL)
    _, errors = process.communicate(timeout=PATIENCE)
    for fault in ("missing image", "corrupt image", "character outside the charset"):
        assert f"1 {fault}" in errors
    assert "2 empty text" in errors
    assert "Traceback" not in errors
    assert_nothing_left(process.pid)

    seen = read_metrics(run)[-1]
    saved = load_state(run)[1]
    step_seconds = seen["seconds"] / seen["step"]
    assert seen["seconds"] - saved.seconds < INTERVAL + 5 * step_seconds + 0.5

    (run / "state" / ".x.ocrlc-tmp").write_bytes(b"half")
    with (run / "metrics.jsonl").open("a") as file:
        file.write('{"step": 99')
    process = begin("--resume", "run")
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert output.strip() == "run/best"
    assert_whole(run, 2000)
    assert not list(run.rglob("*.ocrlc-tmp"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_processes_save_and_others_go_on(
    begin: Begin, folder: Path, number: signal.Signals
) -> None:
    """Ctrl-C reaches the whole group, `kill` the first process alone."""
    run = folder / "run"
    process = begin("--config", "recipe.yml", "--procs", "2")
    wait_for_state(process, run, step=20)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, errors
    assert output == ""
    assert "ocrlc train --resume run" in errors
    assert "Traceback" not in errors
    assert_nothing_left(process.pid)

    saved = load_state(run)[1]
    assert len(saved.positions) == 2
    process = begin("--resume", "run", "--procs", "1")
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert_whole(run, 2000)
    assert saved.lines < load_state(run)[1].lines


@pytest.mark.slow
def test_killing_the_first_process_ends_the_others(begin: Begin, folder: Path) -> None:
    process = begin("--config", "recipe.yml", "--procs", "2")
    wait_for_state(process, folder / "run", step=20)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert_nothing_left(process.pid)


@pytest.mark.slow
@pytest.mark.parametrize("procs", ["1", "2"])
def test_full_disk_ends_training_with_a_line_and_the_run_goes_on_later(
    begin: Begin, folder: Path, procs: str
) -> None:
    options = ("--config", "recipe.yml", "--procs", procs, "-o", "train.lines=400")
    process = begin(*options, limit="-f 100")
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (2, ""), errors
    told = errors.splitlines()[-1]
    assert told.startswith("ocrlc: File too large (run/")
    assert told.endswith("; mend that, and go on with: ocrlc train --resume run")
    assert "Traceback" not in errors
    assert "bug" not in errors
    assert_nothing_left(process.pid)
    assert not list((folder / "run").rglob("*.ocrlc-tmp"))

    process = begin("--resume", "run", "--procs", procs)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert_whole(folder / "run", 400)


def someone(folder: Path, *lacks: str, **environment: str) -> dict[str, str]:
    """Return the environment of a user who lacks something, in all processes of Python."""
    (folder / "site").mkdir()
    (folder / "site/sitecustomize.py").write_text("".join(LACKS[one] for one in lacks))
    kept = {key: value for key, value in os.environ.items() if key != "HOME"}
    return {**kept, "PYTHONPATH": str(folder / "site"), **environment}


LACKS = {
    "name": """
import pwd
def unknown(uid):
    raise KeyError(f"getpwuid(): uid not found: {uid}")
pwd.getpwuid = unknown
""",
    "temporary folder": """
import tempfile
tempfile._candidate_tempdir_list = lambda: ["/nowhere"]
""",
}


@pytest.mark.slow
def test_users_without_a_home_can_train(begin: Begin, folder: Path) -> None:
    options = ("--config", "recipe.yml", "-o", "train.lines=100")
    process = begin(*options, env=someone(folder, "name"))
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output.strip()) == (0, "run/best"), errors
    assert "Traceback" not in errors
    assert "atplotlib" not in errors
    assert_whole(folder / "run", 100)


@pytest.mark.slow
def test_without_a_temporary_folder_training_does_not_begin(begin: Begin, folder: Path) -> None:
    """Neither is there a home that can be written; what is to be set is said in a line."""
    env = someone(folder, "temporary folder", HOME="/dev/null/home")
    process = begin("--config", "recipe.yml", "-o", "train.lines=20", env=env)
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (2, ""), errors
    told = errors.splitlines()[-1]
    assert told.startswith("ocrlc: No usable temporary directory found")
    assert "set TMPDIR to a folder that can be written" in told
    assert "Traceback" not in errors
    assert not (folder / "run/state").exists()


def learnt(begin: Begin, folder: Path, *options: str) -> float:
    """Train smoke.yml to its end; return the character error rate it came to, percent."""
    run = folder / "smoke"
    process = begin("--config", "smoke.yml", "-o", f"train.output_dir={run}", *options)
    _, errors = process.communicate(timeout=3 * PATIENCE)
    assert process.returncode == 0, errors
    rate = read_metrics(run)[-1]["cer"]
    shutil.rmtree(run)
    return float(rate)


@pytest.mark.long
def test_smoke_learns_to_read_digits_in_two_processes_as_in_one(begin: Begin, folder: Path) -> None:
    alone = learnt(begin, folder)
    assert alone < 15
    # The same batches in all, half of each in either process.
    together = learnt(begin, folder, "--procs", "2", "-o", "data.columns=640")
    assert abs(alone - together) < 6


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["rec_lcnet.yml", "smoke.yml"])
def test_one_override_trains_the_other_backbone(begin: Begin, folder: Path, recipe: str) -> None:
    tiny = {
        "model.backbone.name": "mobilenet_v3",
        "train.output_dir": "run",
        "train.lines": 8,
        "data.columns": 320,
        "data.chunk": 64,
        "data.validation.0.limit": 2,
    }
    overrides = [f"-o{key}={value}" for key, value in tiny.items()]
    process = begin("--config", recipe, *overrides)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    config = find_bundle(folder / "run" / "best").config
    assert config.model.backbone.name == "mobilenet_v3"
    judged = [row for row in read_metrics(folder / "run") if "cer" in row]
    assert judged[-1]["lines"] >= 8


def test_a_typo_names_the_key_and_the_valid_ones(run) -> None:
    result = run("train", "--config", "smoke.yml", "-o", "optim.weight_decya=1", real=True)
    assert result.returncode == 2
    assert "optim.weight_decya, did you mean weight_decay?" in result.stderr
    assert "warmup_lines" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.slow
def test_errors_of_one_process_among_several_keep_their_code(begin: Begin, folder: Path) -> None:
    options = ("--procs", "2", "-o", "train.init_from=lcnet-latin")
    process = begin("--config", "recipe.yml", *options)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert "does not fit the architecture" in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_fine_tuning_reports_before_and_after(begin: Begin, folder: Path) -> None:
    first = begin("--config", "recipe.yml", "-o", "train.lines=200")
    assert first.wait(PATIENCE) == 0
    values = {
        "train.init_from": "run/best",
        "train.output_dir": "mine",
        "train.lines": 400,
        "train.validate_lines": 200,
        "train.compare_start": "true",
        "train.best_by": "sets",
        "data.train.0.part": "train",
        "data.validation.0.part": "held_out",
    }
    second = begin("--config", "recipe.yml", *(f"-o{k}={v}" for k, v in values.items()))
    _, errors = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, errors
    judged = [row for row in read_metrics(folder / "mine") if "cer" in row]
    assert [row["lines"] > 0 for row in judged] == [False, True, True]
    report = (folder / "mine" / "report.md").read_text(encoding="utf-8")
    best = min(judged, key=lambda row: row["cer"])
    numbers = f"{judged[0]['cer']:.2f} | {best['cer']:.2f}"
    assert f"| labels.txt, held-out part | {judged[0]['sets'][0]['lines']} | {numbers}" in report
    assert report in errors
