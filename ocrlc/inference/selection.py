"""The list of engines, and choosing engine and precision for a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.network import EngineOptions, Network, Precision
from ocrlc.inference.program import ONNX, PROGRAM, Program
from ocrlc.system.cpu import supports_bf16, supports_int8
from ocrlc.system.paddle_setup import paddle_library

Vouched = Mapping[str, Sequence[Precision]]
"""By engine, the precisions in which a model was measured to work as well as in Paddle's fp32."""


@dataclass(frozen=True, slots=True)
class EngineKind:
    """An engine that users can choose.

    Attributes:
        title: its name in reports.
        load: imports its class, which loads the engine's library, and returns the class.
        library: imports and returns the engine's library.
        package: the Python package that it needs.
        formats: endings of the program files that it runs.
        precisions: the precisions that it supports, if the CPU does.
        has_onednn: whether oneDNN's kernels can be switched off.
        extra: this package's extra that installs it; None if it is always installed.
    """

    title: str
    load: Callable[[], Callable[[Program, EngineOptions], Network]]
    library: Callable[[], Any]
    package: str
    formats: tuple[str, ...]
    precisions: tuple[Precision, ...] = ("fp32",)
    has_onednn: bool = False
    extra: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether the engine's package is installed; it is not imported to find out."""
        return self.extra is None or find_spec(self.package) is not None

    @property
    def runs_bundles(self) -> bool:
        """Whether it runs the programs made of bundles; if not, they are converted to ONNX."""
        return Path(PROGRAM).suffix in self.formats


def _module(name: str) -> Any:
    """Import an engine's module; only when it is used, because it loads NumPy and the engine."""
    return import_module(f"{__package__}.{name}")


PADDLE = "paddle"
ENGINES: dict[str, EngineKind] = {
    PADDLE: EngineKind(
        "Paddle",
        lambda: _module("engine").Engine,
        paddle_library,
        "paddle",
        (".json", ".pdmodel"),
        precisions=("fp32", "bf16"),
        has_onednn=True,
    ),
    "openvino": EngineKind(
        "OpenVINO",
        lambda: _module("openvino_engine").OpenVinoEngine,
        lambda: _module("openvino_engine").import_openvino(),
        "openvino",
        (".onnx", ".pdmodel"),
        precisions=("fp32", "bf16", "int8"),
        extra="openvino",
    ),
    "onnxruntime": EngineKind(
        "ONNX Runtime",
        lambda: _module("onnx.engine").OnnxEngine,
        lambda: import_module("onnxruntime"),
        "onnxruntime",
        (".onnx",),
        extra="onnxruntime",
    ),
}
"""The engines by name."""

FASTEST_FIRST = ("openvino", PADDLE, "onnxruntime")
"""The order in which `auto` tries engines of the same precision; see docs/decisions."""

REFERENCES = ("onnxruntime", "openvino")
"""The order in which `auto` tries engines for ONNX files that nothing was measured about."""

CONVERTERS = ("paddle2onnx", "onnx", "onnxruntime")
"""The packages that are needed to make an ONNX file of a program."""

INT8_ENGINE = "openvino"
"""The only engine that computes int8 variants."""

AUTO = "auto"
ENGINE_CHOICES = (AUTO, *ENGINES)
PRECISION_CHOICES = (
    AUTO,
    *dict.fromkeys(precision for kind in ENGINES.values() for precision in kind.precisions),
)


def choose_engine(
    engine: str,
    name: str,
    onnx_alone: bool,
    vouched: Vouched,
    precision: str = AUTO,
    onednn: bool = True,
) -> str:
    """Return the name of the engine to use.

    Args:
        engine: the user's choice, one of `ENGINE_CHOICES`; auto is the fastest installed engine
            that the model's measurements vouch for, Paddle if they vouch for none.
        name: the model's name in messages.
        onnx_alone: whether the model consists of an ONNX file only.
        vouched: what the model was measured with.
        precision: the user's choice, one of `PRECISION_CHOICES`.
        onednn: whether oneDNN may be used; without it auto is Paddle, which alone can do without.

    Raises:
        ConfigError: the engine is unknown or not installed.
        ModelError: the engine cannot run the model.
    """
    if engine not in ENGINE_CHOICES:
        raise ConfigError(f"engine {engine!r} unknown; there are: {', '.join(ENGINE_CHOICES)}")
    onnx = Path(ONNX).suffix
    fitting = [key for key, kind in ENGINES.items() if not onnx_alone or onnx in kind.formats]
    auto = engine == AUTO
    chosen = _fastest(fitting, onnx_alone, vouched, precision, onednn) if auto else engine
    if chosen not in fitting:
        raise ModelError(f"model {name} is an ONNX file: use the engine {' or '.join(fitting)}")
    check_installed(chosen)
    return chosen


def _fastest(
    fitting: Sequence[str], onnx_alone: bool, vouched: Vouched, precision: str, onednn: bool
) -> str:
    """Return the engine that `auto` stands for, by precision first."""
    if precision == "int8":
        return INT8_ENGINE
    usable = [
        key
        for key in FASTEST_FIRST
        if key in fitting
        and ENGINES[key].is_installed
        and (onnx_alone or ENGINES[key].runs_bundles or can_convert())
    ]
    if onednn or onnx_alone:
        for wanted in fastest_first(precision):
            for key in usable:
                if wanted in vouched.get(key, ()):
                    return key
    return PADDLE if PADDLE in fitting else next((k for k in REFERENCES if k in usable), fitting[0])


def fastest_first(precision: str) -> tuple[Precision, ...]:
    """Return the precisions that a choice of the user's allows on this CPU, the fastest first."""
    if precision in (AUTO, "bf16") and supports_bf16():
        return ("bf16", "fp32")
    return ("int8", "fp32") if precision == AUTO and supports_int8() else ("fp32",)


def can_convert() -> bool:
    """Whether the packages are installed that make an ONNX file of a program."""
    return all(find_spec(package) for package in CONVERTERS)


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


def choose_precision(
    engine: str, precision: str, onednn: bool, measured: Sequence[Precision]
) -> Precision:
    """Return the precision to use.

    Args:
        engine: one of `ENGINES`.
        precision: the user's choice, one of `PRECISION_CHOICES`; auto is the fastest that is
            possible and `measured`, else fp32.
        onednn: whether oneDNN is used.
        measured: the precisions in which the model was measured to work as well as in fp32.

    Raises:
        ConfigError: the precision is unknown, or not possible with this engine or CPU.
    """
    if precision not in PRECISION_CHOICES:
        names = ", ".join(PRECISION_CHOICES)
        raise ConfigError(f"precision {precision!r} unknown; there are: {names}")
    possible = ENGINES[engine].precisions
    if precision == AUTO:
        good = [one for one in fastest_first(AUTO) if one in possible and one in measured]
        return good[0] if good and onednn else "fp32"
    chosen = next((one for one in possible if one == precision), None)
    if chosen is None:
        raise ConfigError(
            f"{engine} computes in {' or '.join(possible)}: use --precision auto, or another engine"
        )
    if chosen == "bf16" and not supports_bf16():
        raise ConfigError("this CPU does not compute in bf16: use --precision auto or fp32")
    if chosen != "fp32" and not onednn:
        raise ConfigError(f"precision {chosen} needs oneDNN: drop --no-onednn or use fp32")
    return chosen


def check_variant(name: str, precision: Precision, has_int8: bool) -> None:
    """Check that a model can be computed in a precision.

    Raises:
        ModelError: it has no int8 variant.
    """
    if precision == "int8" and not has_int8:
        raise ModelError(
            f"model {name} has no int8 variant: make one of a bundle with "
            "`ocrlc export MODEL -o DIR --precision int8 --calibrate PAGES`, and read with DIR"
        )


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
