"""Reading line crops: resize, batch, run the network, decode its output (CTC)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.errors import ConfigError, InputError, ModelError
from ocrlc.inference.lazy_network import LazyNetwork
from ocrlc.inference.network import EngineOptions, Network
from ocrlc.inference.selection import (
    check_variant,
    choose_engine,
    choose_precision,
    open_network,
)
from ocrlc.options.character_sets import characters_of, spelled_out
from ocrlc.preprocess import resize_line
from ocrlc.recognition.batching import COLUMNS_PER_STEP, STRIP_WIDTHS, compute_lines
from ocrlc.recognition.line_model import LineModel, find_line_model
from ocrlc.recognition.long_lines import Steps, join_pieces, piece_bounds
from ocrlc.recognition.spelling import doubts, settled
from ocrlc.recognition.word_list import WordList
from ocrlc.results import Reading
from ocrlc.system.cpu import thread_budget
from ocrlc.system.forks import BoundToProcess
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from ocrlc.system.stages import stage

Image = NDArray[np.uint8]

MIN_SIDE = 2
"""Crops with a side shorter than this, in pixels, are not read."""
CACHED_SHAPES = 8
"""Number of input shapes whose compiled kernels are kept, about 4 MB each; compiling for a shape
takes some 10 ms."""
DOUBTFUL = 0.6
"""A line is in doubt if the probability of one of its characters is lower."""
NOT_SURE = -100.0
NOTHING = Decoded("", 0.0, (), ())


@dataclass(frozen=True, slots=True)
class LineReading:
    """The text of a crop, with the places of its characters.

    Attributes:
        decoded: text, scores and time steps; step i covers pixels 4 i to 4 i + 4 of the scaled
            crop.
        width: width in pixels of the crop scaled to the network's height, without padding; 0 if the
            crop was too small to be read.
        allowed: the same if only some characters may be read; None if all may.
    """

    decoded: Decoded
    width: int
    allowed: Decoded | None = None

    @property
    def result(self) -> Decoded:
        """What is read, within the allowed characters."""
        return self.decoded if self.allowed is None else self.allowed


class Recognizer(BoundToProcess):
    """Reads line crops; may be shared between threads.

    The program is loaded when the first line is read.

    Args:
        rec: a bundled model's name, a bundle's folder, a recogniser's folder in PaddleOCR's
            inference format, or the name of one of PaddleOCR's models, which is downloaded.
        threads: number of threads to compute on; None for all usable cores.
        onednn: whether to use oneDNN's kernels.
        precision: "auto", "fp32", "bf16" or "int8", of which the last needs a model with an int8
            variant; auto is the fastest that the CPU supports and in which the model was measured
            to read as well, else fp32.
        engine: "auto", "paddle", "openvino" or "onnxruntime"; auto is the fastest that is
            installed and was measured to work as well with the model, else Paddle.
        lm: whether letters between which the network hesitates are settled by the words they make.

    Raises:
        ModelError: the model is unknown or broken.
        ConfigError: an option is not valid, or not on this machine.
    """

    def __init__(
        self,
        rec: str | Path = DEFAULT_RECOGNIZER,
        threads: int | None = None,
        onednn: bool = True,
        precision: str = "auto",
        engine: str = "auto",
        lm: bool = True,
    ) -> None:
        self.lm = lm
        self.model: LineModel = find_line_model(rec)
        vouched = self.model.vouched
        self.engine = choose_engine(
            engine, self.model.name, self.model.onnx_alone, vouched, precision, onednn
        )
        measured = vouched.get(self.engine, ())
        self.options = EngineOptions(
            threads=thread_budget(threads),
            onednn=onednn,
            precision=choose_precision(self.engine, precision, onednn, measured),
            cached_shapes=CACHED_SHAPES,
        )
        chosen = self.options.precision
        check_variant(self.model.name, chosen, self.model.has_int8)
        self._network = LazyNetwork(
            lambda: open_network(self.engine, self.model.program(self.engine, chosen), self.options)
        )

    def recognize(
        self, crops: Sequence[Image], *, together: bool = True, allow: Sequence[str] = ()
    ) -> list[Reading]:
        """Read lines, in the order given.

        Args:
            crops: crops of upright lines, uint8. Shape of each: h, w grey or h, w, 3 BGR.
            together: whether lines may be read side by side, which is faster, if the model was
                trained for it. Without it, no line's reading depends on the other lines.
            allow: the only characters to be read, as in `ReadOptions`. At each step the most
                probable of them is chosen, or none. Scores remain the network's: text that
                consists of other characters gets a low one.

        Returns:
            A reading for each crop; if nothing was read, it is empty and has a score of 0.

        Raises:
            ConfigError: the model does not know one of the allowed characters.
            InputError: a crop is not an image.
        """
        lines = self.read_lines(crops, together=together, allow=allow)
        score = self.model.calibration.line
        return [Reading(line.result.text, score(line.result.scores)) for line in lines]

    @stage("recognise")
    def read_lines(
        self, crops: Sequence[Image], *, together: bool = True, allow: Sequence[str] = ()
    ) -> list[LineReading]:
        """Read lines as `recognize` does, with the place of every character."""
        classes = self.classes_for(allow) if allow else None
        strips = together and self.model.strips
        lines = [self._prepare(crop, number) for number, crop in enumerate(crops)]
        readings = self._read(lines, strips, classes)
        wider = self.model.second_look
        if wider is None:
            return readings
        # Another width lays the steps differently over the letters, and may show them better.
        doubtful = [place for place, one in enumerate(readings) if is_doubtful(one.decoded)]
        again = [self._prepare(crops[place], place, wider) for place in doubtful]
        for place, other in zip(doubtful, self._read(again, strips, classes), strict=True):
            readings[place] = max(readings[place], other, key=lambda one: sureness(one.decoded))
        return readings

    def _read(
        self, lines: Sequence[Image | None], strips: bool, classes: NDArray[np.int64] | None
    ) -> list[LineReading]:
        """Read lines that were scaled to the network's height."""
        cuts = [piece_bounds(line.shape[1]) if line is not None else [] for line in lines]
        pieces = [
            line[:, start:end]
            for line, bounds in zip(lines, cuts, strict=True)
            if line is not None
            for start, end in bounds
        ]
        outputs = iter(compute_lines(pieces, self._run, strips))
        return [
            self._decode(line, bounds, list(islice(outputs, len(bounds))), classes)
            for line, bounds in zip(lines, cuts, strict=True)
        ]

    def classes_for(self, allow: Sequence[str]) -> NDArray[np.int64]:
        """Return the classes that are left if only some characters may be read.

        Args:
            allow: characters, or names of `CHARACTER_SETS`.

        Raises:
            ConfigError: the model does not know one of the characters.
        """
        alphabet = self.model.alphabet
        if unknown := alphabet.lacks(spelled_out(allow)):
            raise ConfigError(f"allow: model {self.model.name} cannot read {' '.join(unknown)}")
        return np.array(alphabet.classes_of(characters_of(allow)))

    def load(self) -> Network:
        """Load the program unless it is loaded.

        Raises:
            ModelError: the model is broken.
        """
        return self._network.load()

    def warmup(self) -> None:
        """Load the program and compile its kernels for a short line."""
        self.load().warmup([(1, 3, self.model.height, STRIP_WIDTHS[0])])

    @stage("resize")
    def _prepare(self, crop: Image, number: int, factor: float = 1.0) -> Image | None:
        """Return a crop scaled to the network's height, and its width by a factor as well.

        None if it is too small to be read.
        """
        fits = getattr(crop, "dtype", None) == np.uint8 and (
            crop.ndim == 2 or (crop.ndim == 3 and crop.shape[2] in (1, 3, 4))
        )
        if not fits:
            raise InputError(f"crop {number}: expected uint8 pixels, h x w or h x w x 3 (BGR)")
        if min(crop.shape[:2]) < MIN_SIDE:
            return None
        return resize_line(crop, self.model.height, factor * self.model.stretch)

    def _run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities. Shape: N, 3, H, W to N, W / 4, C."""
        probabilities = self._network.run(batch)
        alphabet = self.model.alphabet
        missing = alphabet.classes - probabilities.shape[-1]
        if missing and not (missing == 1 and self.model.space_optional):
            raise ModelError(
                f"model {self.model.name}: {probabilities.shape[-1]} classes, but "
                f"{alphabet.classes - 1} characters in {alphabet.name}"
            )
        # Other networks may have longer time steps. Repeating a step does not change CTC's result.
        times = max(1, batch.shape[-1] // (COLUMNS_PER_STEP * probabilities.shape[1]))
        return probabilities if times == 1 else np.repeat(probabilities, times, axis=1)

    @stage("CTC")
    def _decode(
        self,
        line: Image | None,
        bounds: Sequence[tuple[int, int]],
        outputs: Sequence[NDArray[np.float32]],
        classes: NDArray[np.int64] | None,
    ) -> LineReading:
        """Decode the outputs of a line's pieces; if some classes are given, once more with those.

        Shape of each output: T, C.
        """
        if line is None:
            return LineReading(NOTHING, 0)
        starts = [start for start, _ in bounds]

        def collapse(pieces: Iterable[Steps]) -> Decoded:
            steps = join_pieces(list(pieces), starts)
            alphabet = self.model.alphabet
            decoded = alphabet.collapse(steps.best, steps.peak)
            if not steps.doubts:
                return decoded
            return settled(decoded, steps.doubts, alphabet, WordList.bundled())

        decoded = collapse(_most_probable(output, doubtful=self.lm) for output in outputs)
        if classes is None:
            return LineReading(decoded, line.shape[1])
        # The space may be a class that the network lacks.
        known = classes[classes < outputs[0].shape[1]]
        allowed = collapse(_most_probable(output, known) for output in outputs)
        return LineReading(decoded, line.shape[1], allowed)


def is_doubtful(decoded: Decoded) -> bool:
    """Whether a text has a character of which the network is not sure."""
    return min(decoded.scores, default=1.0) < DOUBTFUL


def sureness(decoded: Decoded) -> float:
    """Return the mean logarithm of the characters' probabilities; very low if there is none."""
    if not decoded.scores:
        return NOT_SURE
    return sum(math.log(max(score, 1e-6)) for score in decoded.scores) / len(decoded.scores)


def _most_probable(
    probabilities: NDArray[np.float32],
    classes: NDArray[np.int64] | None = None,
    doubtful: bool = False,
) -> Steps:
    """Keep the most probable class of each step.

    Args:
        probabilities: probability of each class at each step. Shape: T, C.
        classes: the classes to choose from; None for all.
        doubtful: whether to keep the probabilities of the steps that are in doubt.
    """
    if classes is not None:
        steps = _most_probable(probabilities[:, classes])
        return Steps(classes[steps.best], steps.peak)
    best = probabilities.argmax(axis=1)
    peak = np.take_along_axis(probabilities, best[:, None], axis=1)[:, 0]
    return Steps(best, peak, doubts(probabilities, best, peak) if doubtful else {})
