"""Validation in the training loop: greedy reading of fixed lines with given weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import paddle

from ocrlc.charset import Charset
from ocrlc.checkpoint import Arrays, load_arrays
from ocrlc.config import Config, LabelSource, SyntheticSource
from ocrlc.datasets import (
    LabelledLines,
    Sample,
    make_batches,
    make_sample,
    open_sources,
)
from ocrlc.labels import Report
from ocrlc.metrics import line_metrics
from ocrlc.models.build import build_recognizer
from ocrlc.preprocess import line_batch

DEFAULT_LINES = 500


def fixed_lines(
    source: LabelSource | SyntheticSource, charset: Charset, max_width: int
) -> list[Sample]:
    """The lines of one validation source: the first `limit` of its stream."""
    (opened,) = open_sources([source], charset, Report())
    count = source.limit or DEFAULT_LINES
    if isinstance(opened, LabelledLines):
        count = min(count, len(opened.records))
    drawn = (opened.draw(i, seed=0) for i in range(count))
    samples = (make_sample(*pair, charset, max_width) for pair in drawn if pair)
    return [sample for sample in samples if sample]


def read_lines(
    model: paddle.nn.Layer, samples: Sequence[Sample], charset: Charset, columns: int = 12800
) -> list[tuple[str, str]]:
    """Read lines in dygraph. Returns pairs of reading and truth."""
    pairs = []
    with paddle.no_grad():
        for batch in make_batches(samples, columns, np.random.default_rng(0)):
            logits = model(paddle.to_tensor(line_batch(batch.images, batch.images.shape[-1])))
            best = logits.argmax(axis=-1).numpy()
            for row, truth in zip(best, batch.texts, strict=True):
                pairs.append((charset.collapse(row, np.ones(len(row))).text, truth))
    return pairs


class Validator:
    """Judges weights on a recipe's validation lines.

    Args:
        config: the recipe.
        charset: the recogniser's characters.
    """

    def __init__(self, config: Config, charset: Charset) -> None:
        self.charset = charset
        self.model = build_recognizer(config.model, charset.classes)
        self.model.eval()
        self.sets: list[tuple[list[Sample], bool]] = []
        for source in config.data.validation:
            lines = fixed_lines(source, charset, config.data.max_width)
            folded = isinstance(source, LabelSource) and source.fold_case
            self.sets.append((lines, folded))

    def judge(self, weights: Arrays) -> dict[str, Any]:
        """Return error rates in percent over all sets, and per set under `sets`."""
        load_arrays(self.model, weights, "validation")
        everything: list[tuple[str, str]] = []
        sets = []
        for samples, folded in self.sets:
            pairs = read_lines(self.model, samples, self.charset)
            if folded:
                pairs = [(a.lower(), b.lower()) for a, b in pairs]
            everything += pairs
            sets.append(line_metrics(pairs))
        result = _short(line_metrics(everything))
        return {**result, "sets": [_short(m) for m in sets]}


def _short(metrics: Any) -> dict[str, float]:
    names = ("cer", "exact", "cer_folded", "exact_folded", "cer_nospace", "exact_nospace")
    return {name: round(getattr(metrics, name), 3) for name in names}
