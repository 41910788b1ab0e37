"""Necks: their shapes, and how far a step sees."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from ocrlc.models.conv_neck import ConvNeck
from ocrlc.models.registry import NECKS, neck_class


@pytest.mark.parametrize("name", NECKS)
def test_necks_keep_the_time_steps(name: str) -> None:
    neck = neck_class(name)(40, 16)
    neck.eval()
    for steps in (1, 2, 33):
        assert neck(paddle.zeros([2, 40, 1, steps])).shape == [2, steps, neck.out_channels]
    assert neck.out_channels == 32


def test_a_step_of_the_convolutional_neck_sees_21_columns_to_either_side() -> None:
    paddle.seed(0)
    neck = ConvNeck(8, 8)
    neck.eval()
    x = np.random.default_rng(0).normal(size=(1, 8, 1, 101)).astype(np.float32)
    changed = x.copy()
    changed[..., 50] += 1
    before, after = (neck(paddle.to_tensor(value)).numpy() for value in (x, changed))
    moved = np.flatnonzero(np.abs(after - before).max(axis=(0, 2)) > 1e-7)
    assert (moved.min(), moved.max()) == (50 - 21, 50 + 21)
