"""Time the networks of a page with every engine that is installed, in one alternating run.

First quartiles of time and of processor time: other programs slow some of the calls down.

    python -m scripts.time_engines --threads 2 --seconds 40
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

import click
import numpy as np
from numpy.typing import NDArray

from ocrlc.detection.weights import find_weights
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.selection import ENGINES, open_network
from ocrlc.recognition.line_model import find_line_model
from ocrlc.system.cpu import cpu_name
from ocrlc.system.resources import DEFAULT_RECOGNIZER

Array = NDArray[np.float32]
LINES = ((8, 640), (4, 640), (1, 640), (1, 384))
"""Strips of a page, and those of a short one: their number and width in pixels."""
PAGES = ((640, 384), (800, 544))
"""Sizes of a receipt's page as the detector sees it: height and width in pixels."""
KEPT = 8


@click.command()
@click.option("--rec", default=DEFAULT_RECOGNIZER, show_default=True)
@click.option("--det", help="The detector; the default one if not given.")
@click.option("--only", type=click.Choice(["rec", "det"]), help="Time one of the two.")
@click.option("--threads", default=2, show_default=True)
@click.option("--seconds", default=40.0, show_default=True, help="How long to time them all.")
def main(rec: str, det: str | None, only: str | None, threads: int, seconds: float) -> None:
    """Print a table: milliseconds a call, and of processor time."""
    options = EngineOptions(threads=threads, cached_shapes=KEPT)
    engines = [name for name, kind in ENGINES.items() if kind.is_installed]
    inputs: list[tuple[str, Callable[[Array], Array], Array]] = []
    random = np.random.default_rng(0)
    for engine in engines:
        if only != "det":
            model = find_line_model(rec)
            run = open_network(engine, model.program(engine), options).run
            shapes = [(rows, 3, model.height, width) for rows, width in LINES]
            inputs += [(engine, run, random.uniform(-1, 1, s).astype(np.float32)) for s in shapes]
        if only != "rec":
            run = open_network(engine, find_weights(det).program(engine), options).run
            shapes = [(1, 3, height, width) for height, width in PAGES]
            inputs += [(engine, run, random.uniform(-1, 1, s).astype(np.float32)) for s in shapes]
    spent = _alternate(inputs, seconds)
    click.echo(f"{cpu_name()}, {threads} threads, fp32; ms a call (and of processor time)\n")
    click.echo("| input | " + " | ".join(ENGINES[name].title for name in engines) + " | rounds |")
    click.echo("| --- |" + " ---: |" * (len(engines) + 1))
    for shape in dict.fromkeys(x.shape for _, _, x in inputs):
        found = [np.array(spent[engine, shape]) * 1e3 for engine in engines]
        quartiles = [np.percentile(times, 25, axis=0) for times in found]
        cells = [f"{wall:.1f} ({cpu:.1f})" for wall, cpu in quartiles]
        name = " × ".join(map(str, shape))
        click.echo(f"| {name} | " + " | ".join(cells) + f" | {len(found[0])} |")


def _alternate(
    inputs: list[tuple[str, Callable[[Array], Array], Array]], seconds: float
) -> dict[tuple[str, tuple[int, ...]], list[tuple[float, float]]]:
    """Return times and processor times in seconds, by engine and shape; all take turns."""
    for _, run, x in inputs:
        run(x)
    spent: dict[tuple[str, tuple[int, ...]], list[tuple[float, float]]] = defaultdict(list)
    order = np.random.default_rng(0)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for i in order.permutation(len(inputs)):
            engine, run, x = inputs[i]
            wall, cpu = time.perf_counter(), time.process_time()
            run(x)
            spent[engine, x.shape].append((time.perf_counter() - wall, time.process_time() - cpu))
    return spent


if __name__ == "__main__":
    main()
