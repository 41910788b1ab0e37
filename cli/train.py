"""`ocrlc train`: train a model from a recipe."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ocrlc.system.paddle_setup import import_paddle, prepare_training

from .common import debug_option
from .completion import recipes_completed


@click.command()
@click.option(
    "--config",
    "-c",
    metavar="RECIPE",
    shell_complete=recipes_completed,
    help="Recipe: its path or bundled name.",
)
@click.option(
    "-o",
    "--override",
    "overrides",
    multiple=True,
    metavar="KEY.PATH=VALUE",
    help="Replace a value of the recipe, such as optim.lr=5e-4; may be repeated.",
)
@click.option(
    "--resume",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    help="Folder of a stopped run to continue, with its own config.",
)
@click.option(
    "--procs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that train on parts of each batch; on a CPU, one per core.",
)
@debug_option
def command(
    config: str | None, overrides: tuple[str, ...], resume: Path | None, procs: int
) -> None:
    """Train a recogniser, detector or classifier from a recipe."""
    # It loads pydantic, which listing the commands does not need.
    from ocrlc.recipes import load_config

    if (config is None) == (resume is None):
        raise click.UsageError("give either --config RECIPE or --resume RUN")
    if resume is not None and overrides:
        raise click.UsageError("--resume continues with the run's own config; leave out -o")
    recipe = load_config(config, overrides) if config else None
    prepare_training(procs)
    import_paddle()
    # They load Paddle, which has to be prepared before.
    from ocrlc.training import launch

    from .progress import TrainingProgress

    if recipe is not None:
        run = launch.start(recipe, procs, TrainingProgress)
    else:
        assert resume is not None
        run = launch.resume(resume, procs, TrainingProgress)
    report = run / "report.md"
    if report.is_file():
        click.echo(report.read_text(encoding="utf-8"), err=True)
    click.echo(str(run / "best"))
    sys.stdout.flush()
