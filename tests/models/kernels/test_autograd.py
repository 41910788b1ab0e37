"""The compiled kernels give what Paddle's operators give."""

from __future__ import annotations

import numpy as np
import paddle
import paddle.nn.functional as F
import pytest
from paddle import nn

from ocrlc.errors import ConfigError
from ocrlc.models.kernels import autograd, onednn
from ocrlc.models.layers import Activation, ConvBNAct, activate

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
            y = autograd.DepthwiseConv2D.apply(x, weight, stride)
        else:
            y = F.conv2d(x, weight, stride=stride, padding=kernel // 2, groups=3)
        (y * paddle.cos(y.detach())).sum().backward()
        results.append([y.numpy(), x.grad.numpy(), weight.grad.numpy()])
    for ours, reference in zip(*results, strict=True):
        np.testing.assert_allclose(ours, reference, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("activation", ["none", "relu", "hardswish"])
@pytest.mark.parametrize("size", [(4, 20), (1, 1), (3, 7)])
def test_batch_norm_with_activation(activation: Activation, size: tuple[int, int]) -> None:
    paddle.seed(0)
    x, weights = leaf([3, 5, *size]), paddle.randn([3, 5, *size])
    results = []
    for fast in (True, False):
        norm = nn.BatchNorm2D(5)
        norm.weight.set_value(paddle.linspace(-1, 2, 5))
        norm.bias.set_value(paddle.linspace(2, -4, 5))
        x.clear_grad()
        if fast:
            y = autograd.BatchNormAct.apply(x, norm.weight, norm.bias, norm, activation)
        else:
            y = activate(norm(x), activation)
        (y * weights).sum().backward()
        tensors = y, x.grad, norm.weight.grad, norm.bias.grad, norm._mean, norm._variance
        results.append([tensor.numpy() for tensor in tensors])
    for ours, reference in zip(*results, strict=True):
        np.testing.assert_allclose(ours, reference, rtol=1e-4, atol=1e-4)


def test_layer_is_the_same_with_and_without_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for fast in (True, False):
        paddle.seed(0)
        layer = ConvBNAct(4, 4, 3, (2, 1), "hardswish", depthwise=True)
        x = leaf([2, 4, 6, 10])
        monkeypatch.setattr(autograd, "usable", lambda _x, fast=fast: fast)
        layer(x).sum().backward()
        layer.eval()
        results.append([x.grad.numpy(), layer(x).numpy()])
    for ours, reference in zip(*results, strict=True):
        np.testing.assert_allclose(ours, reference, rtol=1e-4, atol=1e-5)


needs_bf16 = pytest.mark.skipif(not onednn.available(), reason="no bfloat16 on this CPU")


@needs_bf16
@pytest.mark.parametrize("size", [(2, 3, 4, 20), (1, 8, 1, 1), (5, 17, 3, 7)])
def test_pointwise_convolution(size: tuple[int, ...]) -> None:
    paddle.seed(0)
    x, weight = leaf([*size]), leaf([6, size[1], 1, 1])
    weights = paddle.randn([size[0], 6, *size[2:]])
    results = []
    for convolve in (autograd.PointwiseConv2D.apply, F.conv2d):
        x.clear_grad()
        weight.clear_grad()
        y = convolve(x, weight)
        (y * weights).sum().backward()
        results.append([y.numpy(), x.grad.numpy(), weight.grad.numpy()])
    for ours, reference in zip(*results, strict=True):
        spread = np.abs(reference).max()
        np.testing.assert_allclose(ours, reference, rtol=0, atol=spread * 2**-7)


@needs_bf16
def test_bf16_is_for_training_alone() -> None:
    layer = ConvBNAct(4, 6)
    x = leaf([2, 4, 5, 5])
    autograd.use_bf16(layer)
    layer.eval()
    read = layer.conv(x)
    np.testing.assert_array_equal(read.numpy(), F.conv2d(x, layer.conv.weight).numpy())
    layer.train()
    trained = layer.conv(x)
    assert 0 < float((trained - read).abs().max()) < 0.1 * float(read.abs().max())


@pytest.mark.parametrize("there", [True, False])
def test_precision_follows_the_cpu(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setattr(onednn, "available", lambda: there)
    assert autograd.training_precision("auto") == ("bf16" if there else "fp32")
    assert autograd.training_precision("fp32") == "fp32"


def test_bf16_is_refused_where_nothing_computes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onednn, "available", lambda: False)
    with pytest.raises(ConfigError, match=r"train\.precision"):
        autograd.training_precision("bf16")
