"""Which engine runs a network: Paddle Inference or ONNX Runtime."""

from __future__ import annotations

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.engine import Engine, EngineOptions, Network, Precision, choose_precision
from ocrlc.inference.onnx_engine import OnnxEngine, check_installed
from ocrlc.inference.program import Program

PADDLE = "paddle"
ONNXRUNTIME = "onnxruntime"
ENGINES = ("auto", PADDLE, ONNXRUNTIME)


def choose_engine(engine: str, name: str, onnx_alone: bool) -> str:
    """Resolve the user's choice.

    Args:
        engine: one of `ENGINES`; auto is Paddle, but for a model that is an ONNX file alone.
        name: the model's, for messages.
        onnx_alone: whether the model is an ONNX file alone.

    Raises:
        ConfigError: the engine is unknown or not installed.
        ModelError: it cannot run the model.
    """
    if engine not in ENGINES:
        raise ConfigError(f"engine {engine!r} unknown; there are: {', '.join(ENGINES)}")
    chosen = engine
    if engine == "auto":
        chosen = ONNXRUNTIME if onnx_alone else PADDLE
    if chosen == ONNXRUNTIME:
        check_installed()
    elif onnx_alone:
        raise ModelError(f"model {name} is an ONNX file: use the engine {ONNXRUNTIME}")
    return chosen


def precision_of(engine: str, precision: str, onednn: bool, vouched: bool) -> Precision:
    """Resolve the precision as `choose_precision` does, for an engine.

    Raises:
        ConfigError: the engine, or the CPU, does not compute in it.
    """
    if engine == PADDLE:
        return choose_precision(precision, onednn, vouched)
    if precision == "bf16":
        raise ConfigError(f"{ONNXRUNTIME} computes in fp32: use --precision auto or fp32")
    return choose_precision(precision, onednn, vouched=False)


def open_network(program: Program, options: EngineOptions) -> Network:
    """Load a program with the engine that its form is for.

    Raises:
        ModelError: it is missing or broken.
    """
    kind = OnnxEngine if program.is_onnx else Engine
    return kind(program, options)
