"""`ocrlc benchmark`: latency of recognisers side by side."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import click

from .common import debug_option, say


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL|CONFIG...")
@click.option("--threads", type=click.IntRange(1), multiple=True, default=(1,), show_default=True)
@click.option("--onednn", "backend", flag_value="onednn", default="onednn", help="oneDNN only.")
@click.option("--no-onednn", "backend", flag_value="plain", help="Paddle's plain kernels only.")
@click.option("--both", "backend", flag_value="both", help="Both, in the same run.")
@click.option(
    "--precision", type=click.Choice(["auto", "fp32", "bf16"]), default="fp32", show_default=True
)
@click.option(
    "--width",
    type=click.IntRange(8),
    multiple=True,
    default=(320,),
    show_default=True,
    help="Width of a line in pixels; may be repeated.",
)
@click.option(
    "--batch",
    type=click.IntRange(1),
    multiple=True,
    default=(1,),
    show_default=True,
    help="Lines at a time; may be repeated.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=15,
    show_default=True,
    help="Turns of about 0.1 s for each row.",
)
@click.option(
    "--json",
    "json_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Also write the rows as JSON; - for stdout.",
)
@debug_option
def command(
    models: tuple[str, ...],
    threads: tuple[int, ...],
    backend: str,
    precision: str,
    width: tuple[int, ...],
    batch: tuple[int, ...],
    rounds: int,
    json_path: Path | None,
) -> None:
    """Measure MODELs side by side in one alternating run.

    A MODEL is a bundled name or a bundle's folder; a CONFIG is a recipe, measured with random
    weights. Times are milliseconds per line.
    """
    from ocrlc.benchmark import Setting, benchmark
    from ocrlc.cpu import cpu_name, prepare_paddle
    from ocrlc.files import write_atomic

    prepare_paddle()
    backends = {"onednn": (True,), "plain": (False,), "both": (True, False)}[backend]
    settings = [
        Setting(t, b, precision if b else "fp32", n, w)
        for t, b, n, w in product(threads, backends, batch, width)
    ]
    rows = benchmark(models, settings, rounds)
    say(f"{cpu_name()}, {rounds} alternating rounds")
    text = json.dumps([row.to_dict() for row in rows], indent=1)
    if json_path == Path("-"):
        click.echo(text)
        return
    if json_path is not None:
        write_atomic(json_path, text + "\n")
    click.echo(
        f"{'model':<32} {'onednn':<6} {'prec':<5} thr batch width "
        f"{'ms/line':>8} {'p10':>7} {'p90':>7} {'params':>10} {'MMACs':>7}"
    )
    for r in rows:
        click.echo(
            f"{r.model:<32} {r.onednn!s:<6} {r.precision:<5} {r.threads:>3} {r.batch:>5} "
            f"{r.width:>5} {r.ms_median:>8.2f} {r.ms_p10:>7.2f} {r.ms_p90:>7.2f} "
            f"{r.params:>10,} {r.macs / 1e6:>7.1f}"
        )
