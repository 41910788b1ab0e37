"""Validation during training: the weights are tested on fixed lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import paddle
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.config import Config, LabelSource, LineData
from ocrlc.datasets.batches import Sample, make_sample
from ocrlc.datasets.records import Report
from ocrlc.datasets.sources import LabelledLines, open_sources
from ocrlc.errors import InputError
from ocrlc.evaluation.text_metrics import line_metrics
from ocrlc.inference.weights import Arrays, load_arrays
from ocrlc.models.architectures import ClassifierConfig, ModelConfig
from ocrlc.models.build import build_model
from ocrlc.recognition.batching import compute_lines
from ocrlc.recognition.turns import compute_turns, turn

Array = NDArray[np.float32]

DEFAULT_LINES = 500
SEED = 2_000_003
"""Seed for drawing validation lines; no recipe trains with it, so no text occurs in both."""


def fixed_lines(
    source: LineData, charset: Charset, max_width: int, stretch: float = 1.0
) -> list[Sample]:
    """Return the lines of one validation source: the first `limit` of its stream.

    Raises:
        InputError: no line can be used.
    """
    (opened,) = open_sources([source], charset, Report())
    count = source.limit or DEFAULT_LINES
    if isinstance(opened, LabelledLines):
        count = min(count, len(opened.records))
    drawn = (opened.draw(i, SEED) for i in range(count))
    samples = (make_sample(*pair, charset, max_width, stretch) for pair in drawn if pair)
    lines = [sample for sample in samples if sample]
    if not lines:
        raise InputError(
            f"data.validation: none of the {count} lines of {_name(source)} can be used; raise "
            f"data.max_width ({max_width}) or fix the labels"
        )
    return lines


def _name(source: LineData) -> str:
    if isinstance(source, LabelSource):
        return source.labels
    return f"the synthetic source (profile {source.profile}, split {source.split})"


def runner(model: paddle.nn.Layer) -> Callable[[Array], Array]:
    """Return a function that runs a network on arrays, with its weights at the time of the call."""

    def run(batch: Array) -> Array:
        logits: Array = model(paddle.to_tensor(batch)).numpy()
        return logits

    return run


def read_samples(
    model: paddle.nn.Layer, samples: Sequence[Sample], charset: Charset, strips: bool = False
) -> list[tuple[str, str]]:
    """Read lines with a network in dygraph mode; return pairs of text read and true text."""
    with paddle.no_grad():
        outputs = compute_lines([sample.image for sample in samples], runner(model), strips)
    best = [output.argmax(axis=-1) for output in outputs]
    texts = [charset.collapse(classes, np.ones(len(classes))).text for classes in best]
    return list(zip(texts, (sample.texts[0] for sample in samples), strict=True))


class Judge(Protocol):
    """Validates weights, so that training can choose the best ones."""

    def judge(self, weights: Arrays) -> dict[str, Any]:
        """Return rates in percent over all validation data, and for each set under `sets`."""


class Validator:
    """Validates a recogniser's weights on a recipe's validation lines.

    Args:
        config: the recipe.
        charset: the recogniser's characters.
    """

    def __init__(self, config: Config, charset: Charset) -> None:
        self.charset = charset
        self.strips = config.data.strips > 0
        self.model = build_model(config.model, charset.classes)
        self.model.eval()
        self.sets: list[tuple[list[Sample], bool]] = []
        for source in config.line_data("validation"):
            assert isinstance(config.model, ModelConfig)
            stretch = config.model.input.stretch
            lines = fixed_lines(source, charset, config.data.max_width, stretch)
            folded = isinstance(source, LabelSource) and source.fold_case
            self.sets.append((lines, folded))

    def judge(self, weights: Arrays) -> dict[str, Any]:
        """Return error rates in percent over all sets, and for each set under `sets`."""
        load_arrays(self.model, weights, "validation")
        everything: list[tuple[str, str]] = []
        sets = []
        for samples, folded in self.sets:
            pairs = read_samples(self.model, samples, self.charset, self.strips)
            if folded:
                pairs = [(a.lower(), b.lower()) for a, b in pairs]
            everything += pairs
            sets.append(line_metrics(pairs))
        result = {k: v for k, v in _short(line_metrics(everything)).items() if k != "lines"}
        return {**result, "sets": [_short(m) for m in sets]}


class TurnValidator:
    """Validates a classifier's weights on a recipe's validation lines, upright and turned.

    Args:
        config: the recipe.
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
        """Return error rate and accuracy in percent over all sets, and for each under `sets`."""
        load_arrays(self.model, weights, "validation")
        right = [self._right(lines) for lines in self.sets]
        return {**_rates(np.concatenate(right)), "sets": [_rates(found) for found in right]}

    def _right(self, lines: list[NDArray[np.uint8]]) -> NDArray[np.bool_]:
        with paddle.no_grad():
            run = runner(self.model)
            upright = compute_turns(lines, run).argmax(axis=1) == 0
            turned = compute_turns([turn(line) for line in lines], run).argmax(axis=1) == 1
        return np.concatenate([upright, turned])


def standing(record: Mapping[str, Any], best_by: str) -> float:
    """Return the error rate that selects the best weights, see `TrainConfig.best_by`.

    Args:
        record: the rates that the validator returned.
        best_by: `lines` or `sets`.
    """
    rate = "cer" if "cer" in record else "error"
    if best_by == "sets":
        return float(np.mean([judged[rate] for judged in record["sets"]]))
    return float(record[rate])


def _short(metrics: Any) -> dict[str, float]:
    names = ("lines", "cer", "exact", "cer_folded", "exact_folded", "cer_nospace", "exact_nospace")
    return {name: round(getattr(metrics, name), 3) for name in names}


def _rates(right: NDArray[np.bool_]) -> dict[str, float]:
    accuracy = 100 * float(right.mean())
    return {"error": round(100 - accuracy, 3), "accuracy": round(accuracy, 3)}
