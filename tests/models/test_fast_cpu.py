"""The compiled kernels give what Paddle's operators give."""

from __future__ import annotations

import numpy as np
import paddle
import paddle.nn.functional as F
import pytest

from ocrlc.models import fast_cpu

pytest.importorskip("numba")


def leaf(shape: list[int]) -> paddle.Tensor:
    x = paddle.randn(shape) * 3
    x.stop_gradient = False
    return x


@pytest.mark.parametrize("kernel", [3, 5])
@pytest.mark.parametrize("stride", [(1, 1), (2, 1), (1, 2), (2, 2)])
@pytest.mark.parametrize("size", [(8, 20), (5, 7), (1, 3)])
def test_depthwise_convolution(kernel: int, stride: tuple[int, int], size: tuple[int, int]) -> None:
    paddle.seed(0)
    x, weight = leaf([2, 3, *size]), leaf([3, 1, kernel, kernel])
    results = []
    for fast in (True, False):
        x.clear_grad()
        weight.clear_grad()
        if fast:
            y = fast_cpu.DepthwiseConv2D.apply(x, weight, stride)
        else:
            y = F.conv2d(x, weight, stride=stride, padding=kernel // 2, groups=3)
        (y * paddle.cos(y.detach())).sum().backward()
        results.append([y.numpy(), x.grad.numpy(), weight.grad.numpy()])
    for ours, reference in zip(*results, strict=True):
        np.testing.assert_allclose(ours, reference, rtol=1e-4, atol=1e-3)


def test_hardswish() -> None:
    x = leaf([2, 3, 4, 5])
    results = []
    for function in (fast_cpu.HardSwish.apply, F.hardswish):
        x.clear_grad()
        y = function(x)
        (y * y).sum().backward()
        results.append((y.numpy(), x.grad.numpy()))
    for ours, reference in zip(*results, strict=True):
        np.testing.assert_allclose(ours, reference, rtol=1e-5, atol=1e-5)
