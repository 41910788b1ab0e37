"""`ocrlc synth`: draw labelled text lines or whole pages, or harvest them from PDFs."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import click

from ocrlc.charset import Charset
from ocrlc.errors import ConfigError
from ocrlc.system.files import atomic_path, write_atomic

from .common import debug_option, say
from .completion import files_completed, folders_completed
from .harvest import harvest, pdf_options

Split = Literal["train", "test", "all"]


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR|ZIP",
    help="Folder or .zip to write the images and labels.txt to (for pages: Label.txt).",
)
@click.option(
    "--pages",
    is_flag=True,
    help="Draw whole pages, labelled with the outlines of their lines, to train detectors.",
)
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Number of lines to draw or harvest; with --pages, of pages.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Number of the first line; line N is the same in every run. Training with seed 0 draws "
    "from line 0 on: for lines to evaluate on, give a number far away, such as 20000000.",
)
@click.option(
    "--profile",
    default="documents",
    show_default=True,
    help="Kind of documents imitated: documents or receipts; for lines also digits.",
)
@click.option(
    "--prose",
    metavar="DIR",
    shell_complete=folders_completed,
    help="Folder of <language>.txt files with one paragraph per line; half of the lines drawn are "
    "taken from them.",
)
@click.option(
    "--charset",
    default="latin",
    shell_complete=files_completed,
    show_default=True,
    help="Characters that lines may contain: a bundled charset or a file. Pages ignore it.",
)
@click.option(
    "--split",
    type=click.Choice(["train", "test", "all"]),
    default="all",
    show_default=True,
    help="Share of the font families, with --pdf of the documents: those in test are never in "
    "train.",
)
@pdf_options
@debug_option
def command(
    output: Path,
    pages: bool,
    lines: int,
    seed: int,
    profile: str,
    prose: str | None,
    charset: str,
    split: Split,
    pdf: Path | None,
    dpi: tuple[tuple[int, int], tuple[int, ...]],
    degraded: float,
    per_page: int | None,
    thin: str,
) -> None:
    """Make labelled text lines or pages in PaddleOCR's format: draw them, or cut them from PDFs."""
    if pdf:
        # Only harvesting needs detector and recogniser.
        from ocrlc.harvest.options import HarvestOptions

        bounds, steps = dpi
        options = HarvestOptions(
            split, charset, bounds, steps, degraded, thin, per_page=per_page, seed=seed
        )
        harvest(pdf, output, lines, options)
        return
    numbers = range(seed, seed + lines)
    drawn = (
        _pages(numbers, profile, split)
        if pages
        else _lines(numbers, profile, prose, charset, split)
    )
    try:
        _write(output, drawn, "Label.txt" if pages else "labels.txt")
    except OSError as error:
        raise ConfigError(f"cannot write {output}: {error.strerror or error}") from error
    say(f"{lines} {'pages' if pages else 'lines'} drawn")
    click.echo(str(output))


def _lines(
    numbers: Iterable[int], profile: str, prose: str | None, charset: str, split: Split
) -> Iterator[tuple[str, bytes, str]]:
    """Yield lines: name, PNG, text."""
    # OpenCV and the fonts are loaded by this command alone.
    import cv2

    from ocrlc.synthesis import LineSynthesizer

    characters = Charset.load(charset).characters
    synthesizer = LineSynthesizer(characters, split=split, profile=profile, prose=prose)
    for number in numbers:
        line = synthesizer.line(number)
        yield f"lines/{number:08d}.png", cv2.imencode(".png", line.image)[1].tobytes(), line.text


def _pages(numbers: Iterable[int], profile: str, split: Split) -> Iterator[tuple[str, bytes, str]]:
    """Yield pages: name, PNG, label in PaddleOCR's detection form."""
    import cv2  # as above

    from ocrlc.datasets.page_labels import UNREADABLE
    from ocrlc.synthesis.pages import PageSynthesizer

    synthesizer = PageSynthesizer(split=split, profile=profile)
    for number in numbers:
        page = synthesizer.page(number)
        entries = [
            {
                "transcription": line.text if line.is_readable else UNREADABLE,
                "points": [[round(float(x), 1), round(float(y), 1)] for x, y in line.polygon],
            }
            for line in page.lines
        ]
        data = cv2.imencode(".png", page.image)[1].tobytes()
        yield f"pages/{number:08d}.png", data, json.dumps(entries, ensure_ascii=False)


def _write(output: Path, drawn: Iterable[tuple[str, bytes, str]], label_file: str) -> None:
    """Write pictures (name, PNG, label) and their label file."""
    labels = []
    if output.suffix.lower() == ".zip":
        with atomic_path(output) as temporary, zipfile.ZipFile(temporary, "w") as archive:
            for name, data, text in drawn:
                archive.writestr(_member(name), data)
                labels.append(f"{name}\t{text}\n")
            archive.writestr(_member(label_file), "".join(labels))
        return
    if output.is_file():
        raise ConfigError(f"{output} is a file: give a folder, or a name ending in .zip")
    output.mkdir(parents=True, exist_ok=True)
    for name, data, text in drawn:
        (output / name).parent.mkdir(exist_ok=True)
        (output / name).write_bytes(data)
        labels.append(f"{name}\t{text}\n")
    write_atomic(output / label_file, "".join(labels))


def _member(name: str) -> zipfile.ZipInfo:
    """Name a file of an archive, without the time: equal lines give identical archives."""
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o644 << 16
    return member
