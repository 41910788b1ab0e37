"""What shells complete besides commands and options: formats, and names of recognisers."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from ocrlc.writers import FORMATS


def formats_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the last of several formats."""
    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(before + comma + name) for name in FORMATS if name.startswith(last)]


def recognisers_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of an installed recogniser, or the path of a folder."""
    # It loads NumPy, which other commands do without.
    from ocrlc.inference.bundles import list_bundles
    from ocrlc.ppocr.packaged import packaged_recognisers

    names = [one.name for one in list_bundles() if one.config.model.family == "recognizer"]
    found = [name for name in (*names, *packaged_recognisers()) if name.startswith(incomplete)]
    return [CompletionItem(name) for name in found] or [CompletionItem(incomplete, type="dir")]
