"""Making chunks of training data; a chunk depends only on the seed and its number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import cv2
import numpy as np

from ocrlc.charset import Charset
from ocrlc.config import DataConfig
from ocrlc.datasets.batches import (
    Batch,
    Image,
    Sample,
    collate,
    make_batches,
    make_sample,
    make_strips,
)
from ocrlc.datasets.sources import LineSource
from ocrlc.recognition.turns import turn


@dataclass(frozen=True)
class ChunkMaker:
    """Makes chunks of batches.

    Attributes:
        sources: where the lines come from.
        charset: the characters of the lines.
        data: the recipe's section `data`.
        seed: seed of all random choices.
        curriculum_lines: number of lines over which longer and longer texts are allowed.
        turns: whether about half of the lines are turned by 180 degrees, and labelled by that.
    """

    sources: tuple[LineSource, ...]
    charset: Charset
    data: DataConfig
    seed: int
    curriculum_lines: int = 0
    turns: bool = False

    def chunk(self, number: int) -> list[Batch]:
        """Return the batches of chunk `number`, in random order."""
        samples = []
        longest = self._longest(number)
        for source, start, count in shares(self.sources, self.data.chunk, number):
            for index in range(start, start + count):
                drawn = source.draw(index, self.seed)
                if drawn is None:
                    continue
                image = self._stretched(drawn[0], index)
                sample = make_sample(image, drawn[1], self.charset, self.data.max_width)
                if sample and len(sample.classes) <= longest:
                    samples.append(self._turned(sample, index) if self.turns else sample)
        rng = np.random.default_rng((self.seed, number))
        aside = rng.random(len(samples)) < (self.data.strips if longest == math.inf else 0)
        alone = [sample for sample, flag in zip(samples, aside, strict=True) if not flag]
        strips = make_strips([s for s, flag in zip(samples, aside, strict=True) if flag], rng)
        batches = make_batches(alone, self.data.columns, rng)
        for width, rows in strips.items():
            count = max(1, self.data.columns // width)
            batches += [collate(rows[i : i + count]) for i in range(0, len(rows), count)]
        return [batches[i] for i in rng.permutation(len(batches))]

    def _stretched(self, image: Image, index: int) -> Image:
        low, high = self.data.stretch
        rng = np.random.default_rng((self.seed, index, 2))
        if (low, high) == (1.0, 1.0) or rng.random() < 0.5:
            return image
        height, width = image.shape
        width = max(1, round(width * rng.uniform(low, high)))
        return np.asarray(cv2.resize(image, (width, height)), np.uint8)

    def _turned(self, sample: Sample, index: int) -> Sample:
        turned = np.random.default_rng((self.seed, index, 3)).random() < 0.5
        return Sample(turn(sample.image) if turned else sample.image, sample.texts, (int(turned),))

    def _longest(self, number: int) -> float:
        lines = number * self.data.chunk
        if lines >= self.curriculum_lines:
            return math.inf
        return 4 + 36 * lines / self.curriculum_lines


class _Weighted(Protocol):
    weight: float


Weighted = TypeVar("Weighted", bound=_Weighted)


def shares(sources: Sequence[Weighted], size: int, number: int) -> list[tuple[Weighted, int, int]]:
    """Divide a chunk among sources by their weights.

    Args:
        sources: endless streams of samples, with weights.
        size: number of samples in a chunk.
        number: number of the chunk.

    Returns:
        Each source with its first index and its number of samples in this chunk.
    """
    total = sum(source.weight for source in sources)
    found = []
    for source in sources:
        portion = source.weight / total * size
        start, end = round(portion * number), round(portion * (number + 1))
        found.append((source, start, end - start))
    return found
