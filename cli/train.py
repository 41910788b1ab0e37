"""`ocrlc train`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ocrlc.system.paddle_setup import import_paddle, prepare_training

from .common import debug_option


@click.command()
@click.option("--config", "-c", metavar="RECIPE", help="A recipe's path or bundled name.")
@click.option(
    "-o",
    "--override",
    "overrides",
    multiple=True,
    metavar="KEY.PATH=VALUE",
    help="Change a value of the recipe; may be repeated.",
)
@click.option(
    "--resume",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    help="Continue a run with its own config.",
)
@click.option(
    "--procs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Data-parallel processes; on a CPU one per core.",
)
@debug_option
def command(
    config: str | None, overrides: tuple[str, ...], resume: Path | None, procs: int
) -> None:
    """Train a recogniser from a recipe."""
    # It loads pydantic, which listing the commands does not need.
    from ocrlc.recipes import load_config

    if (config is None) == (resume is None):
        raise click.UsageError("give either --config RECIPE or --resume RUN")
    if resume is not None and overrides:
        raise click.UsageError("--resume continues with the run's own config; -o has no place")
    recipe = load_config(config, overrides) if config else None
    prepare_training(procs)
    import_paddle()
    # They load Paddle, for which everything had to be prepared.
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
