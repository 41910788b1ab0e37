"""Worker processes that make chunks ahead of the trainer, in order."""

from __future__ import annotations

import logging
import multiprocessing as mp
import queue
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.context import SpawnContext
from typing import Any

import cv2

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.datasets.batches import Batch
from ocrlc.datasets.chunk_cache import Maker, StoredChunks, chunk_folder
from ocrlc.datasets.chunks import ChunkMaker
from ocrlc.datasets.crop_chunks import CropBatch, CropMaker
from ocrlc.datasets.pages import open_pages
from ocrlc.datasets.records import Report
from ocrlc.datasets.sources import open_sources
from ocrlc.errors import OcrlcError, ResourceError
from ocrlc.system.platforms import was_killed
from ocrlc.system.processes import end_with_parent, signals_held
from ocrlc.system.refusals import refusals_told

AHEAD = 2
"""Number of chunks that each worker prepares ahead."""
KILLED = "a process that makes training data was killed; perhaps the memory ran out"


AnyBatch = Batch | CropBatch


def open_chunks(config: Config, charset: Charset) -> Maker[AnyBatch]:
    """Open the training sources of a recipe without decoding their images."""
    data, seed = config.data, config.train.seed
    folder = None if data.cache is None else chunk_folder(config)
    if config.model.family == "detector":
        crops = CropMaker(tuple(open_pages(config.page_data("train"), Report())), data, seed)
        return crops if folder is None else StoredChunks(crops, CropBatch, folder)
    lines = ChunkMaker(
        tuple(open_sources(config.line_data("train"), charset, Report())),
        charset,
        data,
        seed,
        config.train.curriculum_lines,
        turns=config.model.family == "classifier",
    )
    return lines if folder is None else StoredChunks(lines, Batch, folder)


def _work(config: Config, charset: Charset, first: int, step: int, out: Any) -> None:
    end_with_parent()
    cv2.setNumThreads(0)
    # The trainer has logged messages about fonts and labels already.
    logging.getLogger("ocrlc").setLevel(logging.ERROR)
    _make(config, charset, first, step, out)


def _make(config: Config, charset: Charset, first: int, step: int, out: Any) -> None:
    """Put chunks into a queue, and at last the error that ended it."""
    try:
        with refusals_told():
            maker = open_chunks(config, charset)
            number = first
            while True:
                out.put(maker.chunk(number))
                number += step
    except OcrlcError as error:
        out.put(error)


class ChunkLoader:
    """Yields chunks `first`, `first + step`, … made by `workers` processes.

    Args:
        config: the recipe; its sources are opened again in each worker.
        charset: the recogniser's characters.
        first: number of the first chunk.
        step: difference between the numbers of successive chunks: the number of trainer processes.
        workers: number of worker processes; with 0, chunks are made in this process.
    """

    def __init__(self, config: Config, charset: Charset, first: int, step: int = 1) -> None:
        self.config, self.charset, self.first, self.step = config, charset, first, step
        self.workers: list[Any] = []

    def __iter__(self) -> Iterator[Sequence[AnyBatch]]:
        count = self.config.data.workers
        if count == 0:
            yield from self._inline()
            return
        context: SpawnContext = mp.get_context("spawn")
        queues = [context.Queue(AHEAD) for _ in range(count)]
        for i, target in enumerate(queues):
            start = self.first + i * self.step
            worker = context.Process(
                target=_work,
                args=(self.config, self.charset, start, self.step * count, target),
                daemon=True,
            )
            # Ctrl-C is handled by the trainer, which needs chunks to finish the current step.
            with signals_held(signal.SIGINT):
                worker.start()
            self.workers.append(worker)
        following = 0
        while True:
            yield self._take(queues[following], self.workers[following])
            following = (following + 1) % count

    def _inline(self) -> Iterator[Sequence[AnyBatch]]:
        maker = open_chunks(self.config, self.charset)
        number = self.first
        while True:
            yield maker.chunk(number)
            number += self.step

    def _take(self, source: Any, worker: Any) -> Sequence[AnyBatch]:
        while True:
            try:
                made: Sequence[AnyBatch] | OcrlcError = source.get(timeout=5)
            except queue.Empty:
                if worker.is_alive():
                    continue
                if was_killed(worker.exitcode):
                    raise ResourceError(KILLED) from None
                raise RuntimeError(
                    f"a data worker stopped with exit code {worker.exitcode}"
                ) from None
            if isinstance(made, OcrlcError):
                raise made
            return made

    def close(self) -> None:
        """Stop the workers."""
        for worker in self.workers:
            worker.terminate()
        self.workers.clear()
