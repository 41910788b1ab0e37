from collections.abc import Callable

import numpy as np
import pytest

from ocrlc.synthesis import augmentation as aug
from ocrlc.synthesis.augmentation import Image, Rng, augment, noise_patch


def drawn_line(height: int = 32, width: int = 200) -> Image:
    image = np.full((height, width), 250, np.uint8)
    image[height // 4 : -height // 4, 20 : width - 20 : 7] = 20
    image[height // 4 : -height // 4, 21 : width - 20 : 7] = 20
    return image


EFFECTS: dict[str, Callable[[Image, Rng], Image]] = {
    "blur": aug.blur,
    "motion_blur": lambda image, rng: aug.motion_blur(image, rng, 4.0),
    "gaussian_noise": lambda image, rng: aug.gaussian_noise(image, rng, 8.0),
    "speckle": lambda image, rng: aug.speckle(image, rng, 0.01),
    "jpeg": aug.jpeg,
    "downscale": lambda image, rng: aug.downscale(image, rng, 0.5),
    "tone": aug.tone,
    "ink": aug.ink,
    "warp": aug.warp,
    "recrop": aug.recrop,
    "augment": augment,
}


@pytest.mark.parametrize("name", EFFECTS)
def test_effects_are_pure_functions_of_image_and_chance(name: str) -> None:
    image = drawn_line()
    before = image.copy()
    first = EFFECTS[name](image, np.random.default_rng(7))
    again = EFFECTS[name](image, np.random.default_rng(7))
    assert np.array_equal(first, again)
    assert np.array_equal(image, before)
    assert first.dtype == np.uint8
    assert first.ndim == 2


@pytest.mark.parametrize("name", EFFECTS)
def test_effects_change_something_and_keep_the_text_visible(name: str) -> None:
    image = drawn_line()
    results = [EFFECTS[name](image, np.random.default_rng(seed)) for seed in range(12)]
    assert any(r.shape != image.shape or not np.array_equal(r, image) for r in results)
    for result in results:
        assert np.ptp(result.astype(int)) > 60


@pytest.mark.parametrize("shape", [(8, 5), (12, 400), (40, 9), (90, 1500), (300, 40)])
def test_augment_takes_crops_of_any_shape(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    for seed in range(30):
        result = augment(image, np.random.default_rng(seed), 1.0)
        assert 0.6 * shape[0] <= result.shape[0] <= 1.5 * shape[0] + 2
        assert 0.7 * shape[1] - 4 <= result.shape[1] <= 1.4 * shape[1] + shape[0]


def test_augment_of_no_strength_changes_little() -> None:
    image = drawn_line()
    for seed in range(20):
        result = augment(image, np.random.default_rng(seed), 0.0)
        assert abs(result.shape[1] - image.shape[1]) <= 4


def test_noise_is_centred_and_covers_images_larger_than_its_tile() -> None:
    patch = noise_patch((300, 2500), np.random.default_rng(1), 0.7)
    assert patch.shape == (300, 2500)
    assert abs(float(patch.mean())) < 0.05
    assert 0.8 < float(patch.std()) < 1.2
