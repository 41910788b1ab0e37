"""The part of `ocrlc benchmark` that measures whole pages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocrlc.errors import BatchError, ConfigError, InputError
from ocrlc.system.resources import DEFAULT_RECOGNIZER, model_folders

from .common import Decorated, say
from .completion import files_completed, folders_completed, recognisers_completed
from .documents.inputs import Input, expand

if TYPE_CHECKING:
    from ocrlc import OCR
    from ocrlc.evaluation.speed.page_benchmark import PageFile, PageSetting
    from ocrlc.evaluation.speed.page_rows import PageRow

RECIPES = (".yml", ".yaml")
CONFIG = "config.yml"


def page_options(command: Decorated) -> Decorated:
    """Add the options of measuring pages."""
    for option in (
        click.option(
            "--starts",
            type=click.IntRange(0),
            default=3,
            show_default=True,
            help="With --page: fresh processes that read the first page, for each row, to measure "
            "cold starts and peak memory.",
        ),
        click.option(
            "--rec",
            metavar="NAME|DIR",
            default=DEFAULT_RECOGNIZER,
            show_default=True,
            shell_complete=recognisers_completed,
            help="With --page: text recogniser, its name or folder.",
        ),
        click.option(
            "--det",
            metavar="NAME|DIR",
            shell_complete=folders_completed,
            help="With --page: text detector, its name or folder.",
        ),
        click.option(
            "--page",
            "pages",
            multiple=True,
            metavar="FILE...",
            shell_complete=files_completed,
            help="Measure how long it takes to read these pages (files, folders, patterns), not "
            "lines; the arguments are then pages, too.",
        ),
    ):
        command = option(command)
    return command


def measure_pages(
    arguments: Sequence[str],
    models: tuple[str | None, str],
    settings: Sequence[PageSetting],
    is_optional: Callable[[PageSetting], bool],
    rounds: int,
    starts: int,
) -> list[PageRow]:
    """Read the pages that arguments name in all settings.

    Args:
        arguments: files, folders and patterns.
        models: the detector, None for the default one, and the recogniser.
        settings: how pages are read.
        is_optional: whether a setting may be left out, with a message, if it is not possible.
        rounds: how often each file is read.
        starts: how many fresh processes are measured of each setting.
    """
    # It loads NumPy and OpenCV, which listing the commands does not need.
    from ocrlc.evaluation.speed.page_benchmark import benchmark_pages, open_variants

    documents = _find(arguments)
    variants, left_out = open_variants(settings, partial(_reader, *models), is_optional)
    for reason in dict.fromkeys(left_out):
        say(f"left out: {reason}")
    command = partial(_start_command, documents[0].path, *models)
    return benchmark_pages(variants, documents, command, rounds, starts)


def _find(arguments: Sequence[str]) -> list[PageFile]:
    """Return the documents that arguments name, each decoded once.

    Raises:
        click.UsageError: an argument names a model.
        ConfigError: an argument is not a file, a folder or a pattern.
        InputError: the only document cannot be read.
        BatchError: one of several documents cannot be read.
    """
    # As above.
    from ocrlc.evaluation.speed.page_benchmark import page_file

    for argument in arguments:
        if _is_model(argument):
            raise click.UsageError(
                f"{argument} is a model; with --page, name models by --det and --rec"
            )
    inputs = expand(arguments).inputs
    pages: list[PageFile] = []
    problems: list[str] = []
    for item in inputs:
        try:
            pages.append(page_file(_path(item)))
        except InputError as error:
            problems.append(str(error))
    if len(inputs) == 1 and problems:
        raise InputError(problems[0])
    for problem in problems:
        say(problem)
    if problems:
        raise BatchError(f"{len(problems)} of {len(inputs)} files cannot be read: none is measured")
    return pages


def _path(item: Input) -> str:
    if item.problem:
        raise InputError(item.problem)
    if item.path is None:
        raise ConfigError(f"{item.name}: --page measures files, which are read more than once")
    return str(item.path)


def _is_model(argument: str) -> bool:
    """Whether an argument is what `benchmark` takes without `--page`."""
    bundle = argument in model_folders() or Path(argument, CONFIG).is_file()
    return bundle or argument.endswith(RECIPES)


def _reader(det: str | None, rec: str, setting: PageSetting) -> OCR:
    """Make a reader."""
    # As above.
    from ocrlc import OCR

    return OCR(
        det=det,
        rec=rec,
        threads=setting.threads,
        onednn=setting.onednn,
        precision=setting.precision,
        engine=setting.engine,
    )


def _start_command(page: str, det: str | None, rec: str, setting: PageSetting) -> list[str]:
    """Return the command that reads the first page of a file, as a user calls it."""
    command = [sys.executable, "-m", "ocrlc.cli.main", "recognize", "--pages", "1"]
    command += ["--engine", setting.engine, "--precision", setting.precision]
    command += ["--onednn" if setting.onednn else "--no-onednn", "--rec", rec]
    command += ["--det", det] if det is not None else []
    command += ["--threads", str(setting.threads)] if setting.threads else []
    return [*command, "--", page]
