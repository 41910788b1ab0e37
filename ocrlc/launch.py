"""Starting, resuming and spreading a training run over processes."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import paddle.distributed as dist

from ocrlc.charset import Charset
from ocrlc.checkpoint import STATE
from ocrlc.config import Config, dump_config, load_config
from ocrlc.cpu import keep_memory
from ocrlc.curves import draw_curves
from ocrlc.datasets import open_sources
from ocrlc.errors import ConfigError, ModelError
from ocrlc.files import write_atomic
from ocrlc.init_weights import initial_arrays
from ocrlc.labels import Report
from ocrlc.training import Callback, Interrupted, Trainer
from ocrlc.validation import Validator

logger = logging.getLogger(__name__)


class Journal:
    """Appends records to metrics.jsonl, step records only now and then.

    Args:
        run: the run's folder.
        also: called with every record too, for a progress display.
        every: steps between step records.
    """

    def __init__(self, run: Path, also: Callback | None = None, every: int = 20) -> None:
        self.path = run / "metrics.jsonl"
        self.also = also
        self.every = every

    def __call__(self, record: Mapping[str, Any]) -> None:
        """Write one record."""
        if "cer" in record or record["step"] % self.every == 0:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
        if "cer" in record:
            draw_curves(self.path, self.path.with_name("curves.png"))
        if self.also:
            self.also(record)


def start(config: Config, procs: int = 1, watch: Callable[[int], Callback] | None = None) -> Path:
    """Train a recipe from the start.

    Args:
        config: the recipe; its `train.output_dir` must not hold a run yet.
        procs: data-parallel processes.
        watch: given the budget of lines, returns what is called with every record; must be
            picklable where `procs` > 1.

    Returns:
        The run's folder.

    Raises:
        ConfigError: the folder holds a run.
        Interrupted: a signal came; the state was saved.
    """
    run = Path(config.train.output_dir)
    if (run / STATE).exists():
        raise ConfigError(
            f"{run} holds a run already: resume it with --resume {run}, or set "
            "train.output_dir to another folder"
        )
    write_atomic(run / "config.yml", dump_config(config))
    (run / "metrics.jsonl").unlink(missing_ok=True)
    report = inspect(config)
    if report.counts:
        logger.warning("skipped: %s", report)
    _launch(run, procs, False, watch)
    return run


def resume(run: Path, procs: int = 1, watch: Callable[[int], Callback] | None = None) -> Path:
    """Continue a run with its own config.

    Raises:
        ModelError: there is nothing to resume.
    """
    if not (run / "config.yml").is_file():
        raise ModelError(f"{run}: no run to resume, config.yml is missing")
    _launch(run, procs, (run / STATE).is_file(), watch)
    return run


def inspect(config: Config) -> Report:
    """Decode every labelled image once and count what cannot be used."""
    report = Report()
    open_sources(config.data.train, Charset.load(config.charset.name), report, scan=True)
    return report


def _launch(run: Path, procs: int, resumed: bool, watch: Callable[[int], Callback] | None) -> None:
    if procs == 1:
        _train(run, 1, resumed, watch)
        return
    context = dist.spawn(
        _join, args=(run, procs, resumed, watch), nprocs=procs, backend="gloo", join=False
    )
    try:
        while not context.join(1):
            pass
    except KeyboardInterrupt:
        # the signal reached the children too: they save and end by themselves
        while not context.join(1):
            pass
        raise


def _join(run: Path, procs: int, resumed: bool, watch: Callable[[int], Callback] | None) -> None:
    dist.init_parallel_env()
    try:
        _train(run, procs, resumed, watch)
    except Interrupted:
        logger.info("stopped and saved")


def _train(run: Path, procs: int, resumed: bool, watch: Callable[[int], Callback] | None) -> None:
    keep_memory()
    warnings.filterwarnings("ignore", "When training, we now always track", module="paddle")
    rank = dist.get_rank() if procs > 1 else 0
    config = load_config(str(run / "config.yml"))
    charset = Charset.load(config.charset.name)
    trainer = Trainer(config, run, charset, rank, procs)
    if resumed:
        trainer.resume()
    elif config.train.init_from:
        trainer.initialise(initial_arrays(config.train.init_from, trainer.model, charset))
    trainer.catch_signals()
    validator = Validator(config, charset) if rank == 0 else None
    trainer.train(
        validator, Journal(run, watch(config.train.lines) if watch and rank == 0 else None)
    )
