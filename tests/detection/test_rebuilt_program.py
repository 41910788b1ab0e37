"""The rebuilt detector computes what its legacy program computes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import paddle
import paddle.nn.functional as F
import pytest

from ocrlc.detection.rebuilt_program import rebuilt_program
from ocrlc.detection.weights import PPOCRV4, find_stored
from ocrlc.errors import ModelError
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.program import Program
from ocrlc.ppocr.folding import IMAGE, Node, UnsupportedError, fold
from ocrlc.ppocr.legacy import Array, LegacyOperator
from ocrlc.ppocr.replay import Replay
from ocrlc.preprocess import detector_input
from ocrlc.system.cpu import supports_bf16
from tests.support.wheels import needs_ppocrv4


@pytest.fixture(scope="module")
def weights() -> Program:
    return find_stored(PPOCRV4).stored


@pytest.fixture
def page(root: Path) -> Array:
    return detector_input(cv2.imread(str(root / "data/samples/receipt.jpg")), 480, 320)


@needs_ppocrv4
def test_same_map_as_the_legacy_program(weights: Program, page: Array) -> None:
    legacy = Engine(weights).run(page)
    assert legacy.max() > 0.9
    rebuilt = Engine(rebuilt_program(weights)).run(page)
    np.testing.assert_allclose(rebuilt, legacy, atol=1e-4)


@needs_ppocrv4
@pytest.mark.skipif(not supports_bf16(), reason="this CPU does not compute in bf16")
def test_nearly_the_same_map_in_bf16(weights: Program, page: Array) -> None:
    exact = Engine(weights).run(page)
    rounded = Engine(rebuilt_program(weights), EngineOptions(precision="bf16")).run(page)
    assert np.mean((exact > 0.3) != (rounded > 0.3)) < 0.01


@needs_ppocrv4
def test_damaged_weights_are_an_error(weights: Program, tmp_path: Path) -> None:
    params = tmp_path / "inference.pdiparams"
    params.write_bytes(weights.params.read_bytes()[:-100])
    with pytest.raises(ModelError, match="cannot be rebuilt"):
        rebuilt_program(replace(weights, params=params))


@needs_ppocrv4
def test_a_kept_one_is_not_made_again(weights: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = rebuilt_program(weights)
    monkeypatch.setattr("ocrlc.detection.rebuilt_program.read_operators", None)
    monkeypatch.setattr("ocrlc.detection.rebuilt_program.fold", None)
    assert rebuilt_program(weights) == kept


def test_unknown_operators_are_named() -> None:
    with pytest.raises(UnsupportedError, match="softmax"):
        fold([LegacyOperator("softmax", {"X": ["x"]}, {"Out": ["y"]}, {})], {})


def test_constants_behind_a_shared_convolution_are_not_folded() -> None:
    conv = {"strides": [1, 1], "paddings": [0, 0], "dilations": [1, 1], "groups": 1}
    operators = [
        LegacyOperator("feed", {}, {"Out": ["x"]}, {}),
        LegacyOperator("conv2d", {"Input": ["x"], "Filter": ["w"]}, {"Output": ["a"]}, conv),
        LegacyOperator("elementwise_mul", {"X": ["k"], "Y": ["a"]}, {"Out": ["b"]}, {}),
        LegacyOperator("elementwise_add", {"X": ["a"], "Y": ["b"]}, {"Out": ["c"]}, {}),
        LegacyOperator("fetch", {"X": ["c"]}, {}, {}),
    ]
    constants = {"w": np.ones((1, 3, 1, 1), np.float32), "k": np.array([3], np.float32)}
    nodes, output = fold(operators, constants)
    result = Replay(nodes, output)(paddle.ones([1, 3, 2, 2]))
    np.testing.assert_allclose(result.numpy(), np.full((1, 1, 2, 2), 3 + 3 * 3))


@pytest.mark.parametrize("depth", [1, 2])
def test_transposed_convolutions_at_the_end(depth: int) -> None:
    paddle.seed(0)
    rng = np.random.default_rng(0)
    channels = [3, 5, 1] if depth == 2 else [3, 1]
    x = expected = paddle.randn([2, 3, 4, 6])
    nodes: dict[str, Node] = {}
    source = IMAGE
    for i, (inside, out) in enumerate(pairwise(channels)):
        weight = rng.normal(size=(inside, out, 2, 2)).astype(np.float32)
        bias = rng.normal(size=out).astype(np.float32)
        nodes[f"d{i}"] = Node("deconv", [source], {}, weight, bias)
        nodes[f"r{i}"] = Node("relu", [f"d{i}"])
        source = f"r{i}"
        expected = F.conv2d_transpose(
            expected, paddle.to_tensor(weight), paddle.to_tensor(bias), stride=2
        )
        expected = F.relu(expected)
    result = Replay(nodes, source)(x)
    np.testing.assert_allclose(result.numpy(), expected.numpy(), rtol=1e-4, atol=1e-5)
