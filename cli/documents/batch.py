"""Reading all inputs of one call: results, journal, progress, warnings and errors."""

from __future__ import annotations

import functools
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrlc.batches.isolated_reader import is_given_up
from ocrlc.batches.journal import (
    Journal,
    content_hash,
    digest,
    model_hash,
    open_journal,
)
from ocrlc.batches.outcomes import Outcome, Reader, read_each
from ocrlc.batches.url_journal import UrlJournal
from ocrlc.document import Document
from ocrlc.errors import BatchError, ConfigError, InputError, OcrlcError
from ocrlc.loading.options import LoadOptions
from ocrlc.system.refusals import refusal
from ocrlc.writers import save_overlay

from ..common import say
from .inputs import OVERLAY, Input
from .left_out import listed, tell_left_out
from .outputs import Folder, Place, Sink, below
from .reopening import Opener

if TYPE_CHECKING:
    from .review import ReviewSheet


@dataclass(frozen=True)
class Overlay:
    """Draws the lines read over the pages: one file for a single page, else numbered files."""

    path: Path
    folder: bool
    load_options: LoadOptions

    def add(self, item: Input, document: Document, opener: Opener) -> Sequence[Place]:
        """Draw the document's pages; return the files written."""
        target = Path(below(self.path, item, OVERLAY)) if self.folder else self.path
        source = open_input(item, self.load_options)
        return opener.call(
            save_overlay, document, source, target, self.load_options, pages=len(document.pages)
        )


@dataclass
class Batch:
    """The inputs of one call, and the results and errors so far."""

    items: Sequence[Input]
    sink: Sink
    load_options: LoadOptions = field(default_factory=LoadOptions)
    overlay: Overlay | None = None
    journal: Journal | UrlJournal | None = None
    debug: bool = False
    left_out: Sequence[str] = ()
    review: ReviewSheet | None = None
    opener: Opener = field(default_factory=Opener)
    pages: int = 0
    warnings: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)
    error: Exception | None = None
    contents: dict[str, str] = field(default_factory=dict)

    def run(self, readers: Sequence[Reader], *, bar: bool) -> None:
        """Read all inputs.

        Raises:
            BatchError: one or more of several inputs failed; the others are done.
            OcrlcError: the only input failed.
        """
        self.opener = Opener(readers[0])
        with told_warnings(self), progress(len(self.items), show=bar) as advance:
            for outcome in read_each(readers, self._wanted(advance), self._read):
                try:
                    self._finish(outcome)
                except BrokenPipeError:
                    raise
                except Exception as error:
                    self._fail(outcome.source.name, error)
                advance()
        self.sink.close(self.opener)
        if self.review:
            self.review.close(self.skipped, len(self.items))
        self._sum_up()

    def warn(self, message: str) -> None:
        """Print a warning, and count it."""
        self.warnings += 1
        say(f"warning: {message}")

    def _wanted(self, advance: Callable[[], None]) -> Iterator[Input]:
        """Yield the inputs that are not done yet."""
        for item in self.items:
            content = _content_of(item) if self.journal else ""
            if self.journal and content:
                self.contents[item.name] = content
                name, kinds = str(item.relative), self._kinds()
                if self.journal.has(name, content, kinds):
                    self.skipped += 1
                    advance()
                    continue
                try:
                    self.journal.claim(name, item.path or item.url, content, kinds)
                except ConfigError as error:
                    self._fail(item.name, error)
                    advance()
                    continue
            yield item

    def _kinds(self) -> list[str]:
        """Return the results that an input has in the output folder."""
        assert isinstance(self.sink, Folder)
        return [*self.sink.formats, *(["overlay"] if self.overlay else [])]

    def _read(self, reader: Reader, item: Input) -> Document:
        return reader.recognize(open_input(item, self.load_options))

    def _finish(self, outcome: Outcome[Input]) -> None:
        """Write the result of an input.

        Raises:
            Exception: the input or a page of it could not be read, or the result not written.
        """
        item, document = outcome.source, outcome.document
        if outcome.error:
            raise outcome.error
        results: dict[str, Sequence[Place]] = {**self.sink.add(item, document, self.opener)}
        if self.overlay:
            results["overlay"] = self.overlay.add(item, document, self.opener)
        if self.review:
            self.review.add(item, document, self.opener)
        self.pages += len(document.pages)
        for page in document.pages:
            for warning in page.warnings:
                self.warn(f"{item.name}, page {page.number}: {warning}")
        lost = [page for page in document.pages if is_given_up(page)]
        if lost:
            raise InputError(f"{item.name}: page {lost[0].number} {lost[0].warnings[0]}")
        if self.journal and item.name in self.contents:
            content = self.contents.pop(item.name)
            self.journal.add(str(item.relative), item.path or item.url, content, results)

    def _fail(self, name: str, error: Exception) -> None:
        """Keep the error of the only input, to be raised; tell any other at once.

        An error refers to all that was being computed, pixels included, so it must not be kept.
        """
        self.failed.append(name)
        if len(self.items) > 1:
            self._report(name, error)
        else:
            self.error = error

    def _report(self, name: str, error: Exception) -> None:
        if self.debug:
            traceback.print_exception(error)
        message = refusal(error) or " ".join(str(error).split())
        if not isinstance(error, OcrlcError) and not refusal(error):
            message = f"this is a bug, {type(error).__name__}: {message} (--debug shows where)"
        say(message if name in message else f"{name}: {message}")

    def _sum_up(self) -> None:
        total = len(self.items)
        tell_left_out(self.left_out)
        if self.error:
            raise self.error
        if total == 1:
            return
        parts = [f"{total - self.skipped - len(self.failed)} of {total} inputs read"]
        parts.append(f"{self.pages} pages")
        parts += [f"{self.skipped} done before"] if self.skipped else []
        parts += [f"{self.warnings} warnings"] if self.warnings else []
        say(", ".join(parts))
        if self.failed:
            names = listed(self.failed)
            raise BatchError(f"{len(self.failed)} of {total} inputs failed: {names}")


@contextmanager
def journal_of(
    sink: Sink, items: Sequence[Input], options: dict[str, Any], *, resume: bool
) -> Iterator[Journal | UrlJournal | None]:
    """Yield the journal of the output folder; None if results do not go to a folder.

    Args:
        sink: where results are written.
        items: the inputs.
        options: the arguments of the readers.
        resume: whether to skip the inputs that the journal lists as done.

    Raises:
        ConfigError: there is no journal to resume from.
    """
    if not isinstance(sink, Folder):
        if resume:
            raise ConfigError("--resume needs -o with a folder: what is done is noted there")
        yield None
        return
    models = {name: model_hash(options[name]) for name in ("det", "rec")}
    settings = {**options, **models}
    if isinstance(sink.path, str):
        yield UrlJournal(sink.path, settings, resume=resume)
        return
    places = {Path(below(sink.path, item, "")).parent for item in items}
    with open_journal(sink.path, settings, places, resume=resume) as journal:
        yield journal


@contextmanager
def told_warnings(batch: Batch) -> Iterator[None]:
    """Turn the warnings that the library logs meanwhile into warnings of the batch."""
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: batch.warn(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("ocrlc")
    logger.addHandler(handler)
    logger.propagate = batch.debug  # Paddle prints all that reaches the root logger
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = True


@contextmanager
def progress(total: int, *, show: bool) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each input; it moves a bar if stderr is a terminal."""
    if not show or total == 1 or not sys.stderr.isatty():
        yield lambda: None
        return
    # Loaded only if a bar is shown.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    # Rich must leave stdout alone: it would print the results to the terminal on stderr.
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        redirect_stdout=False,
    ) as bar:
        task = bar.add_task("read", total=total)
        yield lambda: bar.advance(task)


def _content_of(item: Input) -> str:
    """Return what tells an input's content from others; empty if it is not known."""
    if item.url:
        return digest(item.stamp) if item.stamp else ""
    try:
        if item.path and item.path.is_file():
            with item.path.open("rb") as file:
                return content_hash(file)
    except OSError:  # opening it for reading will report the error
        return ""
    return ""


def open_input(item: Input, options: LoadOptions) -> str | Path | BytesIO:
    """Return an input as a source that readers accept.

    Raises:
        InputError: the input was not found, or stdin is closed.
    """
    if item.problem:
        raise InputError(item.problem)
    if item.url:
        return item.url  # whoever reads it loads it: its bytes do not pass through this process
    if item.path and (item.path.is_file() or not item.path.exists()):
        return item.path
    stream = BytesIO(_piped(item.path, options.max_bytes))
    stream.name = item.name
    return stream


@functools.cache
def _piped(path: Path | None, max_bytes: int) -> bytes:
    """Read stdin or a named pipe, which give their bytes only once, up to `max_bytes` + 1."""
    try:
        if path:
            with path.open("rb") as pipe:
                return pipe.read(max_bytes + 1)
        if sys.stdin is None:
            raise InputError("<stdin>: is closed")
        return sys.stdin.buffer.read(max_bytes + 1)
    except OSError as error:
        raise InputError(f"{path or '<stdin>'}: cannot be read ({error.strerror})") from error
