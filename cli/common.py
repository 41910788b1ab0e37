"""What several commands share: settings, options, and how messages are printed."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from ocrlc.inference.selection import ENGINE_CHOICES, PRECISION_CHOICES

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass
class Settings:
    """What holds for the whole run, whichever command it is."""

    debug: bool = False


def _set_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Settings).debug = True
        logging.basicConfig(stream=sys.stderr, level=logging.DEBUG)


def debug_option(command: Decorated) -> Decorated:
    """Add `--debug`: log more, and show where an error came from."""
    return click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_set_debug,
        help="Log more, and show where an error came from.",
    )(command)


def engine_options(command: Decorated) -> Decorated:
    """Add the options of the inference engine: which, threads, oneDNN, precision."""
    for option in (
        click.option(
            "--engine",
            type=click.Choice(ENGINE_CHOICES),
            default="auto",
            show_default=True,
            help="auto: Paddle, but ONNX Runtime for a model that is an ONNX file.",
        ),
        click.option(
            "--precision",
            type=click.Choice(PRECISION_CHOICES),
            default="auto",
            show_default=True,
            help="auto: bf16 where the CPU computes it and the model vouches for it.",
        ),
        click.option(
            "--onednn/--no-onednn", default=True, show_default=True, help="Use oneDNN kernels."
        ),
        click.option(
            "--threads",
            type=click.IntRange(min=1),
            metavar="N",
            help="Threads for all stages together.  [default: the CPUs at hand]",
        ),
    ):
        command = option(command)
    return command


def label_options(command: Decorated) -> Decorated:
    """Add the options that say where a label file's images are, and which records count."""
    for option in (
        click.option(
            "--limit", type=click.IntRange(1), help="So many records, spread over the file."
        ),
        click.option("--include", metavar="REGEX", help="Only records whose path matches."),
        click.option(
            "--images",
            metavar="DIR|ZIP",
            help="What its paths are relative to; default: its folder.",
        ),
    ):
        command = option(command)
    return command


def say(message: str) -> None:
    """Print a line to stderr, where everything goes that is not a result."""
    click.echo(f"ocrlc: {printable(message)}", err=True)


def printable(message: str) -> str:
    """Return a message as one line that any terminal takes: names may hold anything."""
    return " ".join(message.split()).encode("utf-8", "replace").decode()
