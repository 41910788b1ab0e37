"""`ocrlc synth --pdf`: harvest lines and pages from PDFs that contain text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .common import say

if TYPE_CHECKING:
    from ocrlc.harvest.journal import Journal
    from ocrlc.harvest.options import HarvestOptions

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

QUIET_SECONDS = 30


class Resolutions(click.ParamType[Any]):
    """A range of resolutions, or a list of them."""

    name = "dpi"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[int, int], tuple[int, ...]]:
        """Return the lowest and the highest, and the list if one was given, else nothing."""
        if not re.fullmatch(r"\d+-\d+|\d+(,\d+)*", value):
            self.fail(f"{value!r}: give a range such as 72-300, or a list such as 100,150")
        numbers = tuple(int(number) for number in re.findall(r"\d+", value))
        if min(numbers) < 1 or max(numbers) > 1200 or ("-" in value and numbers[0] > numbers[1]):
            self.fail(f"{value!r}: not between 1 and 1200 dpi, the lower one first")
        bounds = min(numbers), max(numbers)
        return bounds, () if "-" in value else numbers


def pdf_options(command: Decorated) -> Decorated:
    """Add the options of a harvest."""
    for option in (
        click.option(
            "--pdf",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            metavar="FOLDER",
            help="Harvest lines and pages from the PDFs in FOLDER instead of drawing them; "
            "repeating the command continues a stopped harvest.",
        ),
        click.option(
            "--dpi",
            type=Resolutions(),
            default="72-300",
            show_default=True,
            metavar="LOW-HIGH|LIST",
            help="With --pdf: resolutions at which pages are drawn, in dots per inch.",
        ),
        click.option(
            "--degraded",
            type=click.FloatRange(0, 1),
            default=0.75,
            show_default=True,
            help="With --pdf: share of the pages made to look scanned, copied, faxed or "
            "photographed.",
        ),
        click.option(
            "--per-page",
            type=click.IntRange(1),
            help="With --pdf: largest number of lines taken from one page.",
        ),
        click.option(
            "--thin",
            default="",
            metavar="REGEX",
            help="With --pdf: keep only one in six of the lines that match.",
        ),
    ):
        command = option(command)
    return command


def harvest(folder: Path, output: Path, lines: int, options: HarvestOptions) -> None:
    """Harvest a folder into a folder or an archive."""
    # Detector, recogniser and PDFium are loaded by this command alone.
    from ocrlc import Detector, Recognizer
    from ocrlc.errors import ConfigError
    from ocrlc.harvest.archive import pack
    from ocrlc.harvest.harvester import Harvester

    if output.is_file():
        raise ConfigError(f"{output} is there already; give another name")
    zipped = output.suffix.lower() == ".zip"
    place = output.with_name(output.name + ".parts") if zipped else output
    try:
        harvester = Harvester(folder, place, options, Detector(), Recognizer())
        harvester.run(lines, _Progress())
        if zipped:
            pack(place, output)
    except OSError as error:
        raise ConfigError(f"cannot write {output}: {error.strerror or error}") from error
    counts = harvester.journal.counts
    say(f"{counts['lines']} lines, {counts['pages']} pages harvested")
    for reason, count in sorted(counts.items()):
        if reason.startswith("dropped"):
            say(f"{reason}: {count}")
    click.echo(str(output))


class _Progress:
    """Prints every half minute how far a harvest is."""

    def __init__(self) -> None:
        self.said = time.monotonic()

    def __call__(self, journal: Journal) -> None:
        if time.monotonic() - self.said >= QUIET_SECONDS:
            self.said = time.monotonic()
            say(f"{journal.counts['lines']} lines of {len(journal.done)} pages looked at")
