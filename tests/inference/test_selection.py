"""Which engine `auto` stands for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.bundles import Bundle
from ocrlc.inference.network import Precision
from ocrlc.inference.selection import (
    ENGINES,
    check_variant,
    choose_engine,
    choose_precision,
)

BOTH = {"paddle": ("fp32", "bf16"), "openvino": ("fp32", "bf16")}
FP32 = {"paddle": ("fp32",), "openvino": ("fp32",)}
PADDLE_ROUNDS = {"paddle": ("fp32", "bf16"), "openvino": ("fp32",)}
CONVERTERS = ("paddle2onnx", "onnx", "onnxruntime")

Machine = Callable[..., None]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Sets what is installed and which instructions the CPU has."""

    def set_to(*installed: str, bf16: bool = False, vnni: bool = False) -> None:
        path = "ocrlc.inference.selection"
        monkeypatch.setattr(f"{path}.find_spec", lambda name: name if name in installed else None)
        monkeypatch.setattr(f"{path}.supports_bf16", lambda: bf16)
        monkeypatch.setattr(f"{path}.supports_int8", lambda: vnni)

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
        choose_precision("onnxruntime", "bf16", True, ("fp32", "bf16"))
    assert choose_precision("onnxruntime", "auto", True, ("fp32", "bf16")) == "fp32"


@pytest.mark.parametrize(
    ("bf16", "vnni", "vouched", "engine", "precision"),
    [
        (False, True, ("fp32", "int8"), "openvino", "int8"),
        (False, True, ("fp32",), "openvino", "fp32"),
        (False, False, ("fp32", "int8"), "openvino", "fp32"),
        # CPUs with bfloat16 have VNNI, too.
        (True, True, ("fp32", "int8"), "openvino", "fp32"),
        (True, True, ("fp32", "bf16", "int8"), "openvino", "bf16"),
    ],
)
def test_int8_is_for_cpus_with_instructions_for_it_and_none_for_bf16(
    bf16: bool,
    vnni: bool,
    vouched: tuple[Precision, ...],
    engine: str,
    precision: str,
    machine: Machine,
) -> None:
    machine("openvino", *CONVERTERS, bf16=bf16, vnni=vnni)
    assert choose_engine("auto", "x", False, {"openvino": vouched}) == engine
    assert choose_precision(engine, "auto", True, vouched) == precision
    assert choose_precision("paddle", "auto", True, ("fp32",)) == "fp32"


def test_who_asks_for_int8_gets_it_or_is_told(machine: Machine) -> None:
    """On any CPU: without such instructions it is only not as fast."""
    machine("openvino")
    assert choose_engine("auto", "x", False, {}, "int8") == "openvino"
    assert choose_precision("openvino", "int8", True, ()) == "int8"
    with pytest.raises(ConfigError, match="int8 needs oneDNN"):
        choose_precision("openvino", "int8", False, ())
    with pytest.raises(ConfigError, match="paddle computes in fp32 or bf16: use --precision auto"):
        choose_precision("paddle", "int8", True, ())
    with pytest.raises(ModelError, match="model x has no int8 variant"):
        check_variant("x", "int8", False)
    machine()
    with pytest.raises(ConfigError, match=r"ocrlc\[openvino\]"):
        choose_engine("auto", "x", False, {}, "int8")


def test_what_a_bundle_says_of_engines_may_be_nonsense(tmp_path: Path) -> None:
    measured = {"bf16_ok": True, "engines": {"openvino": 5, "onnxruntime": ["fp32"], "paddle": []}}
    (tmp_path / "measured.json").write_text(json.dumps(measured), encoding="utf-8")
    assert Bundle("x", tmp_path).vouched == {
        "onnxruntime": ("fp32",),
        "paddle": ("fp32", "bf16"),
    }
    (tmp_path / "measured.json").write_text('{"engines": [1]}', encoding="utf-8")
    assert Bundle("x", tmp_path).vouched == {"paddle": ("fp32",)}
