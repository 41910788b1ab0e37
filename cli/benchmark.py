"""`ocrlc benchmark`: latency of models, or of reading whole pages, side by side."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ocrlc.inference.selection import AUTO, ENGINES, PADDLE, PRECISION_CHOICES
from ocrlc.system.cpu import cpu_name, supports_bf16
from ocrlc.system.files import write_atomic
from ocrlc.system.paddle_setup import prepare_paddle

from .common import debug_option, label_options, say
from .completion import files_completed, models_and_recipes_completed
from .page_benchmark import measure_pages, page_options

if TYPE_CHECKING:
    from ocrlc.config import LabelSource
    from ocrlc.evaluation.lines import LineEvaluation

OF_LINES = (
    "width", "height", "batch", "footprint", "data", "images", "include", "limit", "plot_path",
)  # fmt: skip
OF_PAGES = ("det", "rec", "starts")
"""Parameters that mean nothing without `--page`; those above mean nothing with it."""


@click.command()
@click.argument(
    "models",
    nargs=-1,
    metavar="MODEL|CONFIG...",
    shell_complete=models_and_recipes_completed,
)
@page_options
@click.option(
    "--threads",
    type=click.IntRange(1),
    multiple=True,
    help="Number of threads; repeat it to measure several.  [default: 1; with --page the available "
    "CPUs]",
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
    help="Number format of the computation; engines that lack it, and Paddle's own kernels, are "
    "measured in fp32. Repeat it to measure several.  [default: fp32; with --page all that the CPU "
    "and the models have]",
)
@click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    multiple=True,
    help="Program that computes the models; repeat it to measure several.  [default: paddle; with "
    "--page all that are installed]",
)
@click.option(
    "--width",
    type=click.IntRange(8),
    multiple=True,
    default=(320,),
    show_default=True,
    help="Width of a line, or of a detector's page, in pixels; repeat it to measure several.",
)
@click.option(
    "--height",
    type=click.IntRange(8),
    default=640,
    show_default=True,
    help="Height of a page in pixels, for detectors; recognisers have a height of their own.",
)
@click.option(
    "--batch",
    type=click.IntRange(1),
    multiple=True,
    default=(1,),
    show_default=True,
    help="Lines or pages computed together; repeat it to measure several.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    help="Number of measurements of each row, of about 0.1 s each; with --page, how often each "
    "page is read.  [default: 15; with --page 5]",
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
@click.pass_context
def command(
    context: click.Context,
    /,
    models: tuple[str, ...],
    pages: tuple[str, ...],
    det: str | None,
    rec: str,
    starts: int,
    threads: tuple[int, ...],
    backend: str,
    precision: tuple[str, ...],
    engine: tuple[str, ...],
    width: tuple[int, ...],
    height: int,
    batch: tuple[int, ...],
    rounds: int | None,
    footprint: bool,
    data: str | None,
    images: str | None,
    include: str | None,
    limit: int | None,
    json_path: Path | None,
    markdown_path: Path | None,
    plot_path: Path | None,
) -> None:
    """Measure how fast models are, taking turns so that all meet the same conditions.

    MODEL is a bundled name or a bundle's folder; CONFIG is a recipe, measured with random
    weights. Times are in milliseconds per line, and those of detectors per page of --height and
    --width pixels.

    With --page, whole pages are read, as by `ocrlc recognize`, by all engines and precisions that
    this machine has: times are in milliseconds per page, of readers that are loaded and of fresh
    processes, with peak memory and with what each stage of reading takes.
    """
    # They load NumPy and pydantic, which listing the commands does not need.
    from ocrlc.config import LabelSource
    from ocrlc.evaluation.speed import benchmark_report, page_report
    from ocrlc.evaluation.speed.benchmark import Setting, benchmark
    from ocrlc.evaluation.speed.page_benchmark import PageSetting

    _check_parameters(context, with_pages=bool(pages))
    if not (models or pages):
        raise click.UsageError("Missing argument 'MODEL|CONFIG...', or pages with --page FILE...")
    if plot_path is not None and data is None:
        raise click.UsageError("--plot draws accuracy: give labelled lines with --data")
    prepare_paddle()
    engines = engine or (_installed() if pages else [PADDLE])
    precisions = precision or (_precisions() if pages else ["fp32"])
    backends = {"onednn": (True,), "plain": (False,), "both": (True, False)}[backend]
    kinds = [
        (e, _precision(e, b, p), b, t)
        for e, t, kernels, p in product(engines, threads or [None], backends, precisions)
        for b in [kernels and ENGINES[e].has_onednn]
    ]
    if pages:
        ways = [PageSetting(e, p, b or not ENGINES[e].has_onednn, t) for e, p, b, t in kinds]
        page_rows = measure_pages(
            (*pages, *models),
            (det, rec),
            list(dict.fromkeys(ways)),
            lambda way: not precision and (way.precision != "fp32" or way.engine not in engine),
            rounds or 5,
            starts,
        )
        say(page_report.circumstances(page_rows))
        _publish(
            [row.to_dict() for row in page_rows],
            page_report.plain(page_rows),
            page_report.markdown(page_rows),
            json_path,
            markdown_path,
        )
        return
    settings = [
        Setting(t or 1, b, p, n, w, e, height)
        for e, p, b, t in kinds
        for n, w in product(batch, width)
    ]
    accuracy = None
    if data is not None:
        source = LabelSource(
            kind="labels", labels=data, images=images, include=include, limit=limit
        )
        evaluations = {name: _evaluate(name, source) for name in dict.fromkeys(models)}
        accuracy = benchmark_report.measured(evaluations)
    rows = benchmark(models, list(dict.fromkeys(settings)), rounds or 15, footprint)
    say(f"{cpu_name()}, {rounds or 15} alternating rounds")
    if plot_path is not None and accuracy is not None:
        # It loads matplotlib.
        from ocrlc.evaluation.speed.pareto_plot import draw_pareto

        draw_pareto(benchmark_report.points(rows, accuracy), plot_path, cpu_name())
    _publish(
        [row.to_dict() for row in rows],
        benchmark_report.plain_text(benchmark_report.table(rows, accuracy)),
        benchmark_report.markdown(rows, cpu_name(), accuracy),
        json_path,
        markdown_path,
    )


def _check_parameters(context: click.Context, with_pages: bool) -> None:
    """Refuse parameters that mean nothing with `--page`, or nothing without it."""
    default = click.core.ParameterSource.DEFAULT
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in (OF_LINES if with_pages else OF_PAGES) and (
            context.get_parameter_source(name) is not default
        ):
            rule = "is for lines, not for --page" if with_pages else "goes with --page only"
            raise click.UsageError(f"{parameter.opts[0]} {rule}")


def _publish(
    rows: list[dict[str, Any]],
    table: str,
    report: str,
    json_path: Path | None,
    markdown_path: Path | None,
) -> None:
    """Write the results to where they are wanted."""
    text = json.dumps(rows, indent=1)
    if json_path is not None and json_path != Path("-"):
        write_atomic(json_path, text + "\n")
    if markdown_path is not None:
        write_atomic(markdown_path, report)
    click.echo(text if json_path == Path("-") else table)


def _installed() -> list[str]:
    return [name for name, kind in ENGINES.items() if kind.is_installed]


def _precisions() -> list[str]:
    """Return the precisions in which this CPU computes."""
    return ["fp32", *(["bf16"] if supports_bf16() else []), "int8"]


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
