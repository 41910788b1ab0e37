"""A small recogniser with random weights, for tests of what surrounds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ocrlc.charset import Charset
from ocrlc.inference.bundles import Bundle, find_bundle
from ocrlc.preprocess import line_batch, resize_line
from ocrlc.system.paddle_setup import import_paddle

LETTERS = Charset("letters", "abcdefghijklmnopqrstuvwxyz ")


def random_bundle(folder: Path) -> Bundle:
    """Return a bundle that reads noise, but always the same."""
    paddle = import_paddle()
    from ocrlc.inference.weights import save_bundle, tensors, to_arrays
    from ocrlc.models.build import build_recognizer
    from ocrlc.recipes import parse_config

    paddle.seed(3)
    config = parse_config(
        {"model": {"backbone": {"name": "pplcnet", "scale": 0.25}, "neck": {"hidden": 16}}}
    )
    model = build_recognizer(config.model, LETTERS.classes)
    calibrate(model)
    arrays = to_arrays(tensors(model))
    for name, values in arrays.items():
        # Saturated gates and no biases: outputs follow the input, and are decided.
        if "weight_ih" in name:
            values *= 2
        elif "bias" in name and name.startswith(("neck", "head")):
            values *= 0
        elif name.startswith("head"):
            values *= 4
    save_bundle(folder, arrays, config, LETTERS.characters, "# Random weights\n")
    return find_bundle(folder)


def calibrate(model: Any) -> None:
    """Let batch norm see noise, so that the features of different inputs differ."""
    paddle = import_paddle()
    lines = [resize_line(crop) for crop in noise_crops(16, seed=9)]
    x = paddle.to_tensor(line_batch(lines, max(line.shape[1] for line in lines))[..., :320])
    model.train()
    for layer in model.sublayers():
        if isinstance(layer, paddle.nn.BatchNorm2D):
            layer._momentum = 0.3
    with paddle.no_grad():
        for _ in range(6):
            model(x)


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
