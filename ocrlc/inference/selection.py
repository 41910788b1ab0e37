"""The list of engines, and choosing engine and precision for a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.network import EngineOptions, Network, Precision
from ocrlc.inference.program import Program
from ocrlc.system.cpu import supports_bf16


@dataclass(frozen=True, slots=True)
class EngineKind:
    """An engine that users can choose.

    Attributes:
        title: its name in reports.
        load: imports its class, which loads the engine's library, and returns the class.
        package: the Python package that it needs.
        precisions: the precisions that it supports, if the CPU does.
        runs_onnx: whether it runs ONNX files; if not, it runs Paddle's programs.
        has_onednn: whether oneDNN's kernels can be switched off.
        extra: this package's extra that installs it; None if it is always installed.
    """

    title: str
    load: Callable[[], Callable[[Program, EngineOptions], Network]]
    package: str
    precisions: tuple[Precision, ...] = ("fp32",)
    runs_onnx: bool = True
    has_onednn: bool = False
    extra: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether the engine's package is installed; it is not imported to find out."""
        return self.extra is None or find_spec(self.package) is not None


def _module(name: str) -> Any:
    """Import an engine's module; only when it is used, because it loads NumPy and the engine."""
    return import_module(f"{__package__}.{name}")


PADDLE = "paddle"
ENGINES: dict[str, EngineKind] = {
    PADDLE: EngineKind(
        "Paddle",
        lambda: _module("engine").Engine,
        "paddle",
        precisions=("fp32", "bf16"),
        runs_onnx=False,
        has_onednn=True,
    ),
    "onnxruntime": EngineKind(
        "ONNX Runtime",
        lambda: _module("onnx_engine").OnnxEngine,
        "onnxruntime",
        extra="onnxruntime",
    ),
}
"""The engines by name; `auto` is the first that can run a model."""

AUTO = "auto"
ENGINE_CHOICES = (AUTO, *ENGINES)
PRECISION_CHOICES = (
    AUTO,
    *dict.fromkeys(precision for kind in ENGINES.values() for precision in kind.precisions),
)


def choose_engine(engine: str, name: str, onnx_alone: bool) -> str:
    """Return the name of the engine to use.

    Args:
        engine: the user's choice, one of `ENGINE_CHOICES`; auto is ONNX Runtime for a model that
            consists of an ONNX file only, else Paddle.
        name: the model's name in messages.
        onnx_alone: whether the model consists of an ONNX file only.

    Raises:
        ConfigError: the engine is unknown or not installed.
        ModelError: the engine cannot run the model.
    """
    if engine not in ENGINE_CHOICES:
        raise ConfigError(f"engine {engine!r} unknown; there are: {', '.join(ENGINE_CHOICES)}")
    fitting = [key for key, kind in ENGINES.items() if kind.runs_onnx or not onnx_alone]
    chosen = fitting[0] if engine == AUTO else engine
    if chosen not in fitting:
        raise ModelError(f"model {name} is an ONNX file: use the engine {' or '.join(fitting)}")
    check_installed(chosen)
    return chosen


def check_installed(engine: str) -> None:
    """Check that an engine is installed.

    Raises:
        ConfigError: it is not installed.
    """
    kind = ENGINES[engine]
    if not kind.is_installed:
        raise ConfigError(
            f"the engine {engine} is not installed: pip install 'ocrlc[{kind.extra}]'"
        )


def choose_precision(engine: str, precision: str, onednn: bool, bf16_ok: bool) -> Precision:
    """Return the precision to use.

    Args:
        engine: one of `ENGINES`.
        precision: the user's choice, one of `PRECISION_CHOICES`; auto is bf16 if it is possible and
            `bf16_ok`, else fp32.
        onednn: whether oneDNN is used.
        bf16_ok: whether the model was measured to work as well in bf16 as in fp32.

    Raises:
        ConfigError: the precision is unknown, or bf16 is not possible with this engine or CPU.
    """
    if precision not in PRECISION_CHOICES:
        names = ", ".join(PRECISION_CHOICES)
        raise ConfigError(f"precision {precision!r} unknown; there are: {names}")
    has_bf16 = "bf16" in ENGINES[engine].precisions
    if precision == AUTO:
        return "bf16" if has_bf16 and onednn and bf16_ok and supports_bf16() else "fp32"
    if precision == "fp32":
        return "fp32"
    if not has_bf16:
        raise ConfigError(f"{engine} computes in fp32: use --precision auto or fp32")
    if not supports_bf16():
        raise ConfigError("this CPU does not compute in bf16: use --precision auto or fp32")
    if not onednn:
        raise ConfigError("precision bf16 needs oneDNN: drop --no-onednn or use fp32")
    return "bf16"


def open_network(engine: str, program: Program, options: EngineOptions) -> Network:
    """Load a program with an engine.

    Args:
        engine: one of `ENGINES`.
        program: a program in the format that the engine runs.
        options: how it is run.

    Raises:
        ModelError: the program is missing or broken.
        ConfigError: the engine is not installed.
    """
    check_installed(engine)
    return ENGINES[engine].load()(program, options)
