"""`ocrlc benchmark`: latency of recognisers side by side."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocrlc.inference.selection import AUTO, ENGINES, PADDLE, PRECISION_CHOICES
from ocrlc.system.cpu import cpu_name
from ocrlc.system.files import write_atomic
from ocrlc.system.paddle_setup import prepare_paddle

from .common import debug_option, label_options, say
from .completion import files_completed, models_and_recipes_completed

if TYPE_CHECKING:
    from ocrlc.config import LabelSource
    from ocrlc.evaluation.lines import LineEvaluation


@click.command()
@click.argument(
    "models",
    nargs=-1,
    required=True,
    metavar="MODEL|CONFIG...",
    shell_complete=models_and_recipes_completed,
)
@click.option(
    "--threads",
    type=click.IntRange(1),
    multiple=True,
    default=(1,),
    show_default=True,
    help="Number of threads; repeat it to measure several.",
)
@click.option(
    "--onednn",
    "backend",
    flag_value="onednn",
    default="onednn",
    help="Measure with oneDNN only (the default).",
)
@click.option(
    "--no-onednn", "backend", flag_value="plain", help="Measure with Paddle's own kernels only."
)
@click.option(
    "--both", "backend", flag_value="both", help="Measure with oneDNN and with Paddle's kernels."
)
@click.option(
    "--precision",
    type=click.Choice(PRECISION_CHOICES),
    multiple=True,
    default=("fp32",),
    show_default=True,
    help="Number format of the computation; engines that lack it, and Paddle's own kernels, are "
    "measured in fp32. Repeat it to measure several.",
)
@click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    multiple=True,
    default=(PADDLE,),
    show_default=True,
    help="Program that computes the models; repeat it to measure several.",
)
@click.option(
    "--width",
    type=click.IntRange(8),
    multiple=True,
    default=(320,),
    show_default=True,
    help="Width of a line in pixels; repeat it to measure several.",
)
@click.option(
    "--batch",
    type=click.IntRange(1),
    multiple=True,
    default=(1,),
    show_default=True,
    help="Lines computed together; repeat it to measure several.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=15,
    show_default=True,
    help="Number of measurements of each row, of about 0.1 s each.",
)
@click.option(
    "--footprint",
    is_flag=True,
    help="Also measure memory, the time of the first call, and the CPU's peak arithmetic rate.",
)
@click.option(
    "--data",
    metavar="LABELS",
    shell_complete=files_completed,
    help="Also measure accuracy on the labelled lines of this file.",
)
@label_options
@click.option(
    "--json",
    "json_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Also write the results as JSON to this file; - for stdout.",
)
@click.option(
    "--markdown",
    "markdown_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Also write the table as Markdown to this file.",
)
@click.option(
    "--plot",
    "plot_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PNG",
    help="Also draw a chart of accuracy over latency to this file; needs --data.",
)
@debug_option
def command(
    models: tuple[str, ...],
    threads: tuple[int, ...],
    backend: str,
    precision: tuple[str, ...],
    engine: tuple[str, ...],
    width: tuple[int, ...],
    batch: tuple[int, ...],
    rounds: int,
    footprint: bool,
    data: str | None,
    images: str | None,
    include: str | None,
    limit: int | None,
    json_path: Path | None,
    markdown_path: Path | None,
    plot_path: Path | None,
) -> None:
    """Measure how fast recognisers read, taking turns so that all meet the same conditions.

    MODEL is a bundled name or a bundle's folder; CONFIG is a recipe, measured with random
    weights. Times are in milliseconds per line.
    """
    # They load NumPy and pydantic, which listing the commands does not need.
    from ocrlc.config import LabelSource
    from ocrlc.evaluation.benchmark import Setting, benchmark
    from ocrlc.evaluation.benchmark_report import markdown, measured, plain_text, points, table

    if plot_path is not None and data is None:
        raise click.UsageError("--plot draws accuracy: give labelled lines with --data")
    prepare_paddle()
    backends = {"onednn": (True,), "plain": (False,), "both": (True, False)}[backend]
    settings = [
        Setting(t, b, _precision(e, b, p), n, w, e)
        for e, t, kernels, p, n, w in product(engine, threads, backends, precision, batch, width)
        for b in [kernels and ENGINES[e].has_onednn]
    ]
    accuracy = None
    if data is not None:
        source = LabelSource(
            kind="labels", labels=data, images=images, include=include, limit=limit
        )
        accuracy = measured({name: _evaluate(name, source) for name in dict.fromkeys(models)})
    rows = benchmark(models, list(dict.fromkeys(settings)), rounds, footprint)
    say(f"{cpu_name()}, {rounds} alternating rounds")
    text = json.dumps([row.to_dict() for row in rows], indent=1)
    if json_path is not None and json_path != Path("-"):
        write_atomic(json_path, text + "\n")
    if markdown_path is not None:
        write_atomic(markdown_path, markdown(rows, cpu_name(), accuracy))
    if plot_path is not None and accuracy is not None:
        # It loads matplotlib.
        from ocrlc.evaluation.pareto_plot import draw_pareto

        draw_pareto(points(rows, accuracy), plot_path, cpu_name())
    click.echo(text if json_path == Path("-") else plain_text(table(rows, accuracy)))


def _precision(engine: str, onednn: bool, wanted: str) -> str:
    """Return the precision of a row: the wanted one where it is possible, else fp32."""
    kind = ENGINES[engine]
    possible = wanted in (AUTO, *kind.precisions) and (onednn or not kind.has_onednn)
    return wanted if possible else "fp32"


def _evaluate(model: str, source: LabelSource) -> LineEvaluation:
    # As above: they load NumPy.
    from ocrlc import Recognizer
    from ocrlc.evaluation.lines import evaluate_lines

    if model.endswith((".yml", ".yaml")):
        raise click.UsageError(f"--data: {model} is a recipe, its weights are random")
    return evaluate_lines(Recognizer(model, precision="fp32"), source)
