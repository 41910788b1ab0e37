"""Reading files that come as tables, as Ray Data, Spark and Dask hand them out.

Whatever a file does, its row comes back: an error that left a worker would end the worker, and
with it the job or all that was read so far.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ocrlc.batches.isolated_reader import IsolatedReader, is_given_up
from ocrlc.batches.journal import digest, model_hash
from ocrlc.document import Document
from ocrlc.errors import OcrlcError
from ocrlc.loading.load import read_file
from ocrlc.loading.options import LoadOptions
from ocrlc.options.read_options import ReadOptions
from ocrlc.system.cpu import thread_budget
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from ocrlc.system.storage import is_url, shown
from ocrlc.version import __version__
from ocrlc.writers import write
from ocrlc.writers.arrow import FILES, encodable, page_row

if TYPE_CHECKING:
    from ocrlc.batches.reader_child import DocumentReader
    from ocrlc.pipeline import OCR

TIMEOUT = 120.0
"""Longest time to read a page, in seconds."""
MAX_MEMORY = 2000
"""Most memory of the process that reads, in megabytes."""


@dataclass(frozen=True)
class OcrOptions:
    """The arguments of `OCR`, which is made in the process that reads."""

    threads: int
    det: str | None
    rec: str
    engine: str
    precision: str
    onednn: bool
    lm: bool
    orientation: str
    load_options: LoadOptions
    read_options: ReadOptions = field(default_factory=ReadOptions)

    def load(self) -> OCR:
        """Make the reader, with no more threads than it may have, OpenCV's included."""
        import cv2  # only the process that reads needs it, and NumPy and Paddle

        from ocrlc.pipeline import OCR

        cv2.setNumThreads(self.threads)
        return OCR(
            det=self.det,
            rec=self.rec,
            threads=self.threads,
            onednn=self.onednn,
            precision=self.precision,
            orientation=self.orientation,
            load_options=self.load_options,
            engine=self.engine,
            read_options=self.read_options,
            lm=self.lm,
        )


class TableReader:
    """Reads the files of tables, in a process of its own; the models are loaded at once.

    Tables have a column `path`. A column `bytes` has the files' content; without it, they are read
    from their paths or URLs, and those that are too large are not downloaded.

    Args:
        threads: threads of all stages together; None for this process's share of the machine.
        det: the detector's name or folder; None for the default one.
        rec: the recogniser's name or folder.
        engine: the engine, as for `OCR`.
        precision: the precision, as for `OCR`.
        onednn: whether to use oneDNN's kernels.
        lm: whether doubtful letters are settled by words, as for `OCR`.
        orientation: whether pages are turned, as for `OCR`.
        load_options: how files are opened.
        read_options: what is read of them.
        markdown: whether the column `markdown` is filled.
        timeout: longest time to read a page, in seconds; None for no limit.
        max_memory: most memory of the process that reads, in megabytes; None for no limit.
        settings: what the column `settings` says.

    Raises:
        ModelError: a model is unknown or broken.
        ConfigError: an option is not valid, or the models alone need more than `max_memory`.
    """

    def __init__(
        self,
        threads: int | None = None,
        det: str | None = None,
        rec: str = DEFAULT_RECOGNIZER,
        engine: str = "auto",
        precision: str = "auto",
        onednn: bool = True,
        lm: bool = True,
        orientation: str = "auto",
        load_options: LoadOptions | None = None,
        read_options: ReadOptions | None = None,
        markdown: bool = False,
        timeout: float | None = TIMEOUT,
        max_memory: int | None = MAX_MEMORY,
        settings: str | None = None,
    ) -> None:
        self.threads = thread_budget(threads or self.granted_threads())
        self.markdown = markdown
        self.load_options = load_options or LoadOptions()
        self._same = {
            "ocrlc": __version__,
            "models": digest([model_hash(det), model_hash(rec)]),
            "settings": settings,
        }
        options = OcrOptions(
            self.threads, det, rec, engine, precision, onednn, lm, orientation,
            self.load_options, read_options or ReadOptions(),
        )  # fmt: skip
        memory = max_memory << 20 if max_memory else None
        self._reader = IsolatedReader(self.loader(options), timeout, memory)
        self._reader.load()

    def loader(self, options: OcrOptions) -> Callable[[], DocumentReader]:
        """Return what makes the reader in its process; tests have another one made."""
        return options.load

    def granted_threads(self) -> int | None:
        """Return how many threads the program that started this process grants it.

        None if it is not known; what the environment says is obeyed in any case.
        """
        return None

    def __call__(self, batch: Any) -> pa.Table:
        """Read the files of a table.

        Args:
            batch: an Arrow table, a dict of arrays or a pandas data frame.

        Returns:
            A table with the columns of `ocrlc.writers.arrow.FILES` and a row for each file, in
            their order. Errors are in its rows, never raised.
        """
        names = getattr(batch, "column_names", None) or list(batch)
        paths = [str(path) for path in _values(batch["path"])]
        contents = _values(batch["bytes"]) if "bytes" in names else [None] * len(paths)
        rows = [self._row(*file) for file in zip(paths, contents, strict=True)]
        return pa.Table.from_pylist(rows, FILES)

    def close(self) -> None:
        """End the process that reads."""
        self._reader.close()

    def _row(self, path: str, content: bytes | None) -> dict[str, Any]:
        begun = time.monotonic()
        row: dict[str, Any] = {"path": encodable(path), "page_count": 0, "pages": []}
        try:
            data = read_file(path, self.load_options) if content is None else bytes(content)
            row["sha256"] = hashlib.sha256(data).hexdigest()
            source = BytesIO(data)
            source.name = shown(path) if is_url(path) else path
            self._fill(row, self._reader.recognize(source))
        except Exception as error:  # a row is owed whatever happens; it says what did
            row["error"] = encodable(_reason(error))
        row["seconds"] = round(time.monotonic() - begun, 3)
        return {**row, **self._same}

    def _fill(self, row: dict[str, Any], document: Document) -> None:
        row["pages"] = [page_row(page) for page in document.pages]
        row["page_count"] = len(document.pages)
        if self.markdown:
            row["markdown"] = write(document, "markdown").decode()
        lost = next((page for page in document.pages if is_given_up(page)), None)
        if lost is not None:
            row["error"] = f"page {lost.number} {lost.warnings[0]}"


def _values(column: Any) -> Iterable[Any]:
    """Return the values of a column of Arrow, NumPy or pandas."""
    return column.to_pylist() if hasattr(column, "to_pylist") else list(column)


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, OcrlcError) else f"{type(error).__name__}: {text}"
