"""Starting and resuming a training run, in one process or several."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import paddle
import paddle.distributed as dist

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.datasets.chunk_cache import make_chunk_folder
from ocrlc.datasets.faults import Scan
from ocrlc.datasets.pages import open_pages
from ocrlc.datasets.records import Report
from ocrlc.datasets.sources import open_sources
from ocrlc.errors import ConfigError, ModelError, OcrlcError, ResourceError
from ocrlc.inference.bundles import CONFIG, WEIGHTS
from ocrlc.models.architectures import DetectorConfig
from ocrlc.recipes import dump_config, load_config
from ocrlc.system.files import remove_temporaries, write_atomic
from ocrlc.system.memory import keep_memory
from ocrlc.system.processes import STOPPING, end_with_parent, signals_handled, signals_held
from ocrlc.system.refusals import refusals_told
from ocrlc.training.metrics_log import MetricsLog, VisualLog, rewind
from ocrlc.training.page_validation import PageValidator
from ocrlc.training.report import write_report
from ocrlc.training.run_lock import locked_run
from ocrlc.training.state import STATE, load_state
from ocrlc.training.trainer import Callback, Interrupted, Trainer
from ocrlc.training.validation import Judge, TurnValidator, Validator
from ocrlc.training.warm_start import initial_arrays

logger = logging.getLogger(__name__)

VALIDATORS: dict[str, Callable[[Config, Charset], Judge]] = {
    "recognizer": Validator,
    "classifier": TurnValidator,
    "detector": PageValidator,
}
"""The class that validates weights, by the model's family."""

Watch = Callable[[int], Callback]
"""Takes the number of lines that a run trains on; returns a function called with every record."""


def start(config: Config, procs: int = 1, watch: Watch | None = None) -> Path:
    """Train a recipe from the start.

    Args:
        config: the recipe; its `train.output_dir` must not hold a run yet.
        procs: number of data-parallel processes.
        watch: shows progress; must be picklable if `procs` > 1.

    Returns:
        The run's folder.

    Raises:
        ConfigError: the folder contains a run already, another training is using it, or it cannot
            be made.
        Interrupted: training was stopped by a signal; the state was saved.
    """
    with locked_run(Path(config.train.output_dir)) as run:
        return _start(run, config, procs, watch)


def _start(run: Path, config: Config, procs: int, watch: Watch | None) -> Path:
    if (run / STATE).exists():
        raise ConfigError(
            f"{run} holds a run already: resume it with --resume {run}, or set "
            "train.output_dir to another folder"
        )
    report = inspect(config)
    make_chunk_folder(config)
    try:
        write_atomic(run / CONFIG, dump_config(config))
    except OSError as error:
        raise ConfigError(f"train.output_dir: {error}") from error
    if report.counts:
        logger.warning("skipped: %s", report)
    with _resumable(run):
        _launch(run, config, procs, False, watch)
    return run


def resume(run: Path, procs: int = 1, watch: Watch | None = None) -> Path:
    """Continue a run with its own config.

    Raises:
        ModelError: there is nothing to resume.
        ConfigError: another training is using the folder.
    """
    if not (run / CONFIG).is_file():
        raise ModelError(f"{run}: no run to resume, {CONFIG} is missing")
    if (run / WEIGHTS).is_file():
        raise ModelError(f"{run}: a bundle, not a run; resume the folder that it lies in")
    with locked_run(run):
        for folder in (run, *(path for path in run.iterdir() if path.is_dir())):
            remove_temporaries(folder)
        config = load_config(str(run / CONFIG))
        with _resumable(run):
            _launch(run, config, procs, (run / STATE).is_file(), watch)
    return run


@contextmanager
def _resumable(run: Path) -> Iterator[None]:
    """Say how a run goes on that the system ends, as on a full disk.

    Raises:
        ResourceError: the system refuses memory, threads, files or room.
    """
    try:
        with refusals_told():
            yield
    except ResourceError as error:
        mend = f"mend that, and go on with: ocrlc train --resume {run}"
        raise ResourceError(f"{error}; {mend}") from error


def inspect(config: Config) -> Report:
    """Decode every labelled line and count those that cannot be used; for pages, read the labels.

    Raises:
        InputError: no line or page of a label source can be used.
    """
    report = Report()
    if isinstance(config.model, DetectorConfig):
        open_pages([*config.page_data("train"), *config.page_data("validation")], report)
        return report
    charset = Charset.load(config.charset.name)
    widest, stretch = config.data.max_width, config.model.input.stretch
    open_sources(config.line_data("train"), charset, report, Scan(widest))
    open_sources(config.line_data("validation"), charset, report, Scan(widest, stretch))
    return report


def _launch(run: Path, config: Config, procs: int, resumed: bool, watch: Watch | None) -> None:
    if procs == 1:
        _train(run, config, 1, resumed, watch)
        return
    processes: list[Any] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        # Ctrl-C has reached them already, `kill` has not; a second signal changes nothing.
        for process in processes:
            if process.is_alive():
                os.kill(process.pid, number)

    with signals_handled(forward):
        with signals_held(*STOPPING):
            context = dist.spawn(
                _join,
                args=(run, config, procs, resumed, watch),
                nprocs=procs,
                backend="nccl" if paddle.device.cuda.device_count() else "gloo",
                join=False,
            )
            processes += context.processes
        try:
            while not context.join(1):
                pass
        except Exception as error:  # paddle raises no narrower one when a process fails
            raise _cause(context) or error from error
    if cause := _cause(context):
        raise cause
    if load_state(run)[1].lines < config.train.lines:
        raise Interrupted(run)


def _cause(context: Any) -> OcrlcError | None:
    """Return the error with which one of the processes ended."""
    for results in context.return_queues:
        if not results.empty() and isinstance(error := results.get(), OcrlcError):
            return error
    return None


def _join(
    run: Path, config: Config, procs: int, resumed: bool, watch: Watch | None
) -> OcrlcError | None:
    """Take part in a run; return expected errors, because raised ones would lose their type."""
    end_with_parent()
    dist.init_parallel_env()
    try:
        with refusals_told():
            _train(run, config, procs, resumed, watch)
    except OcrlcError as error:
        return error
    return None


def _train(run: Path, config: Config, procs: int, resumed: bool, watch: Watch | None) -> None:
    keep_memory()
    warnings.filterwarnings("ignore", "When training, we now always track", module="paddle")
    rank = dist.get_rank() if procs > 1 else 0
    charset = Charset.load(config.charset.name)
    trainer = Trainer(config, run, charset, rank, procs)
    if resumed:
        trainer.resume()
    elif config.train.init_from:
        trainer.initialise(initial_arrays(config.train.init_from, trainer.model, charset))
    if rank:
        trainer.train(None, lambda record: None)
        return
    rewind(run, trainer.progress.step if resumed else -1)
    trainer.train(VALIDATORS[config.model.family](config, charset), _reporter(run, config, watch))
    if config.train.compare_start:
        write_report(run, config)


def _reporter(run: Path, config: Config, watch: Watch | None) -> Callback:
    """Return the function that is called with every record."""
    listeners: list[Callback] = [MetricsLog(run)]
    if config.train.visualdl:
        listeners.append(VisualLog(run))
    if watch:
        listeners.append(watch(config.train.lines))

    def report(record: Mapping[str, Any]) -> None:
        for listener in listeners:
            listener(record)

    return report
