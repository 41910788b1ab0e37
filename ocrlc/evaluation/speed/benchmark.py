"""Measuring the latency of models, in turns so that all meet the same conditions."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.detection.page_scale import STRIDE
from ocrlc.errors import ConfigError
from ocrlc.evaluation.speed.footprint import Footprint, Run, machine_peak, measure_footprint
from ocrlc.inference.bundle_program import program_of, save_program
from ocrlc.inference.bundles import Bundle, find_bundle
from ocrlc.inference.network import EngineOptions, Precision
from ocrlc.inference.onnx.program import convert
from ocrlc.inference.program import ONNX, PARAMS, PROGRAM, Program
from ocrlc.inference.selection import (
    ENGINES,
    PADDLE,
    check_variant,
    choose_engine,
    choose_precision,
    open_network,
)
from ocrlc.recipes import load_config
from ocrlc.system.paddle_setup import import_paddle
from ocrlc.system.refusals import temporary_folder
from ocrlc.system.resources import model_folders

SLICE_SECONDS = 0.1
"""Time in seconds that a row is measured before the next one is."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a model is run: on `batch` lines or pages at a time, `width` pixels wide.

    `height` is that of a detector's pages; lines have the height that their model takes. oneDNN is
    an option of Paddle's; `ENGINES` tells which precisions an engine computes in.
    """

    threads: int = 1
    onednn: bool = True
    precision: str = "fp32"
    batch: int = 1
    width: int = 320
    engine: str = PADDLE
    height: int = 640


@dataclass(frozen=True)
class Candidate:
    """A model to measure: its name as given, its bundle, and its program for an engine."""

    name: str
    bundle: Bundle
    program: Callable[[str, Precision], Program]

    @property
    def is_detector(self) -> bool:
        """Whether it takes pages, not lines."""
        return self.bundle.brief.family == "detector"


@dataclass(frozen=True, slots=True)
class Row:
    """A model measured with one setting.

    Attributes:
        model: name of the model as given.
        setting: how it was run.
        ms_median: median time per line, or page of a detector, in milliseconds.
        ms_p10: 10th percentile of that time, in milliseconds.
        ms_p90: 90th percentile of that time, in milliseconds.
        params: number of trainable parameters.
        macs: multiply-accumulate operations per line or page.
        rounds: number of measurements.
        footprint: memory and start-up time of a fresh process; None if not measured.
        peak_gflops: the CPU's highest arithmetic rate with as many threads, in 10^9 operations per
            second; None if not measured.
        of_pages: whether the model is a detector.
    """

    model: str
    setting: Setting
    ms_median: float
    ms_p10: float
    ms_p90: float
    params: int
    macs: int
    rounds: int
    footprint: Footprint | None = None
    peak_gflops: float | None = None
    of_pages: bool = False

    @property
    def gflops(self) -> float:
        """Arithmetic rate in 10^9 operations per second; a multiply-accumulate counts as two."""
        return 2 * self.macs / self.ms_median / 1e6

    def to_dict(self) -> dict[str, Any]:
        """Return the row as a dict, as in the JSON output; a measured footprint comes last."""
        row = {
            "model": self.model,
            "engine": self.setting.engine,
            "onednn": self.setting.onednn,
            "precision": self.setting.precision,
            "threads": self.setting.threads,
            "batch": self.setting.batch,
            "width": self.setting.width,
            **({"height": self.setting.height} if self.of_pages else {}),
            "ms_median": self.ms_median,
            "ms_p10": self.ms_p10,
            "ms_p90": self.ms_p90,
            "params": self.params,
            "macs": self.macs,
            "rounds": self.rounds,
        }
        if self.footprint is not None:
            row |= {
                "model_bytes": self.footprint.model_bytes,
                "load_ms": self.footprint.load_ms,
                "first_ms": self.footprint.first_ms,
                "peak_mb": self.footprint.peak_mb,
                "gflops": round(self.gflops, 2),
                "machine_gflops": self.peak_gflops,
            }
        return row


@dataclass(frozen=True)
class _Runner:
    candidate: Candidate
    setting: Setting
    program: Program
    options: EngineOptions
    run: Callable[[], object]


def benchmark(
    models: Sequence[str], settings: Sequence[Setting], rounds: int = 15, footprints: bool = False
) -> list[Row]:
    """Measure every model with every setting, in turns.

    Args:
        models: bundled names, bundle folders, or recipes (measured with random weights).
        settings: how to run them.
        rounds: number of measurements of each row, of about a tenth of a second each.
        footprints: whether to measure also, in a fresh process for every row, the memory and the
            time to the first result, and the CPU's highest arithmetic rate.

    Raises:
        ModelError: a model is unknown or broken.
        ConfigError: a recipe is not valid, bf16 or an engine is not available, or detectors are
            measured beside models that take lines or on pages of another size than they take.
        ResourceError: there is no temporary folder.
    """
    with temporary_folder("ocrlc-benchmark-") as folder:
        candidates = [_open(name, folder / str(i)) for i, name in enumerate(models)]
        _check_shapes(candidates, settings)
        runners = [_prepare(c, setting) for c in candidates for setting in settings]
        calls = [_calls_per_slice(runner) for runner in runners]
        times: list[list[float]] = [[] for _ in runners]
        order = np.random.default_rng(0)
        for _ in range(rounds):
            for i in order.permutation(len(runners)):
                times[i].append(_time_calls(runners[i], calls[i]))
        peaks = {t: machine_peak(t) for t in {s.threads for s in settings} if footprints}
        return [
            _row(runner, spent, peaks.get(runner.setting.threads))
            for runner, spent in zip(runners, times, strict=True)
        ]


def _open(name: str, scratch: Path) -> Candidate:
    is_recipe = name.endswith((".yml", ".yaml")) and name not in model_folders()
    if not is_recipe:
        bundle = find_bundle(name)
        return Candidate(name, bundle, partial(program_of, bundle))
    bundle = random_bundle(load_config(name), scratch)
    # Not through the cache, which would keep a program that is never used again.
    save_program(bundle, scratch)
    program = Program(scratch / PROGRAM, scratch / PARAMS)
    height = bundle.brief.height

    def form(engine: str, _: Precision) -> Program:
        target = scratch / ONNX
        if ENGINES[engine].runs_bundles:
            return program
        if not target.is_file():
            convert(program, target, height)
        return Program(target, target)

    return Candidate(name, bundle, form)


def random_bundle(config: Config, folder: Path) -> Bundle:
    """Write a bundle of a recipe with random weights, always the same, to a folder."""
    paddle = import_paddle()
    # Only after `import_paddle`, because they load Paddle.
    from ocrlc.inference.weights import save_bundle, tensors, to_arrays
    from ocrlc.models.build import build_model

    paddle.seed(0)
    charset = Charset.load(config.charset.name)
    model = build_model(config.model, charset.classes)
    arrays = to_arrays(tensors(model))
    save_bundle(folder, arrays, config, charset.characters, "Random weights.\n")
    bundle = Bundle(folder.name, folder)
    assert bundle.config == config  # loaded, it leaves nothing in the cache
    return bundle


def _check_shapes(candidates: Sequence[Candidate], settings: Sequence[Setting]) -> None:
    detectors = [candidate.is_detector for candidate in candidates]
    if any(detectors) and not all(detectors):
        raise ConfigError("detectors take pages, the other models lines: measure them apart")
    if any(detectors) and any(s.height % STRIDE or s.width % STRIDE for s in settings):
        raise ConfigError(f"a detector takes pages whose sides are multiples of {STRIDE}")


def _prepare(candidate: Candidate, setting: Setting) -> _Runner:
    bundle = candidate.bundle
    alone, vouched = bundle.onnx_alone, bundle.vouched
    engine = choose_engine(
        setting.engine, candidate.name, alone, vouched, setting.precision, setting.onednn
    )
    measured = vouched.get(engine, ())
    onednn = setting.onednn or not ENGINES[engine].has_onednn
    precision = choose_precision(engine, setting.precision, onednn, measured)
    check_variant(candidate.name, precision, bundle.int8 is not None)
    options = EngineOptions(threads=setting.threads, onednn=onednn, precision=precision)
    program = candidate.program(engine, precision)
    network = open_network(engine, program, options)
    x = np.random.default_rng(0).uniform(-1, 1, _shape(candidate, setting)).astype(np.float32)
    onednn = setting.onednn and ENGINES[engine].has_onednn
    actual = replace(setting, engine=engine, onednn=onednn, precision=precision)
    return _Runner(candidate, actual, program, options, lambda: network.run(x))


def _shape(candidate: Candidate, setting: Setting) -> tuple[int, int, int, int]:
    height = setting.height if candidate.is_detector else candidate.bundle.line_height
    return setting.batch, 3, height, setting.width


def _complexity(bundle: Bundle, height: int, width: int) -> tuple[int, int]:
    import_paddle()
    # As above.
    from ocrlc.models.build import build_model
    from ocrlc.models.complexity import count_macs, count_parameters

    model = build_model(bundle.config.model, bundle.charset.classes)
    return count_parameters(model), count_macs(model, width, height)


def _calls_per_slice(runner: _Runner) -> int:
    for _ in range(3):
        runner.run()
    return max(
        1, round(SLICE_SECONDS / max(_time_calls(runner, 3) * runner.setting.batch / 1e3, 1e-6))
    )


def _time_calls(runner: _Runner, calls: int) -> float:
    """Return the time per line or page in milliseconds."""
    start = time.perf_counter()
    for _ in range(calls):
        runner.run()
    return (time.perf_counter() - start) / calls / runner.setting.batch * 1e3


def _row(runner: _Runner, times: Sequence[float], peak: float | None) -> Row:
    """Return a row; if `peak`, the CPU's arithmetic rate, is given, measure the footprint too."""
    candidate, setting = runner.candidate, runner.setting
    p10, median, p90 = (round(float(v), 4) for v in np.percentile(times, [10, 50, 90]))
    shape = _shape(candidate, setting)
    params, macs = _complexity(candidate.bundle, *shape[2:])
    footprint = None
    if peak is not None:
        run = Run(setting.engine, runner.program, shape, runner.options)
        footprint = measure_footprint(run, candidate.bundle.size_bytes)
    return Row(
        model=candidate.name,
        setting=setting,
        ms_median=median,
        ms_p10=p10,
        ms_p90=p90,
        params=params,
        macs=macs,
        rounds=len(times),
        footprint=footprint,
        peak_gflops=peak,
        of_pages=candidate.is_detector,
    )
