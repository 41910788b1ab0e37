r"""Time variants of PP-LCNet against MobileNetV3: which are fast enough to be worth training?

    python -m scripts.search_backbones --json search.json
    python -m scripts.train_arms runs/search/NAME.yml … --lines 300000 --folder runs/backbones

All combinations of scale, strides, 5×5 kernels and SE are measured with random weights beside the
reference recipe in one alternating run with oneDNN on one thread. `ratio` is a variant's time over
the reference's; rows are sorted by it, and those at or below the bar are marked. Among equals the
one with more arithmetic is the likelier to read well. Every variant's recipe is left in `--folder`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import click

from ocrlc.evaluation.speed.benchmark import Row, Setting, benchmark
from ocrlc.evaluation.speed.benchmark_report import plain_text
from ocrlc.recipes import dump_config, load_config
from ocrlc.system.cpu import cpu_name
from ocrlc.system.files import write_atomic
from ocrlc.system.paddle_setup import prepare_paddle

BASE = "rec_lcnet.yml"
SCALES = (0.35, 0.5, 0.75, 1.0)
LAYOUTS = ("early", "ppocrv2", "flat")
LARGE_KERNELS = (0, 7)
SE_BLOCKS = (0, 2)


def write_candidates(folder: Path) -> list[str]:
    """Write a recipe for every variant; they differ from the base in the backbone alone."""
    paths = []
    for scale, layout, large, se in product(SCALES, LAYOUTS, LARGE_KERNELS, SE_BLOCKS):
        name = f"lcnet_{scale:g}x_{layout}_5x5_{large}_se_{se}"
        values = {
            "model.backbone.scale": scale,
            "model.backbone.layout": layout,
            "model.backbone.large_kernel.blocks": large,
            "model.backbone.se.blocks": se,
            "train.output_dir": f"runs/{name}",
        }
        config = load_config(BASE, [f"{key}={value}" for key, value in values.items()])
        write_atomic(folder / f"{name}.yml", dump_config(config))
        paths.append(str(folder / f"{name}.yml"))
    return paths


def table(rows: Sequence[Row], reference: str, bar: float) -> list[list[str]]:
    """Return a row for every model, the fastest at the first batch size first.

    Args:
        rows: rows of one run; only their batch sizes differ.
        reference: the model that the others are compared with.
        bar: ratio up to which a model is marked.
    """
    batches = list(dict.fromkeys(row.setting.batch for row in rows))
    found = {(row.model, row.setting.batch): row for row in rows}

    def ratio(model: str, batch: int) -> float:
        return found[model, batch].ms_median / found[reference, batch].ms_median

    head = ["variant", "params", "MMACs"]
    cells = [head + [f"{name}, batch {b}" for b in batches for name in ("ms", "ratio")]]
    models = dict.fromkeys(row.model for row in rows)
    for model in sorted(models, key=lambda m: ratio(m, batches[0])):
        row = found[model, batches[0]]
        line = [Path(model).stem, f"{row.params / 1e6:.2f} M", f"{row.macs / 1e6:.0f}"]
        for batch in batches:
            value = ratio(model, batch)
            mark = " *" if value <= bar else "  "
            line += [f"{found[model, batch].ms_median:.2f}", f"{value:.2f}{mark}"]
        cells.append(line)
    return cells


@click.command()
@click.option("--reference", default="rec_mobilenet_v3.yml", show_default=True)
@click.option("--folder", default="runs/search", show_default=True, type=click.Path(path_type=Path))
@click.option("--batch", "batches", multiple=True, type=click.IntRange(1), default=(1, 8))
@click.option("--width", type=click.IntRange(8), default=320, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=9, show_default=True)
@click.option(
    "--bar", default=0.85, show_default=True, help="Mark rows with a time ratio up to this."
)
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="PATH")
def main(
    reference: str,
    folder: Path,
    batches: tuple[int, ...],
    width: int,
    rounds: int,
    bar: float,
    json_path: Path | None,
) -> None:
    """Time all variants and the reference."""
    prepare_paddle()
    settings = [Setting(batch=batch, width=width) for batch in batches]
    rows = benchmark([reference, *write_candidates(folder)], settings, rounds)
    click.echo(f"{cpu_name()}, one thread, oneDNN, {rounds} alternating rounds", err=True)
    if json_path is not None:
        values = [row.to_dict() for row in rows]
        write_atomic(json_path, json.dumps(values, indent=1) + "\n")
    click.echo(plain_text(table(rows, reference, bar)))


if __name__ == "__main__":
    main()
