"""Validation in the training loop of a classifier: fixed lines, each upright and turned."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.inference.weights import Arrays, load_arrays
from ocrlc.models.architectures import ClassifierConfig
from ocrlc.models.build import build_model
from ocrlc.recognition.turns import compute_turns, turn
from ocrlc.training.validation import fixed_lines


class TurnValidator:
    """Judges weights on a recipe's validation lines.

    Args:
        config: the recipe, of a classifier.
        charset: the characters of the lines.
    """

    def __init__(self, config: Config, charset: Charset) -> None:
        self.model = build_model(config.model, charset.classes)
        self.model.eval()
        assert isinstance(config.model, ClassifierConfig)
        stretch, widest = config.model.input.stretch, config.data.max_width
        self.sets = [
            [sample.image for sample in fixed_lines(source, charset, widest, stretch)]
            for source in config.line_data("validation")
        ]

    def judge(self, weights: Arrays) -> dict[str, Any]:
        """Return error and accuracy in percent over all sets, and per set under `sets`."""
        load_arrays(self.model, weights, "validation")
        right = [self._right(lines) for lines in self.sets]
        return {**_rates(np.concatenate(right)), "sets": [_rates(found) for found in right]}

    def _right(self, lines: list[NDArray[np.uint8]]) -> NDArray[np.bool_]:
        def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
            logits: NDArray[np.float32] = self.model(paddle.to_tensor(batch)).numpy()
            return logits

        with paddle.no_grad():
            upright = compute_turns(lines, run).argmax(axis=1) == 0
            turned = compute_turns([turn(line) for line in lines], run).argmax(axis=1) == 1
        return np.concatenate([upright, turned])


def _rates(right: NDArray[np.bool_]) -> dict[str, float]:
    accuracy = 100 * float(right.mean())
    return {"error": round(100 - accuracy, 3), "accuracy": round(accuracy, 3)}
