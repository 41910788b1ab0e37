"""What `ocrlc serve` and `ocrlc mcp` share: the reader's options, and a document's limits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ocrlc.loading.options import MAX_BYTES, MAX_PIXELS, LoadOptions
from ocrlc.server import limits as defaults
from ocrlc.system.resources import DEFAULT_RECOGNIZER

from .common import Decorated, engine_options, lm_option
from .completion import folders_completed, recognisers_completed
from .documents.loading import orientation_option
from .recognize import load_ocr

if TYPE_CHECKING:
    from ocrlc import OCR

READER = ("det", "rec", "orientation", "onednn", "precision", "engine", "lm")


def serving_options(command: Decorated) -> Decorated:
    """Add the options; the functions below read their values."""
    options = (
        click.option(
            "--det",
            metavar="NAME|DIR",
            shell_complete=folders_completed,
            help="Text detector: its name or folder.",
        ),
        click.option(
            "--rec",
            metavar="NAME|DIR",
            default=DEFAULT_RECOGNIZER,
            show_default=True,
            shell_complete=recognisers_completed,
            help="Text recogniser: its name (see `ocrlc models`) or folder.",
        ),
        orientation_option,
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            default=defaults.SECONDS,
            show_default=True,
            metavar="SECONDS",
            help="Longest time to read one document.",
        ),
        click.option(
            "--page-timeout",
            type=click.FloatRange(min=0, min_open=True),
            default=defaults.PAGE_SECONDS,
            show_default=True,
            metavar="SECONDS",
            help="Longest time to read one page; a page that takes longer is given up and the next "
            "one read.",
        ),
        click.option(
            "--max-memory",
            type=click.IntRange(1),
            default=defaults.MAX_MEMORY,
            show_default=True,
            metavar="MB",
            help="Most memory of one worker process, in megabytes; a page that needs more is given "
            "up.",
        ),
        click.option(
            "--max-bytes",
            type=click.IntRange(1, MAX_BYTES),
            default=defaults.MAX_BYTES,
            show_default=True,
            help="Largest document in bytes.",
        ),
        click.option(
            "--max-pixels",
            type=click.IntRange(1, MAX_PIXELS),
            default=defaults.MAX_PIXELS,
            show_default=True,
            help="Largest page in pixels; larger images are refused, PDF pages are drawn smaller.",
        ),
        click.option(
            "--max-pages",
            type=click.IntRange(1),
            default=defaults.MAX_PAGES,
            show_default=True,
            help="Largest number of pages read from one document.",
        ),
        engine_options,
        lm_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def load_options_of(arguments: dict[str, Any]) -> LoadOptions:
    """Return the limits of a document."""
    limits = ("max_bytes", "max_pixels", "max_pages")
    return LoadOptions(**{name: arguments[name] for name in limits})


def loader_of(arguments: dict[str, Any]) -> Callable[..., OCR]:
    """Return what makes the reader in a worker process; it takes a number of `threads`."""
    reader = {name: arguments[name] for name in READER}
    return functools.partial(load_ocr, **reader, load_options=load_options_of(arguments))
