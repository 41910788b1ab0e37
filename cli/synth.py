"""`ocrlc synth`: draw labelled text lines."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from .common import debug_option, say


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR|ZIP",
    help="A folder, or a .zip: images and labels.txt.",
)
@click.option("-n", "--lines", type=click.IntRange(1), default=1000, show_default=True)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Number of the first line; line N is the same in every run.",
)
@click.option("--profile", default="documents", show_default=True, help="What the lines say.")
@click.option("--charset", default="latin", show_default=True)
@click.option(
    "--split",
    type=click.Choice(["train", "test", "all"]),
    default="all",
    show_default=True,
    help="Which font families: test has some that train never shows.",
)
@debug_option
def command(
    output: Path,
    lines: int,
    seed: int,
    profile: str,
    charset: str,
    split: Literal["train", "test", "all"],
) -> None:
    """Draw labelled text lines in PaddleOCR's form."""
    import cv2

    from ocrlc.charset import Charset
    from ocrlc.errors import ConfigError
    from ocrlc.files import atomic_path, write_atomic
    from ocrlc.synthesis import LineSynthesizer

    characters = Charset.load(charset).characters
    synthesizer = LineSynthesizer(characters, split=split, profile=profile)

    def drawn() -> Iterator[tuple[str, bytes, str]]:
        for number in range(seed, seed + lines):
            line = synthesizer.line(number)
            yield (
                f"lines/{number:08d}.png",
                cv2.imencode(".png", line.image)[1].tobytes(),
                line.text,
            )

    labels = []
    if output.suffix == ".zip":
        with atomic_path(output) as temporary, zipfile.ZipFile(temporary, "w") as archive:
            for name, data, text in drawn():
                archive.writestr(name, data)
                labels.append(f"{name}\t{text}\n")
            archive.writestr("labels.txt", "".join(labels))
    else:
        if output.is_file():
            raise ConfigError(f"{output} is a file: give a folder, or a name ending in .zip")
        (output / "lines").mkdir(parents=True, exist_ok=True)
        for name, data, text in drawn():
            (output / name).write_bytes(data)
            labels.append(f"{name}\t{text}\n")
        write_atomic(output / "labels.txt", "".join(labels))
    say(f"{lines} lines drawn")
    click.echo(str(output))
