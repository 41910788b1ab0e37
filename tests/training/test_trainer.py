"""The trainer: learning, resuming, spreading over processes."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.datasets.batches import Batch
from ocrlc.errors import ConfigError, InputError, ModelError
from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.weights import tensors, to_arrays
from ocrlc.recipes import parse_config
from ocrlc.training.launch import inspect, resume, start
from ocrlc.training.metrics_log import read_metrics, rewind
from ocrlc.training.schedule import learning_rate
from ocrlc.training.state import STATE, load_state
from ocrlc.training.trainer import IDLE_LINES, Interrupted, Trainer


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Forty lines of one to three digits."""
    rng = np.random.default_rng(0)
    rows = []
    for i in range(40):
        text = "".join(str(d) for d in rng.integers(0, 10, rng.integers(1, 4)))
        image = np.full((40, 30 + 22 * len(text)), 255, np.uint8)
        cv2.putText(image, text, (12, 32), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
        cv2.imwrite(str(tmp_path / f"{i}.png"), image)
        rows.append(f"{i}.png\t{text}")
    path = tmp_path / "labels.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def recipe(labels: Path, run: Path, **train: Any) -> Config:
    source = {"kind": "labels", "labels": str(labels)}
    return parse_config(
        {
            "model": {"backbone": {"scale": 0.25}, "neck": {"hidden": 16}, "head": {"mid": 0}},
            "charset": {"name": "digits"},
            "data": {
                "train": [source],
                "validation": [source],
                "columns": 800,
                "chunk": 40,
                "workers": 0,
            },
            "optim": {"lr": 0.003, "warmup_lines": 100, "ema_decay": 0.9},
            "train": {"output_dir": str(run), "lines": 200, "validate_lines": 100, **train},
        }
    )


def losses(run: Path) -> list[float]:
    rows = [json.loads(row) for row in (run / "metrics.jsonl").read_text().splitlines()]
    return [row["loss"] for row in rows if "loss" in row]


def test_a_run_leaves_bundles_state_and_metrics(labels: Path, tmp_path: Path) -> None:
    run = start(recipe(labels, tmp_path / "run"))
    rows = [json.loads(row) for row in (run / "metrics.jsonl").read_text().splitlines()]
    judged = [row for row in rows if "cer" in row]
    assert len(judged) == 2
    assert {"step", "cer", "exact"} <= judged[0].keys()
    for name in ("best", "last"):
        bundle = find_bundle(run / name)
        assert bundle.charset.characters == "0123456789"
        assert bundle.weights()
        card = (run / name / "MODEL_CARD.md").read_text(encoding="utf-8")
        assert "licence" in card
        assert f"100% `{labels}`" in card
        assert "$ ocrlc train --config config.yml --procs 1" in card
    assert '"cer"' in (run / "best/MODEL_CARD.md").read_text(encoding="utf-8")
    _, progress = load_state(run)
    assert progress.lines >= 200


class Stopper:
    """Stops a trainer after a number of steps by raising as a signal would."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.trainer: Trainer | None = None
        self.seen: list[float] = []

    def __call__(self, record: Any) -> None:
        if "loss" in record:
            self.seen.append(record["loss"])
            if self.trainer is not None and len(self.seen) == self.steps:
                self.trainer.stop = True


def run_until(config: Config, run: Path, steps: int, resumed: bool = False) -> list[float]:
    trainer = Trainer(config, run, Charset.load("digits"))
    if resumed:
        trainer.resume()
    stopper = Stopper(steps)
    stopper.trainer = trainer
    try:
        trainer.train(None, stopper)
    except Interrupted:
        assert len(stopper.seen) == steps + 1
    return stopper.seen


def test_resume_continues_with_the_same_losses(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run")
    whole = run_until(config, tmp_path / "whole", steps=10_000)
    first = run_until(config, tmp_path / "parts", steps=4)
    second = run_until(config, tmp_path / "parts", steps=10_000, resumed=True)
    assert len(whole) > 12
    assert first + second == pytest.approx(whole, rel=1e-4)


def test_bundles_keep_a_share_of_the_starting_weights(labels: Path, tmp_path: Path) -> None:
    first = start(recipe(labels, tmp_path / "first", lines=80))
    begun = find_bundle(first / "last").weights()
    options = {"init_from": str(first / "last"), "keep_start": 0.75}
    config = recipe(labels, tmp_path / "second", **options)
    trainer = Trainer(config, tmp_path / "second", Charset.load("digits"))
    trainer.initialise(begun)
    stopper = Stopper(4)
    stopper.trainer = trainer
    with pytest.raises(Interrupted):
        trainer.train(None, stopper)
    trained, saved = trainer.average.arrays(), find_bundle(tmp_path / "second" / "last").weights()
    assert any(not np.allclose(trained[name], begun[name]) for name in begun)
    for name, weights in saved.items():
        mixed = 0.25 * trained[name] + 0.75 * begun[name]
        np.testing.assert_allclose(weights, mixed, rtol=1e-5, atol=1e-7)

    resumed = Trainer(config, tmp_path / "second", Charset.load("digits"))
    resumed.resume()
    for name, weights in resumed.weights().items():
        np.testing.assert_array_equal(weights, saved[name])


def test_nothing_is_kept_of_a_random_start(labels: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"train\.keep_start needs train\.init_from"):
        recipe(labels, tmp_path / "run", keep_start=0.5)


def test_a_damaged_state_is_an_error_that_names_it(labels: Path, tmp_path: Path) -> None:
    run = start(recipe(labels, tmp_path / "run", lines=40))
    (run / STATE).write_bytes(b"half a file")
    with pytest.raises(ModelError, match=r"state\.safetensors is broken"):
        resume(run)


def test_a_bundle_is_no_run_to_resume(labels: Path, tmp_path: Path) -> None:
    run = start(recipe(labels, tmp_path / "run", lines=40))
    with pytest.raises(ModelError, match="a bundle, not a run"):
        resume(run / "best")
    assert not (run / "best" / STATE).exists()


def test_gradients_that_stay_infinite_end_the_training(
    labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocrlc.training.trainer.SKIPPED_STEPS", 3)
    config = recipe(labels, tmp_path / "run", lines=4000)
    trainer = Trainer(config, tmp_path / "run", Charset.load("digits"))
    trainer.optimizer.step = lambda: trainer.model.head.fc.bias.set_value(np.full(11, np.nan, "f"))
    seen: list[float] = []
    with pytest.raises(ConfigError, match=r"lower optim\.lr"):
        trainer.train(None, lambda record: seen.append(record["loss"]))
    assert len(seen) == 1
    assert math.isfinite(seen[0])


def test_a_folder_that_cannot_be_made_is_an_error(labels: Path) -> None:
    with pytest.raises(ConfigError, match=r"train\.output_dir"):
        start(recipe(labels, labels / "run"))


def test_a_new_run_does_not_overwrite_another(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run", lines=40)
    start(config)
    with pytest.raises(ConfigError, match="--resume"):
        start(config)


def test_bad_records_are_counted_by_kind(labels: Path, tmp_path: Path) -> None:
    (labels.parent / "broken.png").write_bytes(b"\x89PNG but no more")
    rows = ["none.png\t1", "broken.png\t2", "0.png\tx", "1.png\t", "2.png\t3\r"]
    text = labels.read_text(encoding="utf-8") + "\n" + "\n".join(rows)
    labels.write_bytes(text.replace("\n", "\r\n").encode())
    report = inspect(recipe(labels, tmp_path / "run"))
    assert report.counts == {
        "missing image": 1,
        "corrupt image": 1,
        "character outside the charset": 1,
        "empty text": 1,
    }
    assert "none.png" in str(report)


def of_width(config: Config, width: int) -> Config:
    return config.model_copy(update={"data": config.data.model_copy(update={"max_width": width})})


def test_lines_that_are_too_wide_are_counted_at_the_start(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run")
    (kind,) = inspect(of_width(config, 50)).counts
    assert kind == "wider than data.max_width"
    with pytest.raises(InputError, match="40 wider than"):
        start(of_width(config, 32))


def test_the_lines_of_validation_are_counted_as_stretched(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run")
    apart = labels.with_name("apart.txt")
    apart.write_text(labels.read_text(encoding="utf-8"), encoding="utf-8")
    wide = {"input": config.model.input.model_copy(update={"stretch": 2.0})}
    validation = (config.data.validation[0].model_copy(update={"labels": str(apart)}),)
    data = config.data.model_copy(update={"validation": validation, "max_width": 100})
    model = config.model.model_copy(update=wide)
    plain, stretched = (
        inspect(config.model_copy(update={"data": data, **more})) for more in ({}, {"model": model})
    )
    assert not plain.counts
    assert stretched.counts["wider than data.max_width"] > 0


def test_training_ends_where_nothing_usable_comes(labels: Path, tmp_path: Path) -> None:
    config = of_width(recipe(labels, tmp_path / "run"), 32)
    trainer = Trainer(config, tmp_path / "run", Charset.load("digits"))
    with pytest.raises(InputError, match=r"data\.train: none of .* raise data\.max_width \(32\)"):
        trainer.train(None, lambda record: None)


def test_training_waits_for_the_end_of_the_curriculum(
    labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LateLoader:
        def __init__(self, config: Config, *_: Any) -> None:
            self.empty = 3 * IDLE_LINES // config.data.chunk

        def __iter__(self) -> Any:
            yield from [[]] * self.empty
            yield ["batch"]

        def close(self) -> None: ...

    monkeypatch.setattr("ocrlc.training.trainer.ChunkLoader", LateLoader)
    config = recipe(labels, tmp_path / "run", curriculum_lines=3 * IDLE_LINES)
    trainer = Trainer(config, tmp_path / "run", Charset.load("digits"))
    assert next(trainer._batches())[1] == "batch"


def test_tensors_are_listed_once(labels: Path, tmp_path: Path) -> None:
    trainer = Trainer(recipe(labels, tmp_path), tmp_path, Charset.load("digits"))
    arrays = to_arrays(tensors(trainer.model))
    distinct = {id(p): int(p.size) for p in trainer.model.parameters()}
    assert sum(array.size for array in arrays.values()) == sum(distinct.values())


def test_learning_rate_warms_up_and_decays() -> None:
    optim = parse_config({"optim": {"lr": 1.0, "final_lr": 0.1, "warmup_lines": 10}}).optim
    rates = [learning_rate(optim, lines, 110) for lines in (0, 5, 10, 60, 110, 500)]
    assert rates[0] < rates[1] < rates[2] == 1.0
    assert rates[3] == pytest.approx(0.55)
    assert rates[4] == rates[5] == pytest.approx(0.1)


def test_interrupted_run_keeps_its_weights(labels: Path, tmp_path: Path) -> None:
    config = recipe(labels, tmp_path / "run")
    run_until(config, tmp_path / "run", steps=3)
    bundle = find_bundle(tmp_path / "run" / "last")
    assert all(np.isfinite(array).all() for array in bundle.weights().values())


def test_the_loss_takes_the_spaces_factor_into_account(labels: Path, tmp_path: Path) -> None:
    """Logits with the space raised by ln f cost what the plain ones cost without the factor."""
    charset = Charset("test", "0123 ")
    costs = []
    for factor in (1.0, 4.0):
        trainer = Trainer(recipe(labels, tmp_path, space_factor=factor), tmp_path, charset)
        trainer.model.eval()
        bias = trainer.model.head.fc.bias
        bias.set_value(bias.numpy() + math.log(factor) * (np.arange(6) == 5).astype(np.float32))
        images = np.random.default_rng(0).integers(0, 255, (2, 32, 64), np.uint8)
        classes = np.array([[1, 5, 2], [3, 5, 4]], np.int32)
        batch = Batch(images, classes, np.full(2, 3), ("", ""))
        costs.append(float(trainer.loss(batch)))
    assert costs[0] == pytest.approx(costs[1], rel=1e-5)


def test_records_after_the_checkpoint_are_written_again(tmp_path: Path) -> None:
    rows = [{"step": step, "loss": 1.0} for step in (20, 40, 60)]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "metrics.jsonl").write_text(text + '{"step": 80, "lo', encoding="utf-8")
    rewind(tmp_path, 40)
    assert read_metrics(tmp_path) == rows[:2]


def test_visualdl_that_is_not_installed_names_the_extra(
    labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "visualdl", None)
    with pytest.raises(ConfigError, match=r"ocrlc\[visualdl\]"):
        start(recipe(labels, tmp_path / "run", visualdl=True))


def test_visualdl_gets_the_numbers_of_the_journal(labels: Path, tmp_path: Path) -> None:
    visualdl = pytest.importorskip("visualdl")
    run = start(recipe(labels, tmp_path / "run", visualdl=True))
    (log,) = (run / "vdl").glob("*.log")
    reader = visualdl.LogReader(file_path=str(log))
    seen = [(r.id, r.value) for r in reader.get_data("scalar", "validation/cer")]
    judged = [row for row in read_metrics(run) if "cer" in row]
    assert [lines for lines, _ in seen] == [row["lines"] for row in judged]
    assert [value for _, value in seen] == pytest.approx([row["cer"] for row in judged])
