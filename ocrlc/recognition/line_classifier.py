"""Classifying lines as upright or turned by 180 degrees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import inference_program
from ocrlc.inference.bundles import Bundle, find_bundle
from ocrlc.inference.lazy_network import LazyNetwork
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.selection import PADDLE, choose_precision, open_network
from ocrlc.preprocess import resize_line
from ocrlc.recognition.turns import compute_turns
from ocrlc.system.cpu import thread_budget
from ocrlc.system.forks import BoundToProcess
from ocrlc.system.resources import DEFAULT_CLASSIFIER

Image = NDArray[np.uint8]


def is_classifier(model: str | Path) -> bool:
    """Whether a name or folder is a classifier's bundle; False if it is not a bundle at all."""
    try:
        return find_bundle(model).brief.family == "classifier"
    except ModelError:
        return False


class LineClassifier(BoundToProcess):
    """Classifies line crops; not to be shared between threads.

    Args:
        model: a bundled model's name or a bundle's folder.
        threads: number of threads to compute on; None for all usable cores.
        onednn: whether to use oneDNN's kernels.
        precision: "auto", "fp32" or "bf16", as for `Recognizer`.

    Raises:
        ModelError: the model is unknown, broken, or no classifier.
        ConfigError: an option is not valid here.
    """

    def __init__(
        self,
        model: str | Path = DEFAULT_CLASSIFIER,
        threads: int | None = None,
        onednn: bool = True,
        precision: str = "auto",
    ) -> None:
        self.bundle: Bundle = find_bundle(model)
        family = self.bundle.brief.family
        if family != "classifier":
            raise ModelError(f"model {self.bundle.name} is a {family}, not a classifier of lines")
        measured = self.bundle.vouched[PADDLE]
        options = EngineOptions(
            threads=thread_budget(threads),
            onednn=onednn,
            precision=choose_precision(PADDLE, precision, onednn, measured),
        )
        program = inference_program(self.bundle)
        self.network = LazyNetwork(lambda: open_network(PADDLE, program, options))
        self.network.load()

    def turned(self, crops: Sequence[Image]) -> NDArray[np.float32]:
        """Return for each crop the probability that it is turned by 180 degrees.

        Args:
            crops: crops of lines, uint8. Shape of each: h, w grey or h, w, 3 BGR.

        Raises:
            InputError: a crop has no pixels.
        """
        height, stretch = self.bundle.line_height, self.bundle.brief.stretch
        lines = [resize_line(crop, height, stretch) for crop in crops]
        return compute_turns(lines, self.network.run)[:, 1]
