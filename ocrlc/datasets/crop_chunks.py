"""Chunks of crops of pages: a function of the seed and the chunk's number alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.config import DataConfig
from ocrlc.datasets.chunks import shares
from ocrlc.datasets.crops import Crop, ScaledPage, cut_crop, measure
from ocrlc.datasets.pages import Pages
from ocrlc.preprocess import detector_input


@dataclass(frozen=True, slots=True)
class CropBatch:
    """Crops of one size.

    Attributes:
        images: grey. Shape: N, S, S.
        targets: see `text_maps`. Shape: N, S / 2, S / 2.
    """

    images: NDArray[np.uint8]
    targets: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.images)

    def inputs(self) -> NDArray[np.float32]:
        """Return what the network is fed. Shape: N, 3, S, S."""
        return np.concatenate([detector_input(image, *image.shape) for image in self.images])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file keeps of it."""
        return {"images": self.images, "targets": self.targets}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> CropBatch:
        """Return the batch that `arrays` gave."""
        return cls(arrays["images"], arrays["targets"])


@dataclass(frozen=True)
class CropMaker:
    """Makes chunk after chunk of batches of crops."""

    sources: tuple[Pages, ...]
    data: DataConfig
    seed: int

    def chunk(self, number: int) -> list[CropBatch]:
        """Return the batches of chunk `number`, crops in random order."""
        crops: list[Crop] = []
        for source, start, count in shares(self.sources, self.data.chunk, number):
            crops += self._crops(source, range(start, start + count))
        rng = np.random.default_rng((self.seed, number))
        mixed = [crops[i] for i in rng.permutation(len(crops))]
        size = self.data.crops.batch
        return [_stacked(mixed[i : i + size]) for i in range(0, len(mixed), size)]

    def _crops(self, source: Pages, indices: Sequence[int]) -> Iterator[Crop]:
        options = self.data.crops
        opened: tuple[int, ScaledPage | None] = (-1, None)
        for index in indices:
            number = index // options.per_page
            if opened[0] != number:
                page = source.draw(number, self.seed)
                rng = np.random.default_rng((self.seed, number, 4))
                found = None if page is None else measure(page, options.letter_height, rng)
                opened = number, found
            if opened[1] is not None:
                rng = np.random.default_rng((self.seed, index, 5))
                yield cut_crop(opened[1], options, source.augment, rng)


def _stacked(crops: Sequence[Crop]) -> CropBatch:
    return CropBatch(
        np.stack([crop.image for crop in crops]), np.stack([crop.target for crop in crops])
    )
