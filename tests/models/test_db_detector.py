"""The detector's network: its size, its map, and how it is enlarged."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from ocrlc.models.architectures import DetectorConfig
from ocrlc.models.build import build_detector, build_model
from ocrlc.models.complexity import count_parameters
from ocrlc.models.pyramid import Enlarge
from ocrlc.models.registry import BACKBONES


def config(**options: object) -> DetectorConfig:
    return DetectorConfig.model_validate({"family": "detector", **options})


@pytest.mark.parametrize("name", BACKBONES)
def test_any_backbone_draws_a_map_of_half_the_size(name: str) -> None:
    model = build_model(config(backbone={"name": name, "layout": "image", "scale": 0.25}), 0)
    model.eval()
    assert model(paddle.zeros([2, 3, 64, 96])).shape == [2, 1, 32, 48]


def test_the_usual_detector_is_small() -> None:
    assert round(count_parameters(build_detector(config())) / 1e6, 2) == 0.30


def test_widths_are_options() -> None:
    wide = config(neck={"laterals": 48, "branches": 12}, head={"mid": 24})
    model = build_detector(wide)
    assert model.neck.out_channels == 48
    assert model.head.map.weight.shape[:2] == [24, 1]


@pytest.mark.parametrize("factor", [1, 2, 8])
def test_enlarging_repeats_pixels_and_is_no_weight(factor: int) -> None:
    layer = Enlarge(3, factor)
    assert not layer.state_dict()
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype(np.float32)
    wanted = x.repeat(factor, axis=2).repeat(factor, axis=3)
    np.testing.assert_array_equal(layer(paddle.to_tensor(x)).numpy(), wanted)


def test_gradients_reach_every_weight() -> None:
    model = build_detector(config(backbone={"scale": 0.25, "layout": "image", "name": "pplcnet"}))
    model(paddle.randn([2, 3, 64, 64])).mean().backward()
    assert all(p.grad is not None for p in model.parameters() if not p.stop_gradient)
