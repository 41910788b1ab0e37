"""`ocrlc export`: convert a model for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from ocrlc.errors import ConfigError, InputError

from .common import debug_option, say
from .completion import files_completed, models_completed
from .documents.inputs import expand

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
    help="What to export. " + "; ".join(f"{name}: {what}" for name, what in KINDS.items()) + ".  "
    "[default: paddle; onnx with --precision int8]",
)
@click.option(
    "--precision",
    type=click.Choice(("fp32", "int8")),
    default="fp32",
    show_default=True,
    help="int8: also write a variant that multiplies 8-bit integers, for --precision int8 of the "
    "other commands; needs --calibrate.",
)
@click.option(
    "--calibrate",
    multiple=True,
    metavar="PAGES",
    shell_complete=files_completed,
    help="Documents like those that will be read, for --precision int8: a file, folder, glob or "
    "URL; may be repeated. Some dozen pages are enough.",
)
@debug_option
def command(
    model: str, output: Path, kind: str | None, precision: str, calibrate: tuple[str, ...]
) -> None:
    """Export MODEL into the folder DIR.

    MODEL is a recogniser or a detector: its name (see `ocrlc models`) or its folder.
    """
    # It loads NumPy, which listing the commands does not need.
    from ocrlc.export import export, export_int8, find_model

    is_int8 = precision == "int8"
    if is_int8 != bool(calibrate):
        raise click.UsageError("--precision int8 and --calibrate PAGES go together")
    if is_int8 and kind not in (None, "onnx"):
        raise click.UsageError(f"--precision int8 is for --format onnx, not {kind}")
    documents = _documents(calibrate)
    found = find_model(model)
    try:
        if is_int8:
            done = export_int8(found, output, documents)
        else:
            done = export(found, output, kind or "paddle")
    except OSError as error:
        raise ConfigError(f"cannot write {output}: {error.strerror or error}") from error
    if done.difference is not None:
        say(f"probabilities differ from Paddle's by at most {done.difference:.2g}")
    for path in done.files:
        click.echo(str(path))


def _documents(arguments: tuple[str, ...]) -> list[str]:
    """Return the paths and URLs of the documents that arguments name."""
    inputs = expand(arguments).inputs
    if problem := next((one.problem for one in inputs if one.problem), None):
        raise InputError(problem)
    return [one.url or str(one.path) for one in inputs]
