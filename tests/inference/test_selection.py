"""Which engine `auto` stands for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.bundles import Bundle
from ocrlc.inference.selection import ENGINES, choose_engine, choose_precision

BOTH = {"paddle": ("fp32", "bf16"), "openvino": ("fp32", "bf16")}
FP32 = {"paddle": ("fp32",), "openvino": ("fp32",)}
PADDLE_ROUNDS = {"paddle": ("fp32", "bf16"), "openvino": ("fp32",)}
CONVERTERS = ("paddle2onnx", "onnx", "onnxruntime")

Machine = Callable[..., None]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Sets what is installed and whether the CPU computes in bf16."""

    def set_to(*installed: str, bf16: bool = False) -> None:
        path = "ocrlc.inference.selection"
        monkeypatch.setattr(f"{path}.find_spec", lambda name: name if name in installed else None)
        monkeypatch.setattr(f"{path}.supports_bf16", lambda: bf16)

    return set_to


@pytest.mark.parametrize(
    ("vouched", "bf16", "precision", "onednn", "chosen"),
    [
        (FP32, False, "auto", True, "openvino"),
        ({"paddle": ("fp32",)}, False, "auto", True, "paddle"),
        ({}, False, "auto", True, "paddle"),
        # OpenVINO in fp32 is slower than Paddle in bf16.
        (PADDLE_ROUNDS, True, "auto", True, "paddle"),
        (PADDLE_ROUNDS, True, "fp32", True, "openvino"),
        (PADDLE_ROUNDS, False, "auto", True, "openvino"),
        (BOTH, True, "auto", True, "openvino"),
        (BOTH, True, "bf16", True, "openvino"),
        (BOTH, True, "auto", False, "paddle"),
    ],
)
def test_auto_is_the_fastest_that_was_measured(
    vouched: dict[str, tuple[str, ...]],
    bf16: bool,
    precision: str,
    onednn: bool,
    chosen: str,
    machine: Machine,
) -> None:
    machine("openvino", *CONVERTERS, bf16=bf16)
    assert choose_engine("auto", "x", False, vouched, precision, onednn) == chosen


def test_auto_leaves_out_what_is_not_installed(machine: Machine) -> None:
    machine(*CONVERTERS)
    assert choose_engine("auto", "x", False, FP32) == "paddle"
    with pytest.raises(ConfigError, match=r"ocrlc\[openvino\]"):
        choose_engine("openvino", "x", False, FP32)


def test_auto_leaves_out_engines_that_would_need_a_conversion_that_is_not_possible(
    machine: Machine,
) -> None:
    """paddle2onnx has no release for Python 3.12."""
    machine("openvino", "onnx", "onnxruntime")
    assert choose_engine("auto", "x", False, FP32) == "paddle"
    assert choose_engine("auto", "x", True, FP32) == "openvino"


def test_onnx_files_that_nothing_was_measured_about(machine: Machine) -> None:
    machine("openvino", "onnxruntime")
    assert choose_engine("auto", "x", True, {}) == "onnxruntime"
    machine("openvino")
    assert choose_engine("auto", "x", True, {}) == "openvino"
    machine()
    with pytest.raises(ConfigError, match=r"pip install"):
        choose_engine("auto", "x", True, {})
    with pytest.raises(ModelError, match="use the engine openvino or onnxruntime"):
        choose_engine("paddle", "x", True, {})


def test_names() -> None:
    assert list(ENGINES) == ["paddle", "openvino", "onnxruntime"]
    with pytest.raises(ConfigError, match="auto, paddle, openvino, onnxruntime"):
        choose_engine("tensorrt", "x", False, {})


def test_precisions_that_an_engine_lacks() -> None:
    with pytest.raises(ConfigError, match="computes in fp32"):
        choose_precision("onnxruntime", "bf16", onednn=True, bf16_ok=True)
    assert choose_precision("onnxruntime", "auto", onednn=True, bf16_ok=True) == "fp32"


def test_what_a_bundle_says_of_engines_may_be_nonsense(tmp_path: Path) -> None:
    measured = {"bf16_ok": True, "engines": {"openvino": 5, "onnxruntime": ["fp32"], "paddle": []}}
    (tmp_path / "measured.json").write_text(json.dumps(measured), encoding="utf-8")
    assert Bundle("x", tmp_path).vouched == {
        "onnxruntime": ("fp32",),
        "paddle": ("fp32", "bf16"),
    }
    (tmp_path / "measured.json").write_text('{"engines": [1]}', encoding="utf-8")
    assert Bundle("x", tmp_path).vouched == {"paddle": ("fp32",)}
