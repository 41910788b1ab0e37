"""A small recogniser with random weights, for tests of what surrounds it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ocrlc.bundles import Bundle, find_bundle
from ocrlc.charset import Charset
from ocrlc.cpu import import_paddle

LETTERS = Charset("letters", "abcdefghijklmnopqrstuvwxyz ")


def random_bundle(folder: Path) -> Bundle:
    """Return a bundle that reads noise, but always the same."""
    paddle = import_paddle()
    from ocrlc.checkpoint import save_bundle, tensors, to_arrays
    from ocrlc.config import parse_config
    from ocrlc.models.build import build_recognizer

    paddle.seed(3)
    config = parse_config(
        {"model": {"backbone": {"name": "pplcnet", "scale": 0.25}, "neck": {"hidden": 16}}}
    )
    model = build_recognizer(config.model, LETTERS.classes)
    arrays = to_arrays(tensors(model))
    for name, values in arrays.items():
        if name.startswith("head") and values.ndim == 2:
            values *= 40  # else every step is nearly undecided
    save_bundle(folder, arrays, config, LETTERS.characters, "# Random weights\n")
    return find_bundle(folder)


def noise_crops(count: int, seed: int = 0) -> list[np.ndarray]:
    """Return blotchy crops of many sizes, grey and colour."""
    rng = np.random.default_rng(seed)
    crops = []
    for i in range(count):
        h, w = int(rng.integers(12, 60)), int(rng.integers(10, 700))
        coarse = rng.integers(0, 256, (-(-h // 8), -(-w // 6)), np.uint8)
        crop = np.kron(coarse, np.ones((8, 6), np.uint8))[:h, :w]
        crops.append(np.dstack([crop] * 3) if i % 3 == 0 else crop)
    return crops
