"""The options of `ocrlc recognize` that say how documents are opened."""

from __future__ import annotations

from typing import Any

import click

from ocrlc.loading.options import MAX_BYTES, MAX_PAGES, MAX_PIXELS, PDF_DPI, LoadOptions
from ocrlc.reading.options import ORIENTATION_MODES

from .common import Decorated


def loading_options(command: Decorated) -> Decorated:
    """Add the options; what they hold is read by `load_options_of`."""
    options = (
        click.option(
            "--orientation",
            type=click.Choice(ORIENTATION_MODES),
            default="auto",
            show_default=True,
            help="auto: pages that lie on their side or upside down are turned to be read.",
        ),
        click.option("--pages", metavar="RANGES", default="", help="Such as 1-3,7 or 5-."),
        click.option(
            "--dpi",
            type=click.FloatRange(10, 2400),
            default=PDF_DPI,
            show_default=True,
            help="At which PDF pages are drawn.",
        ),
        click.option("--password", help="For protected PDF."),
        click.option(
            "--skip-text",
            is_flag=True,
            help="Take the text that PDF pages carry rather than reading their pixels.",
        ),
        click.option(
            "--allow-truncated",
            is_flag=True,
            help="Read damaged files as far as they go, with a warning.",
        ),
        click.option(
            "--max-pixels",
            type=click.IntRange(1, MAX_PIXELS),
            default=MAX_PIXELS,
            show_default=True,
            help="Of a page; larger ones are refused before they are decoded.",
        ),
        click.option(
            "--max-pages",
            type=click.IntRange(min=1),
            default=MAX_PAGES,
            show_default=True,
            help="To be read of one document.",
        ),
        click.option(
            "--max-bytes",
            type=click.IntRange(min=1),
            default=MAX_BYTES,
            show_default=True,
            help="Of a file.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def load_options_of(arguments: dict[str, Any]) -> LoadOptions:
    """Return the options of `loading_options`, all but `orientation`.

    Raises:
        ConfigError: `pages` is not of its form.
    """
    names = ("dpi", "pages", "password", "skip_text", "allow_truncated")
    limits = ("max_pixels", "max_pages", "max_bytes")
    return LoadOptions(**{name: arguments[name] for name in names + limits})
