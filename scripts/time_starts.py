"""Measure a whole start, `ocrlc recognize FILE` in a fresh process with warm caches.

Processor time, user and system, in seconds: the lowest and the median of several rounds, in which
all rows take turns. With `--tree`, other checkouts of this repository are measured beside this one.

    python -m scripts.time_starts data/samples/receipt.jpg --engine openvino --engine paddle
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from itertools import product
from pathlib import Path

import click

from ocrlc.evaluation.speed.footprint import bytecode_in, measure_start

HERE = Path(__file__).parents[1]


@click.command()
@click.argument("page", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--engine", multiple=True, default=("openvino", "paddle"), show_default=True)
@click.option("--tree", multiple=True, type=click.Path(exists=True, path_type=Path))
@click.option("--rounds", default=7, show_default=True)
def main(page: Path, engine: tuple[str, ...], tree: tuple[Path, ...], rounds: int) -> None:
    """Time starts that read PAGE."""
    rows = list(product((HERE, *tree), engine))
    spent: dict[tuple[Path, str], list[float]] = {row: [] for row in rows}
    with tempfile.TemporaryDirectory() as compiled:
        for number in range(rounds + 1):
            for row in rows:
                seconds = start(row[0], page.resolve(), row[1], compiled)
                if number:  # the first fills the caches
                    spent[row].append(seconds)
    for (folder, name), times in spent.items():
        low, middle = min(times), statistics.median(times)
        click.echo(f"{folder} {name}: at least {low:.2f} s, median {middle:.2f} s")


def start(tree: Path, page: Path, engine: str, compiled: str) -> float:
    """Return the processor time of one start in seconds; bytecode is kept in `compiled`."""
    command = [sys.executable, "-m", "cli.main", "recognize", str(page), "--engine", engine]
    environment = {**bytecode_in(compiled), "PYTHONPATH": str(tree.resolve())}
    return measure_start(command, environment, tree).cpu_ms / 1e3


if __name__ == "__main__":
    main()
