"""oneDNN's bfloat16 products give what NumPy gives for numbers of that precision."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocrlc.models.kernels import onednn

pytestmark = pytest.mark.skipif(not onednn.available(), reason="no bfloat16 on this CPU")

Array = NDArray[np.float32]


def widen(x: NDArray[np.uint16]) -> Array:
    return (x.astype(np.uint32) << 16).view(np.float32)


def random(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(1, 1), (-2.5, -2.5), (257, 256), (259, 260), (258.9, 258), (np.inf, np.inf)],
)
def test_rounding_is_to_the_nearest_and_even(value: float, rounded: float) -> None:
    assert widen(onednn.to_bf16(np.array([value], np.float32))) == [rounded]


def test_view_is_laid_out_in_the_order_of_its_axes() -> None:
    x = random(3, 4, 5)
    turned = onednn.to_bf16(x.transpose(1, 0, 2))
    assert turned.flags.c_contiguous
    np.testing.assert_allclose(widen(turned), x.transpose(1, 0, 2), rtol=2**-8)


@pytest.mark.parametrize(("m", "k", "n"), [(1, 1, 1), (5, 7, 3), (64, 96, 33)])
def test_product(m: int, k: int, n: int) -> None:
    a, b = onednn.to_bf16(random(m, k)), onednn.to_bf16(random(n, k))
    out = np.full((m, n), np.nan, np.float32)
    onednn.matmul(a, b.T, out)
    np.testing.assert_allclose(out, widen(a) @ widen(b).T, rtol=1e-5, atol=1e-4)


def test_product_of_a_matrix_with_a_stack() -> None:
    kernel, maps = onednn.to_bf16(random(6, 8)), onednn.to_bf16(random(8, 3, 10))
    out = np.empty((3, 6, 10), np.float32)
    onednn.matmul(kernel[None], maps.transpose(1, 0, 2), out)
    expected = np.einsum("ok,kns->nos", widen(kernel), widen(maps))
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-4)


def test_arguments_that_do_not_fit_are_refused() -> None:
    a, b = onednn.to_bf16(random(2, 3)), onednn.to_bf16(random(4, 5))
    with pytest.raises(RuntimeError, match="matmul"):
        onednn.matmul(a, b, np.empty((2, 5), np.float32))
