"""`ocrlc synth`: draw labelled text lines."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
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
    help="Number of the first line; line N is the same in every run. Training with seed 0 draws "
    "from line 0 on: for lines to judge by, give a number far from there, such as 20000000.",
)
@click.option("--profile", default="documents", show_default=True, help="What the lines say.")
@click.option(
    "--prose",
    metavar="DIR",
    help="A folder of <language>.txt, a paragraph a line: half of the lines are pieces of them.",
)
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
    prose: str | None,
    charset: str,
    split: Literal["train", "test", "all"],
) -> None:
    """Draw labelled text lines in PaddleOCR's form."""
    import cv2

    from ocrlc.charset import Charset
    from ocrlc.errors import ConfigError
    from ocrlc.synthesis import LineSynthesizer

    characters = Charset.load(charset).characters
    synthesizer = LineSynthesizer(characters, split=split, profile=profile, prose=prose)

    def drawn() -> Iterator[tuple[str, bytes, str]]:
        for number in range(seed, seed + lines):
            line = synthesizer.line(number)
            yield (
                f"lines/{number:08d}.png",
                cv2.imencode(".png", line.image)[1].tobytes(),
                line.text,
            )

    try:
        _write(output, drawn())
    except OSError as error:
        raise ConfigError(f"cannot write {output}: {error.strerror or error}") from error
    say(f"{lines} lines drawn")
    click.echo(str(output))


def _write(output: Path, lines: Iterable[tuple[str, bytes, str]]) -> None:
    """Write lines (name, PNG, text) and their label file."""
    from ocrlc.errors import ConfigError
    from ocrlc.files import atomic_path, write_atomic

    labels = []
    if output.suffix.lower() == ".zip":
        with atomic_path(output) as temporary, zipfile.ZipFile(temporary, "w") as archive:
            for name, data, text in lines:
                archive.writestr(_member(name), data)
                labels.append(f"{name}\t{text}\n")
            archive.writestr(_member("labels.txt"), "".join(labels))
        return
    if output.is_file():
        raise ConfigError(f"{output} is a file: give a folder, or a name ending in .zip")
    (output / "lines").mkdir(parents=True, exist_ok=True)
    for name, data, text in lines:
        (output / name).write_bytes(data)
        labels.append(f"{name}\t{text}\n")
    write_atomic(output / "labels.txt", "".join(labels))


def _member(name: str) -> zipfile.ZipInfo:
    """Name a file of an archive, without the time: equal lines make equal archives."""
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o644 << 16
    return member
