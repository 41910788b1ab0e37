"""Which engine runs a network, and in which precision: the one list of engines."""

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
    """An engine as it may be chosen.

    Attributes:
        title: its name in reports.
        load: imports its class, which loads its library's bindings, and returns it.
        package: what must be installed for it.
        precisions: that it computes in, where the CPU does.
        runs_onnx: whether it runs ONNX files; if not, Paddle's programs.
        has_onednn: whether oneDNN's kernels can be switched off.
        extra: of this package, which installs it; None where it always comes along.
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
        """Whether what it needs is installed; nothing is imported."""
        return self.extra is None or find_spec(self.package) is not None


def _module(name: str) -> Any:
    """Import an engine's module, only when it is used: it loads NumPy, and the engine."""
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
"""By name; auto is the first that runs a model."""

AUTO = "auto"
ENGINE_CHOICES = (AUTO, *ENGINES)
PRECISION_CHOICES = (
    AUTO,
    *dict.fromkeys(precision for kind in ENGINES.values() for precision in kind.precisions),
)


def choose_engine(engine: str, name: str, onnx_alone: bool) -> str:
    """Resolve the user's choice.

    Args:
        engine: one of `ENGINE_CHOICES`; auto is Paddle, but for a model that is an ONNX file alone.
        name: the model's, for messages.
        onnx_alone: whether the model is an ONNX file alone.

    Raises:
        ConfigError: the engine is unknown or not installed.
        ModelError: it cannot run the model.
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
    """Make sure that an engine can be loaded.

    Raises:
        ConfigError: it is not installed.
    """
    kind = ENGINES[engine]
    if not kind.is_installed:
        raise ConfigError(
            f"the engine {engine} is not installed: pip install 'ocrlc[{kind.extra}]'"
        )


def choose_precision(engine: str, precision: str, onednn: bool, bf16_ok: bool) -> Precision:
    """Resolve the user's choice.

    Args:
        engine: one of `ENGINES`.
        precision: one of `PRECISION_CHOICES`.
        onednn: whether oneDNN is used.
        bf16_ok: whether the model was measured to read as well in bf16.

    Raises:
        ConfigError: the name is unknown, or bf16 is asked for where nothing computes it.
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
        program: in the form that the engine runs.
        options: how it is run.

    Raises:
        ModelError: it is missing or broken.
        ConfigError: the engine is not installed.
    """
    check_installed(engine)
    return ENGINES[engine].load()(program, options)
