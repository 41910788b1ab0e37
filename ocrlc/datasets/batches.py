"""Training samples and batches of lines, with a limit of pixels per batch.

Samples come in chunks. A chunk depends only on the seed and its number: which records it contains,
how they are distorted, how they are batched. So any worker can make it, and a resumed run continues
with the batch that would have come next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.datasets.faults import misfit
from ocrlc.preprocess import line_batch, resize_line
from ocrlc.recognition.batching import STRIP_WIDTHS, WIDTH_STEP, lay_row, pack, padded_width

Image = NDArray[np.uint8]
PAD_STEP = 32
"""Batches are padded to a multiple of this many pixels; inference uses `batching.WIDTH_STEP`."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, or several lines side by side, at the network's height.

    Attributes:
        image: the pixels in grey. Shape: 32, W.
        texts: the text of each line.
        classes: class indices of the whole text; for a classifier, 1 if the line is turned, else 0.
    """

    image: Image
    texts: tuple[str, ...]
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of similar width, or strips of lines.

    Attributes:
        images: the pixels in grey, padded on the right with 128. Shape: N, 32, W.
        classes: class indices, padded with 0. Shape: N, L.
        lengths: number of classes in each row. Shape: N.
        texts: the text of each line; a strip has several lines.
    """

    images: Image
    classes: NDArray[np.int32]
    lengths: NDArray[np.int64]
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def inputs(self) -> NDArray[np.float32]:
        """Return the input of the network. Shape: N, 3, 32, W."""
        return line_batch(self.images, self.images.shape[-1])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the batch as arrays, to be written to a file."""
        texts = np.frombuffer(json.dumps(self.texts).encode(), np.uint8)
        kept: dict[str, Any] = {
            "images": self.images,
            "classes": self.classes,
            "lengths": self.lengths,
        }
        return {**kept, "texts": texts}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Batch:
        """Return the batch from the arrays that `arrays` returned."""
        texts = json.loads(arrays["texts"].tobytes())
        return cls(arrays["images"], arrays["classes"], arrays["lengths"], tuple(texts))


def make_sample(
    image: Image, text: str, charset: Charset, max_width: int, stretch: float = 1.0
) -> Sample | None:
    """Scale a line to the network's height; None if training cannot use it, see `misfit`."""
    line = resize_line(image, stretch=stretch)
    classes = charset.encode(text).classes
    unreadable = bool(text) and not classes
    if unreadable or misfit(classes, line.shape[1], max_width):
        return None
    return Sample(line, (charset.normalise(text),), classes)


def make_batches(samples: Sequence[Sample], columns: int, rng: np.random.Generator) -> list[Batch]:
    """Divide samples, sorted by width, into batches of at most `columns` columns with padding."""
    batches: list[Batch] = []
    group: list[Sample] = []
    for sample in sorted(samples, key=lambda s: s.image.shape[1]):
        if group and padded_width(sample.image.shape[1], PAD_STEP) * (len(group) + 1) > columns:
            batches.append(collate(group, rng))
            group = []
        group.append(sample)
    if group:
        batches.append(collate(group, rng))
    return batches


def make_strips(samples: Sequence[Sample], rng: np.random.Generator) -> dict[int, list[Sample]]:
    """Lay samples side by side, in random order, in strips of the widths used by inference.

    Returns:
        Strips by width; each is a sample with the texts of its lines one after the other.
    """
    groups: dict[int, list[Sample]] = {width: [] for width in STRIP_WIDTHS}
    for i in rng.permutation(len(samples)):
        fitting = [width for width in STRIP_WIDTHS if width >= samples[i].image.shape[1]]
        groups[fitting[int(rng.integers(len(fitting)))]].append(samples[i])
    return {width: _strips(group, width) for width, group in groups.items()}


def _strips(samples: Sequence[Sample], width: int) -> list[Sample]:
    rows = pack(range(len(samples)), [sample.image.shape[1] for sample in samples], width)
    return [
        Sample(
            lay_row([(samples[slot.number].image, slot.start) for slot in row], width),
            tuple(text for slot in row for text in samples[slot.number].texts),
            tuple(c for slot in row for c in samples[slot.number].classes),
        )
        for row in rows
    ]


def collate(samples: Sequence[Sample], rng: np.random.Generator | None = None) -> Batch:
    """Pad samples to one width; with `rng`, in some batches to the width that inference uses."""
    widest = max(sample.image.shape[1] for sample in samples)
    as_inference = rng is not None and rng.random() < 0.3
    width = padded_width(widest, WIDTH_STEP if as_inference else PAD_STEP)
    images = np.stack([lay_row([(sample.image, 0)], width) for sample in samples])
    lengths = np.array([len(sample.classes) for sample in samples], np.int64)
    classes = np.zeros((len(samples), max(1, int(lengths.max()))), np.int32)
    for row, sample in zip(classes, samples, strict=True):
        row[: len(sample.classes)] = sample.classes
    return Batch(images, classes, lengths, tuple(t for sample in samples for t in sample.texts))
