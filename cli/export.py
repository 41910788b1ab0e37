"""`ocrlc export`: programs for other runtimes."""

from __future__ import annotations

from pathlib import Path

import click

from .common import debug_option


@click.command()
@click.argument("model")
@click.option(
    "-o", "--output", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path)
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["paddle"]),
    default="paddle",
    show_default=True,
    help="paddle: a Paddle inference program.",
)
@debug_option
def command(model: str, output: Path, kind: str) -> None:
    """Export MODEL into the folder DIR."""
    from ocrlc.bundles import find_bundle
    from ocrlc.export import EXPORTS

    for path in EXPORTS[kind](find_bundle(model), output):
        click.echo(str(path))
