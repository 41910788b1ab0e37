r"""Measure what each of PP-LCNet's strategies costs under oneDNN, and what it brings.

    python -m scripts.train_arms strategies --lines 120000 --folder runs/strategies
    python -m scripts.train_arms classifiers --folder runs/classifiers
    python -m scripts.compare_strategies --time runs/strategies/* runs/classifiers/* \
        --set 'drawn lines: {labels: drawn/labels.txt}'

`--time` measures all arms in one alternating run, with random weights. RUNs are trained arms, read
on every `--set`. Either may be left out: what was stored of it before is kept. Writes
`strategies.json` with all figures, and from it the page.
"""

from __future__ import annotations

from pathlib import Path

import click

from ocrlc.errors import OcrlcError
from ocrlc.system.cpu import cpu_name
from scripts.backbones.runs import load_run
from scripts.compare_backbones import parse_sets
from scripts.reports.pages import FOLDER, PAGES, load, publish
from scripts.strategies.measure import accuracy, latency


@click.command()
@click.argument("runs", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--time", "timed", is_flag=True, help="Measure the times of all arms.")
@click.option("--rounds", type=click.IntRange(1), default=15, show_default=True)
@click.option("--width", type=click.IntRange(8), default=320, show_default=True)
@click.option("--set", "sets", multiple=True, metavar="'TITLE: {labels: …}'", help="Label file.")
@click.option("-o", "folder", default=FOLDER, type=click.Path(file_okay=False, path_type=Path))
def main(
    runs: tuple[Path, ...],
    timed: bool,
    rounds: int,
    width: int,
    sets: tuple[str, ...],
    folder: Path,
) -> None:
    """Time the arms, judge RUNs, and write the page and its figures."""
    if bool(runs) != bool(sets):
        raise click.UsageError("give RUNs and --set together")
    record = dict(load(PAGES["strategies"], folder).get("strategies.json", {}))
    if not timed and "latency" not in record:
        raise click.UsageError("no times are stored yet: say --time")
    try:
        if timed:
            record |= {"cpu": cpu_name(), "latency": latency(rounds, width)}
        if runs:
            judged = accuracy([load_run(path) for path in runs], parse_sets(sets))
            record["accuracy"] = record.get("accuracy", {}) | judged
    except (OcrlcError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    for path in publish("strategies", record, folder):
        click.echo(str(path))


if __name__ == "__main__":
    main()
