"""`ocrlc models`: list the installed models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from .common import debug_option

NOT_MEASURED = "not measured"


@click.command()
@debug_option
def command() -> None:
    """List the installed models: name, size, accuracy, folder."""
    # It loads NumPy, which listing the commands does not need.
    from ocrlc.inference.bundles import list_bundles

    rows = [("NAME", "SIZE", "ACCURACY", "PLACE")]
    for bundle in list_bundles():
        rows.append((bundle.name, _size(bundle), _accuracy(bundle.metrics), str(bundle.path)))
    for line in align(rows):
        click.echo(line)


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines of text with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _size(bundle: Any) -> str:
    try:
        return f"{bundle.size_bytes / 1e6:.1f} MB"
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
