"""Latency of recognisers side by side, in one alternating run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ocrlc.bundles import Bundle, find_bundle
from ocrlc.charset import Charset
from ocrlc.config import Config, load_config
from ocrlc.cpu import import_paddle
from ocrlc.engine import Engine, EngineOptions, choose_precision
from ocrlc.errors import ConfigError
from ocrlc.export import inference_program
from ocrlc.resources import model_folders

SLICE_SECONDS = 0.1
"""How long a row runs before the next has its turn."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a recogniser is run: lines of `width` x 32 pixels, `batch` of them at a time."""

    threads: int = 1
    onednn: bool = True
    precision: str = "fp32"
    batch: int = 1
    width: int = 320


@dataclass(frozen=True, slots=True)
class Row:
    """One measured recogniser; times in milliseconds per line."""

    model: str
    engine: str
    onednn: bool
    precision: str
    threads: int
    batch: int
    width: int
    ms_median: float
    ms_p10: float
    ms_p90: float
    params: int
    macs: int
    rounds: int

    def to_dict(self) -> dict[str, Any]:
        """Return the row as the JSON format has it."""
        return asdict(self)


@dataclass(frozen=True)
class _Runner:
    name: str
    setting: Setting
    run: Callable[[], object]
    params: int
    macs: int


def benchmark(models: Sequence[str], settings: Sequence[Setting], rounds: int = 15) -> list[Row]:
    """Measure every model with every setting, in turns.

    Args:
        models: bundled names, bundle folders, or recipes (measured with random weights).
        settings: how to run them.
        rounds: turns of each; every turn lasts about a tenth of a second.

    Raises:
        ModelError: a model is unknown or broken.
        ConfigError: a recipe is not valid, or bf16 is not to be had here.
    """
    with tempfile.TemporaryDirectory(prefix="ocrlc-benchmark-") as folder:
        bundles = [_open(name, Path(folder) / str(i)) for i, name in enumerate(models)]
        runners = [
            _prepare(name, bundle, setting)
            for name, bundle in zip(models, bundles, strict=True)
            for setting in settings
        ]
        calls = [_calls_per_turn(runner) for runner in runners]
        times: list[list[float]] = [[] for _ in runners]
        order = np.random.default_rng(0)
        for _ in range(rounds):
            for i in order.permutation(len(runners)):
                times[i].append(_turn(runners[i], calls[i]))
    return [_row(runner, spent) for runner, spent in zip(runners, times, strict=True)]


def _open(name: str, scratch: Path) -> Bundle:
    is_recipe = name.endswith((".yml", ".yaml")) and name not in model_folders()
    return _random_bundle(load_config(name), scratch) if is_recipe else find_bundle(name)


def _random_bundle(config: Config, folder: Path) -> Bundle:
    import_paddle()
    from ocrlc.checkpoint import save_bundle, tensors, to_arrays
    from ocrlc.models.build import build_recognizer

    charset = Charset.load(config.charset.name)
    model = build_recognizer(config.model, charset.classes)
    arrays = to_arrays(tensors(model))
    save_bundle(folder, arrays, config, charset.characters, "Random weights.\n")
    return Bundle(folder.name, folder)


def _prepare(name: str, bundle: Bundle, setting: Setting) -> _Runner:
    if setting.precision == "bf16" and not setting.onednn:
        raise ConfigError("bf16 needs oneDNN: drop --precision bf16 or --no-onednn")
    precision = choose_precision(setting.precision, setting.onednn, vouched=bundle.bf16_ok)
    options = EngineOptions(threads=setting.threads, onednn=setting.onednn, precision=precision)
    engine = Engine(inference_program(bundle), options)
    rng = np.random.default_rng(0)
    shape = (setting.batch, 3, bundle.config.model.input.height, setting.width)
    x = rng.uniform(-1, 1, shape).astype(np.float32)
    params, macs = _complexity(bundle, setting.width)
    actual = Setting(setting.threads, setting.onednn, precision, setting.batch, setting.width)
    return _Runner(name, actual, lambda: engine.run(x), params, macs)


def _complexity(bundle: Bundle, width: int) -> tuple[int, int]:
    from ocrlc.complexity import count_macs, count_parameters
    from ocrlc.models.build import build_recognizer

    model = build_recognizer(bundle.config.model, bundle.charset.classes)
    return count_parameters(model), count_macs(model, width)


def _calls_per_turn(runner: _Runner) -> int:
    for _ in range(3):
        runner.run()
    return max(1, round(SLICE_SECONDS / max(_turn(runner, 3) * runner.setting.batch / 1e3, 1e-6)))


def _turn(runner: _Runner, calls: int) -> float:
    """Milliseconds per line."""
    start = time.perf_counter()
    for _ in range(calls):
        runner.run()
    return (time.perf_counter() - start) / calls / runner.setting.batch * 1e3


def _row(runner: _Runner, times: Sequence[float]) -> Row:
    p10, median, p90 = (round(float(v), 4) for v in np.percentile(times, [10, 50, 90]))
    setting = runner.setting
    return Row(
        model=runner.name,
        engine="paddle",
        onednn=setting.onednn,
        precision=setting.precision,
        threads=setting.threads,
        batch=setting.batch,
        width=setting.width,
        ms_median=median,
        ms_p10=p10,
        ms_p90=p90,
        params=runner.params,
        macs=runner.macs,
        rounds=len(times),
    )
