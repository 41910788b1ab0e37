"""Reading line crops: resize, batch, network, CTC."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocrlc.batching import STRIP_WIDTHS, compute_lines
from ocrlc.bundles import Bundle, find_bundle
from ocrlc.charset import Decoded
from ocrlc.cpu import thread_budget
from ocrlc.engine import Engine, EngineOptions, choose_precision
from ocrlc.errors import InputError, ModelError
from ocrlc.long_lines import Steps, join_pieces, piece_bounds
from ocrlc.preprocess import resize_line
from ocrlc.results import Reading

Image = NDArray[np.uint8]

DEFAULT = "lcnet-latin"
MIN_SIDE = 2
"""Crops with a shorter side hold no text."""
CACHED_SHAPES = 8
"""Input shapes whose kernels are kept, about 4 MB each; compiling one costs some 10 ms."""
NOTHING = Decoded("", 0.0, (), ())


@dataclass(frozen=True, slots=True)
class LineReading:
    """A reading with its place in the line.

    Attributes:
        decoded: text, scores and time steps; step i covers pixels 4 i to 4 i + 4 of the crop.
        width: of the crop at the network's height, pixels, without padding; 0 where the crop
            was too small to be read.
    """

    decoded: Decoded
    width: int


class Recognizer:
    """Reads line crops; may be shared between threads.

    The program is loaded when the first line is read.

    Args:
        rec: a bundled model's name or a bundle's folder.
        threads: lines are read on this many; None for all usable cores.
        onednn: use oneDNN's kernels.
        precision: "auto", "fp32" or "bf16"; auto is bf16 where the CPU computes it and the
            model vouches for it.

    Raises:
        ModelError: the model is unknown or broken.
        ConfigError: an option is not valid here.
    """

    def __init__(
        self,
        rec: str | Path = DEFAULT,
        threads: int | None = None,
        onednn: bool = True,
        precision: str = "auto",
    ) -> None:
        self.bundle: Bundle = find_bundle(rec)
        if self.bundle.config.model.family != "recognizer":
            raise ModelError(f"model {self.bundle.name} is a classifier of lines; it reads no text")
        self.options = EngineOptions(
            threads=thread_budget(threads),
            onednn=onednn,
            precision=choose_precision(precision, onednn, self.bundle.bf16_ok),
            cached_shapes=CACHED_SHAPES,
        )
        self.charset = self.bundle.charset
        self.height: int = self.bundle.config.model.input.height
        self.stretch: float = self.bundle.config.model.input.stretch
        self.strips: bool = self.bundle.config.data.strips > 0
        self._engine: Engine | None = None
        self._loading = threading.Lock()

    def recognize(self, crops: Sequence[Image]) -> list[Reading]:
        """Read lines, in the order given.

        Args:
            crops: upright lines. Shape of each: h, w grey or h, w, 3 BGR, uint8.

        Returns:
            A reading for each; an empty one with score 0 where there is nothing to read.

        Raises:
            InputError: a crop is no image.
        """
        return [Reading(line.decoded.text, line.decoded.score) for line in self.read_lines(crops)]

    def read_lines(self, crops: Sequence[Image]) -> list[LineReading]:
        """Read lines as `recognize` does, with the place of every character."""
        lines = [self._prepare(crop, number) for number, crop in enumerate(crops)]
        cuts = [piece_bounds(line.shape[1]) if line is not None else [] for line in lines]
        pieces = [
            line[:, start:end]
            for line, bounds in zip(lines, cuts, strict=True)
            if line is not None
            for start, end in bounds
        ]
        outputs = iter(self._compute(pieces))
        return [
            self._decode(line, bounds, list(islice(outputs, len(bounds))))
            for line, bounds in zip(lines, cuts, strict=True)
        ]

    def load(self) -> Engine:
        """Load the program, unless that is done.

        Raises:
            ModelError: the model is broken.
        """
        with self._loading:
            if self._engine is None:
                from ocrlc.export import inference_program

                self._engine = Engine(inference_program(self.bundle), self.options)
            return self._engine

    def warmup(self) -> None:
        """Load the program and compile its kernels for a short line."""
        self.load().warmup([(1, 3, self.height, STRIP_WIDTHS[0])])

    def _prepare(self, crop: Image, number: int) -> Image | None:
        """Return a crop at the network's height; None where it is too small to be read."""
        if getattr(crop, "dtype", None) != np.uint8 or crop.ndim not in (2, 3):
            raise InputError(f"crop {number}: expected uint8 pixels, h x w or h x w x 3 (BGR)")
        if min(crop.shape[:2]) < MIN_SIDE:
            return None
        return resize_line(crop, self.height, self.stretch)

    def _compute(self, pieces: Sequence[Image]) -> list[Steps]:
        """Run the network. Shape of each piece: height, w with w <= MAX_WIDTH."""
        return [self._reduce(p) for p in compute_lines(pieces, self._run, self.strips)]

    def _run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities. Shape: N, 3, H, W to N, W / 4, C."""
        probabilities = self.load().run(batch)
        if probabilities.shape[-1] != self.charset.classes:
            raise ModelError(
                f"model {self.bundle.name}: {probabilities.shape[-1]} classes, but its charset "
                f"has {self.charset.classes}"
            )
        return probabilities

    def _reduce(self, probabilities: NDArray[np.float32]) -> Steps:
        """Keep the best class of each step. Shape: T, C."""
        best = probabilities.argmax(axis=1)
        return Steps(best, np.take_along_axis(probabilities, best[:, None], axis=1)[:, 0])

    def _decode(
        self, line: Image | None, bounds: Sequence[tuple[int, int]], outputs: Sequence[Steps]
    ) -> LineReading:
        """Decode the outputs of a line's pieces."""
        if line is None:
            return LineReading(NOTHING, 0)
        steps = join_pieces(outputs, [start for start, _ in bounds])
        return LineReading(self.charset.collapse(steps.best, steps.peak), line.shape[1])
