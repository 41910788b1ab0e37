"""`ocrlc recognize`: read documents."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ocrlc.errors import BatchError, InputError, ModelError, OcrlcError
from ocrlc.load_options import LoadOptions
from ocrlc.results import Document
from ocrlc.writers import WRITERS, format_of, save_overlay

from .common import Settings, debug_option, runtime_options, say
from .inputs import Input, expand
from .loading import load_options, loading_options
from .outputs import below, is_folder, open_sink

if TYPE_CHECKING:
    from ocrlc import OCR


def _parse_formats(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in (value or "").split(",") if name.strip()))
    unknown = [name for name in names if name not in WRITERS]
    if unknown or (value is not None and not names):
        raise click.BadParameter(
            f"unknown format {', '.join(unknown) or repr(value)}; known are {', '.join(WRITERS)}"
        )
    return names


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-f",
    "--format",
    "formats",
    metavar="FORMAT[,FORMAT...]",
    callback=_parse_formats,
    help=f"{', '.join(WRITERS)}.  [default: by the ending of -o, else text]",
)
@click.option(
    "-o",
    "--output",
    metavar="PATH|DIR",
    help="A file; a folder for several inputs or formats, or with a trailing slash.",
)
@click.option("--overlay", metavar="PATH", help="Draw boxes and text over the page, into a PNG.")
@click.option("--det", metavar="NAME|DIR", help="Detector.")
@click.option("--rec", metavar="NAME|DIR", default="lcnet-latin", show_default=True)
@loading_options
@runtime_options
@debug_option
@click.pass_obj
def command(
    settings: Settings,
    /,
    inputs: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    overlay: str | None,
    det: str | None,
    rec: str,
    threads: int | None,
    onednn: bool,
    precision: str,
    orientation: str,
    **loading: Any,
) -> None:
    """Read documents: files, folders, globs, PDF, TIFF, or - for stdin.

    Results go to stdout or to -o, everything else to stderr.
    """
    load = load_options(loading)
    items = expand(inputs)
    formats = formats or (format_of(output, default="text"),)
    pictures = _Overlays(overlay, items, load) if overlay else None
    failed: list[str] = []
    apart = output is not None or not sys.stdout.isatty()
    with open_sink(output, items, formats) as sink:
        if all(item.problem for item in items):
            _give_up(items)
        ocr = load_ocr(det, rec, threads, onednn, precision, orientation, load)
        with _progress(items, show=apart) as steps:
            for item in steps:
                try:
                    source = _open(item)
                    document = ocr.recognize(source)
                    _warn(item, document)
                    sink.add(item, document)
                    if pictures:
                        pictures.add(item, document, source)
                except (ModelError, BrokenPipeError):
                    raise
                except Exception as error:
                    if len(items) == 1:
                        raise
                    failed.append(item.name)
                    _report(item, error, settings)
        sink.close()
    if failed:
        raise BatchError(f"{len(failed)} of {len(items)} inputs failed: {', '.join(failed)}")


def load_ocr(
    det: str | None,
    rec: str,
    threads: int | None,
    onednn: bool,
    precision: str,
    orientation: str,
    load: LoadOptions,
) -> OCR:
    """Make the reader; apart, so that tests can put another in its place."""
    from ocrlc import OCR

    return OCR(
        det=det,
        rec=rec,
        threads=threads,
        onednn=onednn,
        precision=precision,
        orientation=orientation,
        load_options=load,
    )


def _open(item: Input) -> Path | BytesIO:
    if item.problem:
        raise InputError(item.problem)
    if item.path:
        return item.path
    stream = BytesIO(sys.stdin.buffer.read())
    stream.name = item.name
    return stream


def _give_up(items: Sequence[Input]) -> None:
    if len(items) == 1:
        raise InputError(items[0].problem)
    for item in items:
        say(item.problem)
    raise BatchError(f"none of the {len(items)} inputs can be read")


def _warn(item: Input, document: Document) -> None:
    for page in document.pages:
        for warning in page.warnings:
            say(f"warning: {item.name}, page {page.number}: {warning}")


def _report(item: Input, error: Exception, settings: Settings) -> None:
    if settings.debug:
        traceback.print_exception(error)
    message = " ".join(str(error).split())
    if not isinstance(error, OcrlcError):
        message = f"this is a bug, {type(error).__name__}: {message} (--debug shows where)"
    say(message if item.name in message else f"{item.name}: {message}")


@contextmanager
def _progress(items: Sequence[Input], *, show: bool) -> Iterator[Iterator[Input]]:
    """Yield the items, under a progress bar on a terminal that the results do not go to."""
    if not show or len(items) == 1 or not sys.stderr.isatty():
        yield iter(items)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    # Rich must leave stdout alone: it would print the results to the terminal on stderr.
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        redirect_stdout=False,
    ) as bar:
        yield iter(bar.track(items))


class _Overlays:
    """Writes a picture per page: to one file for one page, else to numbered ones."""

    def __init__(self, path: str, items: Sequence[Input], load: LoadOptions) -> None:
        self.load = load
        self.path = Path(path)
        self.folder = is_folder(path, items)

    def add(self, item: Input, document: Document, source: Path | BytesIO) -> None:
        """Draw the document's pages over the source's images."""
        if isinstance(source, BytesIO):
            source.seek(0)
        target = below(self.path, item, ".overlay.png") if self.folder else self.path
        save_overlay(document, source, target, self.load)
