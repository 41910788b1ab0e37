r"""Compare training runs that differ in the backbone alone: does PP-LCNet beat MobileNetV3?

    python -m scripts.compare_backbones data/arms/rec_* --benchmark bench.json \
        --set 'drawn lines: {labels: drawn/labels.txt}' \
        --set 'receipts: {labels: labels.txt, images: DIR/receipt_lines.zip, include: lines/4}'

RUN is a folder that `ocrlc train` made, of recognisers or of detectors; runs of one backbone with
different seeds are taken together. `--benchmark` is what `ocrlc benchmark --json` wrote for the
same backbones in one run. Writes `lcnet_vs_mobilenetv3.json` (of detectors:
`lcnet_vs_mobilenetv3_detector.json`) with all figures, and from it the page and the plot; without
RUN, only the latter two, from the stored JSON.
"""

from __future__ import annotations

from pathlib import Path

import click
import yaml

from ocrlc.config import LabelSource
from ocrlc.errors import OcrlcError
from ocrlc.system.cpu import cpu_name
from scripts.backbones.families import FAMILIES
from scripts.backbones.measure import compare
from scripts.backbones.runs import group, load_run
from scripts.reports.pages import FOLDER, publish


@click.command()
@click.argument("runs", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--benchmark", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--set", "sets", multiple=True, metavar="'TITLE: {labels: …}'", help="Label file.")
@click.option("--cpu", default=cpu_name(), show_default=True, help="CPU of the benchmark.")
@click.option("-o", "folder", default=FOLDER, type=click.Path(file_okay=False, path_type=Path))
def main(
    runs: tuple[Path, ...], benchmark: Path | None, sets: tuple[str, ...], cpu: str, folder: Path
) -> None:
    """Compare RUNs and write the page, the plot and their figures."""
    if not runs:
        stored = [f.page for f in FAMILIES.values() if (folder / f"{f.page}.json").is_file()]
        shown = [path for name in stored for path in publish(name, folder=folder)]
    else:
        if benchmark is None or not sets:
            raise click.UsageError("give --benchmark and at least one --set with the runs")
        try:
            arms = group([load_run(path) for path in runs])
            record = compare(arms, parse_sets(sets), benchmark, cpu)
            shown = publish(FAMILIES[record["family"]].page, record, folder)
        except (OcrlcError, ValueError) as error:
            raise click.ClickException(str(error)) from error
    for path in shown:
        click.echo(str(path))


def parse_sets(texts: tuple[str, ...]) -> dict[str, LabelSource]:
    """Read `TITLE: {labels: …, images: …, include: …}`, YAML as in recipes.

    Raises:
        ValueError: it is not of this form.
    """
    found = {}
    for text in texts:
        values = yaml.safe_load(text)
        if not isinstance(values, dict):
            raise ValueError(f"--set {text!r}: write it as 'TITLE: {{labels: PATH}}'")
        for title, source in values.items():
            found[str(title)] = LabelSource(**{"kind": "labels", **source})
    return found


if __name__ == "__main__":
    main()
