"""`ocrlc export`: convert a model for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from ocrlc.errors import ConfigError

from .common import debug_option, say
from .completion import models_completed

KINDS = {
    "paddle": "a Paddle inference program",
    "paddleocr": "a model folder for PaddleOCR 3",
    "onnx": "an ONNX model for ONNX Runtime, compared with Paddle's results",
}


@click.command()
@click.argument("model", shell_complete=models_completed)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the exported model to.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(KINDS)),
    default="paddle",
    show_default=True,
    help="What to export. " + "; ".join(f"{name}: {what}" for name, what in KINDS.items()) + ".",
)
@debug_option
def command(model: str, output: Path, kind: str) -> None:
    """Export MODEL into the folder DIR.

    MODEL is a recogniser or a detector: its name (see `ocrlc models`) or its folder.
    """
    # It loads NumPy, which listing the commands does not need.
    from ocrlc.export import export, find_model

    found = find_model(model)
    try:
        done = export(found, output, kind)
    except OSError as error:
        raise ConfigError(f"cannot write {output}: {error.strerror or error}") from error
    if done.difference is not None:
        say(f"probabilities differ from Paddle's by at most {done.difference:.2g}")
    for path in done.files:
        click.echo(str(path))
