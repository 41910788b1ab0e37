"""The options of `ocrlc recognize` that say what is read of a document."""

from __future__ import annotations

from typing import Any

import click

from ocrlc.options.character_sets import CHARACTER_SETS
from ocrlc.options.read_options import ReadOptions
from ocrlc.options.template import load_template
from ocrlc.options.zones import SYNTAX, parse_zones

from ..common import Decorated, not_empty
from ..completion import files_completed, sets_completed


def reading_options(command: Decorated) -> Decorated:
    """Add the options; `read_options_of` reads their values."""
    options = (
        click.option(
            "--region",
            "regions",
            multiple=True,
            metavar=SYNTAX,
            help="Read only this part of each page: left, top, width and height, all in pixels or "
            "all in %. May be given several times; json and csv have the results by name.",
        ),
        click.option(
            "--template",
            metavar="FILE",
            callback=not_empty,
            shell_complete=files_completed,
            help="YAML file with the named zones of one kind of form, as for --region.",
        ),
        click.option(
            "--characters",
            is_flag=True,
            help="Add each character with score and place to json, jsonl, hocr and alto.",
        ),
        click.option(
            "--allow",
            multiple=True,
            metavar="CHARACTERS|SET",
            shell_complete=sets_completed,
            help="Read no other characters, besides spaces. A set is one of "
            f"{', '.join(CHARACTER_SETS)}; several --allow add up.",
        ),
        click.option(
            "--normalize/--no-normalize",
            default=True,
            show_default=True,
            help="Settle characters that look alike, such as O and 0, by what stands around them; "
            "json keeps what was read as `raw`. Not with --allow.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_options_of(arguments: dict[str, Any]) -> ReadOptions:
    """Return the options of `reading_options`.

    Raises:
        ConfigError: an option is malformed.
    """
    template = arguments["template"]
    return ReadOptions(
        characters=arguments["characters"],
        allow=arguments["allow"],
        zones=(*(load_template(template) if template else ()), *parse_zones(arguments["regions"])),
        normalize=arguments["normalize"],
    )
