"""Common parts of several commands: settings, options, and printing messages."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from ocrlc.inference.selection import ENGINE_CHOICES, PRECISION_CHOICES

from .completion import files_completed

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass
class Settings:
    """Settings of the whole call, for every command."""

    debug: bool = False


def _set_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Settings).debug = True
        logging.basicConfig(stream=sys.stderr, level=logging.DEBUG)


def not_empty(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse an empty value, such as that of an unset variable in a script."""
    if value == "":
        raise click.BadParameter("is empty")
    return value


def debug_option(command: Decorated) -> Decorated:
    """Add `--debug`: print log messages, and a traceback when an error occurs."""
    return click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_set_debug,
        help="Print log messages, and a traceback when an error occurs.",
    )(command)


def engine_options(command: Decorated) -> Decorated:
    """Add the options of inference: engine, threads, oneDNN, precision."""
    for option in (
        click.option(
            "--engine",
            type=click.Choice(ENGINE_CHOICES),
            default="auto",
            show_default=True,
            help="Program that computes the models. auto: the fastest that is installed and was "
            "measured to work as well with the model, else Paddle.",
        ),
        click.option(
            "--precision",
            type=click.Choice(PRECISION_CHOICES),
            default="auto",
            show_default=True,
            help="Number format of the computation; int8 needs a model with an int8 variant (see "
            "export). auto: the fastest that the CPU supports and in which the model was measured "
            "to read as well, else fp32.",
        ),
        click.option(
            "--onednn/--no-onednn",
            default=True,
            show_default=True,
            help="Let Paddle compute with oneDNN, which is faster on CPUs.",
        ),
        click.option(
            "--threads",
            type=click.IntRange(min=1),
            metavar="N",
            help="Threads for all computations together.  [default: the available CPUs]",
        ),
    ):
        command = option(command)
    return command


def lm_option(command: Decorated) -> Decorated:
    """Add `--lm/--no-lm`."""
    return click.option(
        "--lm/--no-lm",
        default=True,
        show_default=True,
        help="Settle letters between which the recogniser hesitates by the words that they make, "
        "in languages of Latin script.",
    )(command)


def _expression(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    try:
        re.compile(value or "")
    except re.error as error:
        raise click.BadParameter(f"{value!r} is no regular expression: {error}") from error
    return value


def label_options(command: Decorated) -> Decorated:
    """Add the options that say where a label file's images are and which entries are used."""
    for option in (
        click.option(
            "--limit",
            type=click.IntRange(1),
            metavar="N",
            help="Use only N entries of the label file, spread evenly over it.",
        ),
        click.option(
            "--include",
            metavar="REGEX",
            callback=_expression,
            help="Use only entries of the label file whose image path matches.",
        ),
        click.option(
            "--images",
            metavar="DIR|ZIP",
            shell_complete=files_completed,
            help="Folder or zip that the image paths in the label file are relative to.  [default: "
            "the label file's folder]",
        ),
    ):
        command = option(command)
    return command


def say(message: str) -> None:
    """Print a line to stderr; stdout is for results only."""
    try:
        click.echo(f"ocrlc: {printable(message)}", err=True)
    except OSError:
        # Nobody can be told. The exit code still tells, unless Python fails to write once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def printable(message: str) -> str:
    """Return a message as one line that does nothing to a terminal.

    File names may contain line breaks, escape sequences, and bytes that are no text.
    """
    line = " ".join(message.split()).encode("utf-8", "replace").decode()
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in line)
