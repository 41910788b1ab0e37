"""`ocrlc recognize`: read documents."""

from __future__ import annotations

import functools
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ocrlc.errors import BatchError, ConfigError, InputError
from ocrlc.loading.options import LoadOptions
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from ocrlc.system.storage import is_url
from ocrlc.writers import FORMATS, format_of

from .common import Settings, debug_option, engine_options, lm_option, not_empty, say
from .completion import files_completed, folders_completed, recognisers_completed
from .documents.batch import Batch, Overlay, journal_of
from .documents.cluster import read_on
from .documents.collisions import check_results
from .documents.inputs import Found, Input, expand
from .documents.left_out import tell_kinds, tell_left_out
from .documents.loading import load_options_of, loading_options
from .documents.outputs import file_beside, is_folder, open_sink
from .documents.readers import Workers, open_readers
from .documents.reading import read_options_of, reading_options
from .documents.review import review_sheet

if TYPE_CHECKING:
    from ocrlc import OCR
    from ocrlc.options.read_options import ReadOptions


STDOUT = ("-", "/dev/stdout")


def _parse_formats(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in (value or "").split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or (value is not None and not names):
        raise click.BadParameter(
            f"unknown format {', '.join(unknown) or repr(value)}; known are {', '.join(FORMATS)}"
        )
    return names


def _formats_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the last of several formats."""
    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(before + comma + name) for name in FORMATS if name.startswith(last)]


def _parse_timeout(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):  # click's range check lets it pass
        raise click.BadParameter("is not a number")
    return value


@click.command()
@click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", shell_complete=files_completed
)
@click.option(
    "-f",
    "--format",
    "formats",
    metavar="FORMAT[,FORMAT...]",
    callback=_parse_formats,
    shell_complete=_formats_completed,
    help="; ".join(f"{name}: {format.description}" for name, format in FORMATS.items())
    + ".  [default: by the file extension of -o, else text]",
)
@click.option(
    "-o",
    "--output",
    metavar="PATH|DIR",
    callback=not_empty,
    shell_complete=files_completed,
    help="File to write to, or - for stdout. It is a folder if there are several inputs or formats "
    "or it ends in a slash. May be a URL (s3://, gs://, az://).",
)
@click.option(
    "--word-boxes",
    is_flag=True,
    help="In html, tell where each word is: a span around it with its box in data-box.",
)
@click.option(
    "--overlay",
    metavar="PATH",
    callback=not_empty,
    shell_complete=files_completed,
    help="Also write a PNG of each page with the lines' outlines and text drawn over it.",
)
@click.option(
    "--review",
    type=click.IntRange(min=1),
    metavar="N",
    help="Also write an HTML sheet of the N least sure words with their pictures, to be looked at.",
)
@click.option(
    "--sheet",
    metavar="HTML",
    callback=not_empty,
    shell_complete=files_completed,
    help="Where --review writes its sheet.  [default: review.html beside the results]",
)
@click.option(
    "--det",
    metavar="NAME|DIR",
    shell_complete=folders_completed,
    help="Text detector: its name or folder.",
)
@click.option(
    "--rec",
    metavar="NAME|DIR",
    default=DEFAULT_RECOGNIZER,
    show_default=True,
    shell_complete=recognisers_completed,
    help="Text recogniser: its name (see `ocrlc models`) or folder.",
)
@reading_options
@loading_options
@click.option(
    "--resume",
    is_flag=True,
    help="Skip inputs that an earlier call with the same -o folder has finished.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    callback=_parse_timeout,
    metavar="SECONDS",
    help="Longest time to read one page; a page that takes longer is given up and the next one "
    "read.",
)
@click.option(
    "--max-memory",
    type=click.IntRange(min=1),
    metavar="MB",
    help="Most memory of one worker process, in megabytes; a page that needs more is given up and "
    "the next one read.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that read at the same time; --threads is divided among them.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS|local",
    help="Read on the Ray cluster at this address, or on one of this machine, into Parquet files: "
    "-f parquet, a row per file. --workers is the most processes of the cluster, --threads those "
    "of each.",
)
@engine_options
@lm_option
@debug_option
@click.pass_context
def command(
    context: click.Context,
    /,
    inputs: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    word_boxes: bool,
    overlay: str | None,
    review: int | None,
    sheet: str | None,
    det: str | None,
    rec: str,
    resume: bool,
    timeout: float | None,
    max_memory: int | None,
    workers: int,
    cluster: str | None,
    threads: int | None,
    onednn: bool,
    precision: str,
    engine: str,
    lm: bool,
    orientation: str,
    **others: Any,
) -> None:
    """Read the text of documents.

    INPUT is an image, PDF or TIFF file, a folder, a glob pattern, the URL of one of these (s3://,
    gs://, az://; of a file also https://), or - for stdin. Results go to stdout or to -o, messages
    to stderr.
    """
    settings: Settings = context.obj
    load_options = load_options_of(others)
    if output in STDOUT:
        output = None
    found = expand(inputs, (output, overlay))
    items = found.inputs
    formats = formats or (format_of(output, default="parquet" if cluster else "text"),)
    for name in formats:
        FORMATS[name].check_installed()
    if word_boxes and not any(FORMATS[name].has_word_boxes for name in formats):
        raise ConfigError(
            "--word-boxes goes with -f html; json, tsv, hocr and alto always have them"
        )
    options: dict[str, Any] = {
        "det": det,
        "rec": rec,
        "onednn": onednn,
        "precision": precision,
        "engine": engine,
        "lm": lm,
        "orientation": orientation,
        "load_options": load_options,
        "read_options": read_options_of(others),
    }
    shared = Workers(workers, threads, timeout, max_memory)
    if cluster:
        if review:
            raise ConfigError("--review looks at what is read here, not on a --cluster")
        if context.get_parameter_source("workers") is click.core.ParameterSource.DEFAULT:
            shared = replace(shared, count=0)
        if all(item.problem for item in items):
            _give_up(found)
        tell_left_out(found.left_out)
        read_on(
            cluster, items, output, formats, options, shared, resume=resume, overlay=bool(overlay)
        )
        return
    pictures = _overlay(overlay, output, items, load_options) if overlay else None
    folder = output if output and is_folder(output, items, formats) else None
    check_results(
        items,
        folder,
        overlay if pictures and pictures.folder else None,
        formats,
    )
    doubts = review_sheet(review, sheet, output, folder, items, load_options)
    noted = {**options, "word_boxes": True} if word_boxes else options
    bar = output is not None or sys.stdout is None or not sys.stdout.isatty()
    with (
        open_sink(output, items, formats, load_options, word_boxes) as sink,
        journal_of(sink, items, noted, resume=resume) as journal,
    ):
        if all(item.problem for item in items):
            _give_up(found)
        with open_readers(functools.partial(load_ocr, **options), shared) as readers:
            Batch(
                items, sink, load_options, pictures, journal, settings.debug, found.left_out, doubts
            ).run(readers, bar=bar)


def load_ocr(
    det: str | None,
    rec: str,
    threads: int | None,
    onednn: bool,
    precision: str,
    engine: str,
    lm: bool,
    orientation: str,
    load_options: LoadOptions,
    read_options: ReadOptions | None = None,
) -> OCR:
    """Make the reader, here or in a worker process; tests replace this function."""
    # It loads NumPy and OpenCV, which a process that only hands out work does not need.
    from ocrlc import OCR

    return OCR(
        det=det,
        rec=rec,
        threads=threads,
        onednn=onednn,
        precision=precision,
        engine=engine,
        lm=lm,
        orientation=orientation,
        load_options=load_options,
        read_options=read_options,
    )


def _overlay(
    path: str, output: str | None, items: Sequence[Input], load_options: LoadOptions
) -> Overlay:
    if is_url(path):
        raise ConfigError(f"{path}: pictures are written to paths only")
    if path == "-":
        raise ConfigError("--overlay names a file: stdout is for the results")
    if is_folder(path, items):
        return Overlay(Path(path), True, load_options)
    if output and os.path.realpath(output) == os.path.realpath(path):
        raise ConfigError(f"{path} is named by -o and by --overlay")
    return Overlay(Path(file_beside(items, path)), False, load_options)


def _give_up(found: Found) -> None:
    items = found.inputs
    tell_kinds(found.left_out)
    if len(items) == 1:
        raise InputError(items[0].problem)
    for item in items:
        say(item.problem)
    raise BatchError(f"none of the {len(items)} inputs can be read")
