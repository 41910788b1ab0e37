"""The options of `ocrlc recognize` that say how documents are opened."""

from __future__ import annotations

from typing import Any

import click

from ocrlc.loading.options import (
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    PDF_DPI,
    TEXT_LAYER_MODES,
    LoadOptions,
)
from ocrlc.reading.options import ORIENTATION_MODES

from ..common import Decorated

orientation_option = click.option(
    "--orientation",
    type=click.Choice(ORIENTATION_MODES),
    default="auto",
    show_default=True,
    help="auto: find pages that lie on their side or upside down, and read them upright. "
    "off: read all pages as they are.",
)


def loading_options(command: Decorated) -> Decorated:
    """Add the options; `load_options_of` reads their values."""
    options = (
        orientation_option,
        click.option(
            "--pages",
            metavar="RANGES",
            default="",
            help="Pages to read, such as 1-3,7 or 5-.  [default: all]",
        ),
        click.option(
            "--dpi",
            type=click.FloatRange(10, 2400),
            default=PDF_DPI,
            show_default=True,
            help="Resolution at which PDF pages are drawn for reading, in dots per inch.",
        ),
        click.option("--password", help="Password that opens protected PDFs."),
        click.option(
            "--text-layer",
            type=click.Choice(TEXT_LAYER_MODES),
            default="ignore",
            show_default=True,
            help="What to do with the text that PDF pages already contain. ignore: read all pages "
            "from their pixels. auto: take it, and read pixels where it is missing or incomplete. "
            "only: take nothing else; no pixels are read.",
        ),
        click.option(
            "--skip-text",
            is_flag=True,
            help="The old name of --text-layer auto.",
        ),
        click.option(
            "--all-frames",
            is_flag=True,
            help="Read all frames of an animation (GIF, WebP, PNG, AVIF) as pages; else the first.",
        ),
        click.option(
            "--allow-truncated",
            is_flag=True,
            help="Read the intact part of damaged files, with a warning, instead of failing.",
        ),
        click.option(
            "--max-pixels",
            type=click.IntRange(1, MAX_PIXELS),
            default=MAX_PIXELS,
            show_default=True,
            help="Largest page in pixels; larger images are refused before they are decoded, PDF "
            "pages are drawn smaller.",
        ),
        click.option(
            "--max-pages",
            type=click.IntRange(min=1),
            default=MAX_PAGES,
            show_default=True,
            help="Largest number of pages read from one document.",
        ),
        click.option(
            "--max-bytes",
            type=click.IntRange(min=1),
            default=MAX_BYTES,
            show_default=True,
            help="Largest input file in bytes.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def load_options_of(arguments: dict[str, Any]) -> LoadOptions:
    """Return the options of `loading_options`, all but `orientation`.

    Raises:
        ConfigError: `pages` is malformed.
    """
    names = ("dpi", "pages", "password", "skip_text", "text_layer", "allow_truncated", "all_frames")
    limits = ("max_pixels", "max_pages", "max_bytes")
    return LoadOptions(**{name: arguments[name] for name in names + limits})
