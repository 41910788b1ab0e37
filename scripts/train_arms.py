r"""Train the arms of a comparison, two at a time, each on a core of its own.

    python -m scripts.train_arms backbones --lines 300000 -o data.cache=runs/chunks

An arm is a recipe, `RECIPE.yml` or `RECIPE.yml@SEED`, or a plan, a list of arms that has a name
here. Every arm is a run of its own in `--folder`, with the same overrides for all. Processes that
share one run would exchange gradients at every step; arms side by side need not. With `data.cache`
the lines are drawn once for all arms of a seed.

Ctrl-C or SIGTERM makes all arms save and end, with exit code 130; the same command then goes on
where they stopped, and passes over what is finished. Each arm's `best` is named on stdout when it
is done. The exit code is 1 where an arm failed; the others are trained all the same.
"""

from __future__ import annotations

import multiprocessing as mp
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import click

from ocrlc.config import Config
from ocrlc.errors import ConfigError, OcrlcError
from ocrlc.recipes import load_config
from ocrlc.system.paddle_setup import import_paddle, prepare_training
from ocrlc.system.processes import end_with_parent, signals_handled, signals_held

PLANS: dict[str, tuple[str, ...]] = {
    # The slowest first, so that no core is left with it in the end; second seeds last.
    "backbones": (
        "rec_lcnet_ppocrv2.yml",
        "rec_lcnet.yml",
        "rec_mobilenet_v3.yml",
        "rec_lcnet_small.yml",
        "rec_lcnet_small_3x3.yml",
        "rec_mobilenet_v3_early.yml",
        "rec_mobilenet_v3.yml@1",
        "rec_lcnet_small.yml@1",
        "rec_mobilenet_v3_early.yml@1",
    ),
    # PP-LCNet's strategies switched off alone, and the whole network beside them.
    "strategies": (
        "rec_lcnet_small.yml",
        "strategies/relu.yml",
        "strategies/no_se.yml",
        "strategies/3x3.yml",
    ),
    "detectors": (
        "det_lcnet.yml",
        "det_mobilenet_v3.yml",
        "det_lcnet.yml@1",
        "det_mobilenet_v3.yml@1",
    ),
    "classifiers": (
        "line_orientation.yml",
        "strategies/classifier_relu.yml",
        "strategies/classifier_no_se.yml",
        "strategies/classifier_3x3.yml",
        "strategies/classifier_no_wide.yml",
        "strategies/classifier_no_dropout.yml",
    ),
}


@dataclass(frozen=True)
class Arm:
    """A run to be trained."""

    run: Path
    config: Config


def expand(names: Sequence[str], folder: Path, overrides: Sequence[str]) -> list[Arm]:
    """Return the arms that names of recipes and plans stand for, each once.

    Raises:
        ConfigError: a recipe is unknown or not valid, or a seed is no number.
    """
    known = [arm for name in names for arm in PLANS.get(name, (name,))]
    arms = []
    for name in dict.fromkeys(known):
        recipe, _, seed = name.partition("@")
        if seed and not seed.isdigit():
            raise ConfigError(f"{name}: write it as RECIPE.yml or RECIPE.yml@SEED")
        run = folder / f"{Path(recipe).stem}-{seed or 0}"
        own = [f"train.seed={seed or 0}", f"train.output_dir={run}"]
        arms.append(Arm(run, load_config(recipe, [*overrides, *own])))
    return arms


def train_arms(arms: Sequence[Arm], jobs: int) -> dict[Path, int]:
    """Train arms in processes of their own; return the exit codes, of those that were begun.

    A signal that stops training is passed on to all; no arm is begun after it.
    """
    waiting, running, codes = list(arms), {}, {}
    stopped = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopped
        stopped = True
        for process, _ in running.values():
            process.terminate()

    with signals_handled(stop):
        while running or (waiting and not stopped):
            while waiting and len(running) < jobs and not stopped:
                arm = waiting.pop(0)
                process = mp.get_context("spawn").Process(target=_run, args=(arm,))
                # Ctrl-C reaches the whole group: it is this process that passes it on.
                with signals_held(signal.SIGINT, signal.SIGTERM):
                    process.start()
                    running[process.sentinel] = process, arm
            for sentinel in wait(list(running)):
                process, arm = running.pop(sentinel)
                process.join()
                codes[arm.run] = process.exitcode
                if process.exitcode == 0:
                    click.echo(str(arm.run / "best"))
    return codes


def _run(arm: Arm) -> None:
    """Train one arm to its end, from where it stands."""
    end_with_parent()
    import_paddle()
    # Held back while Paddle had handlers of its own. Until training begins there is nothing to
    # save; from then on the trainer handles it.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    from ocrlc.training.trainer import Interrupted

    try:
        _go_on(arm)
    except Interrupted:
        sys.exit(130)
    except OcrlcError as error:
        click.echo(f"{arm.run.name}: {error}", err=True)
        sys.exit(error.exit_code)


def _go_on(arm: Arm) -> None:
    from ocrlc.training import launch
    from ocrlc.training.state import STATE, load_state

    if not (arm.run / STATE).is_file():
        launch.start(arm.config, watch=_watch(arm))
        return
    stored = load_config(str(arm.run / "config.yml"))
    if _placeless(stored) != _placeless(arm.config):
        raise ConfigError(f"{arm.run} holds a run of another recipe or budget; say --folder")
    if load_state(arm.run)[1].lines >= arm.config.train.lines:
        click.echo(f"{arm.run.name}: finished before", err=True)
        return
    launch.resume(arm.run, watch=_watch(arm))


def _placeless(config: Config) -> Config:
    train = config.train.model_copy(update={"output_dir": ""})
    return config.model_copy(update={"train": train})


def _watch(arm: Arm) -> Callable[[int], Callable[[Mapping[str, Any]], None]]:
    """Return what prints a line for every validation."""
    speed = 0.0

    def show(record: Mapping[str, Any]) -> None:
        nonlocal speed
        if "loss" in record:
            speed = record["lines"] / max(record["seconds"], 1e-9)
            return
        rates = ", ".join(f"{k} {v:g}" for k, v in record.items() if isinstance(v, float))
        lines = f"{record['lines']:,} of {arm.config.train.lines:,} lines"
        click.echo(f"{arm.run.name}: {lines}, {speed:.0f} a second: {rates}", err=True)

    return lambda _total: show


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PLAN|RECIPE[@SEED]...")
@click.option(
    "--lines", type=click.IntRange(1), help="Lines each arm trains on; default: the recipe's."
)
@click.option("--folder", default="runs/arms", show_default=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Parallel runs.")
@click.option(
    "-o", "overrides", multiple=True, metavar="KEY.PATH=VALUE", help="Recipe value to set."
)
def main(
    names: tuple[str, ...], lines: int | None, folder: Path, jobs: int, overrides: tuple[str, ...]
) -> None:
    """Train arms with one budget."""
    budget = [] if lines is None else [f"train.lines={lines}"]
    try:
        arms = expand(names, folder, [*overrides, *budget])
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    prepare_training(jobs)
    codes = train_arms(arms, jobs)
    unfinished = [arm.run.name for arm in arms if codes.get(arm.run) != 0]
    if unfinished:
        click.echo(f"not finished: {', '.join(unfinished)}", err=True)
    if any(code not in (0, 130, -signal.SIGTERM) for code in codes.values()):
        sys.exit(1)
    sys.exit(130 if unfinished else 0)


if __name__ == "__main__":
    main()
