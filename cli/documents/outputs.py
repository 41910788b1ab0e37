"""Writing results to stdout, to one file, or to a folder that mirrors the inputs.

Files and folders may be at URLs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from ocrlc.document import Document
from ocrlc.errors import ConfigError
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Page
from ocrlc.system.storage import check_output, is_url, shown
from ocrlc.writers import FORMATS, save_each, write
from ocrlc.writers.output import write_output

from .inputs import Input
from .reopening import Opener

Place: TypeAlias = str | Path
"""A path, or a URL as a string."""


class Sink(Protocol):
    """Writes the results of documents, which it gets one by one."""

    def add(self, item: Input, document: Document, opener: Opener) -> dict[str, list[Place]]:
        """Write the document, or keep it until `close`; return the files written, by format."""

    def close(self, opener: Opener) -> None:
        """Write the documents that were kept."""


@dataclass
class Stdout:
    """Writes results to stdout."""

    stream: BinaryIO
    formats: Sequence[str]
    load_options: LoadOptions
    word_boxes: bool = False
    pages: list[Page] = field(default_factory=list)
    started: bool = False

    def add(self, item: Input, document: Document, opener: Opener) -> dict[str, list[Place]]:
        """Write the document at once where the format allows it."""
        separator = FORMATS[self.formats[0]].separator
        if len(self.formats) > 1 or separator is None:
            self.pages.extend(document.pages)
            return {}
        if self.started:
            self.stream.write(separator.encode())
        self.started = True
        self._write(document, self.formats[0], opener)
        return {}

    def close(self, opener: Opener) -> None:
        """Write the pages of all inputs as one document, in each format."""
        if self.pages:
            for name in self.formats:
                self._write(Document(tuple(self.pages)), name, opener)

    def _write(self, document: Document, name: str, opener: Opener) -> None:
        left = memoryview(content_of(document, name, self.load_options, opener, self.word_boxes))
        try:
            while left:  # a nearly full disk takes only a part at a time
                left = left[self.stream.write(left) :]
            self.stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise ConfigError(f"cannot write to stdout: {error.strerror}") from error


@dataclass(frozen=True)
class File:
    """Writes the only result to a file."""

    path: Place
    format: str
    load_options: LoadOptions
    word_boxes: bool = False

    def add(self, item: Input, document: Document, opener: Opener) -> dict[str, list[Place]]:
        """Write the document."""
        content = content_of(document, self.format, self.load_options, opener, self.word_boxes)
        write_output(self.path, content)
        return {self.format: [self.path]}

    def close(self, opener: Opener) -> None:
        """Do nothing: the file is complete."""


@dataclass(frozen=True)
class Folder:
    """Writes files per input and format, in a copy of the inputs' folder structure."""

    path: Place
    formats: Sequence[str]
    load_options: LoadOptions
    word_boxes: bool = False

    def add(self, item: Input, document: Document, opener: Opener) -> dict[str, list[Place]]:
        """Write the document in each format."""
        targets = {name: below(self.path, item, FORMATS[name].ending) for name in self.formats}
        return {
            name: self._write(document, name, target, opener) for name, target in targets.items()
        }

    def _write(self, document: Document, name: str, target: Place, opener: Opener) -> list[Place]:
        if not FORMATS[name].needs_source:
            return save_each(document, target, name, word_boxes=self.word_boxes)
        write_output(target, content_of(document, name, self.load_options, opener))
        return [target]

    def close(self, opener: Opener) -> None:
        """Do nothing: every file is complete."""


def content_of(
    document: Document, name: str, options: LoadOptions, opener: Opener, word_boxes: bool = False
) -> bytes:
    """Return the document in a format; its file is opened within the limits of reading.

    Raises:
        InputError: the format needs the document's file, which cannot be opened, or not within
            the limits.
    """
    if not FORMATS[name].needs_source:
        return write(document, name, word_boxes=word_boxes)
    return opener.call(write, document, name, options, pages=len(document.pages))


def below(folder: Place, item: Input, ending: str) -> Place:
    """Return the place in `folder` of an input's result: the input's own path plus an ending."""
    if isinstance(folder, str):
        return f"{folder.rstrip('/')}/{item.relative.as_posix()}{ending}"
    return folder / item.relative.with_name(item.relative.name + ending)


def is_folder(output: str, inputs: Sequence[Input], formats: Sequence[str] = ("",)) -> bool:
    """Tell whether `-o` names a folder: it is one, ends in a slash, or must hold several files.

    Stores have no folders of their own: there, the slash or the number of files decides.

    Raises:
        ConfigError: it must be a folder and is a file.
    """
    several = len(inputs) > 1 or len(formats) > 1 or any(item.from_folder for item in inputs)
    folder = several or output.endswith(("/", os.sep)) or os.path.isdir(output)
    if folder and os.path.exists(output) and not os.path.isdir(output):
        raise ConfigError(f"{output} is a file; several results need a folder")
    return folder


def file_beside(inputs: Sequence[Input], output: str) -> Place:
    """Return the file that an output names.

    Raises:
        ConfigError: the file is an input, which would be overwritten.
    """
    if output in {item.url for item in inputs}:
        raise ConfigError(f"{shown(output)} is an input; the result would take its place")
    if is_url(output):
        return output
    if os.path.realpath(output) in {os.path.realpath(item.path) for item in inputs if item.path}:
        raise ConfigError(f"{output} is an input; the result would take its place")
    return Path(output)


@contextmanager
def open_sink(
    output: str | None,
    inputs: Sequence[Input],
    formats: Sequence[str],
    load_options: LoadOptions,
    word_boxes: bool = False,
) -> Iterator[Sink]:
    """Yield the sink that `-o` asks for.

    Raises:
        ConfigError: the formats cannot be written there.
    """
    check_output(output or "")
    if output is None and sys.stdout is None:
        raise ConfigError("stdout is closed; say with -o where results go")
    binary = [name for name in formats if FORMATS[name].is_binary]
    if output is None and binary and (len(formats) > 1 or sys.stdout.isatty()):
        raise ConfigError(f"{', '.join(binary)} needs -o, or stdout to itself and not a terminal")
    with result_stream() as stream:
        if output is None:
            yield Stdout(stream, formats, load_options, word_boxes)
        elif is_folder(output, inputs, formats):
            yield Folder(_make_folder(output), formats, load_options, word_boxes)
        else:
            yield File(file_beside(inputs, output), formats[0], load_options, word_boxes)


def _make_folder(name: str) -> Place:
    """Make the folder before anything is read: if that fails, no reading is wasted."""
    if is_url(name):
        return name
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"cannot make the folder {name}: {error.strerror}") from error
    return Path(name)


@contextmanager
def result_stream() -> Iterator[BinaryIO]:
    """Yield stdout for results alone; what libraries print meanwhile goes to stderr."""
    stdout = sys.__stdout__
    if sys.stdout is None:  # closed: nothing is written
        yield BytesIO()
        return
    if stdout is None or sys.stdout is not stdout:
        yield sys.stdout.buffer
        return
    stdout.flush()
    # Unbuffered: a failed write is reported at once, not when the stream is closed.
    with os.fdopen(os.dup(1), "wb", buffering=0) as stream:
        os.dup2(2, 1)
        try:
            yield stream
        finally:
            stdout.flush()
            os.dup2(stream.fileno(), 1)
