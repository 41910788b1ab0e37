"""The interface of all engines: how a program is run, and what a loaded program does.

Nothing here loads NumPy, because the command line imports it through `selection`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from ocrlc.errors import ConfigError, ModelError, OcrlcError, ResourceError
from ocrlc.system.refusals import refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

Precision = Literal["fp32", "bf16", "int8"]


class Network(Protocol):
    """A loaded program, run by any engine."""

    def run(self, x: Array) -> Array:
        """Compute one input."""

    def warmup(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Prepare for inputs of these shapes."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How a program is run.

    Attributes:
        threads: number of threads to compute on.
        onednn: whether Paddle uses oneDNN's kernels; otherwise its own are used.
        precision: bf16 needs oneDNN and a CPU that supports it. Paddle always computes legacy
            programs in fp32: version 3.3 breaks them when it converts them to bf16. int8 is in the
            program itself, which must be an int8 variant; the rest of it is computed in fp32.
        cached_shapes: number of input shapes whose compiled kernels are kept. Kernels are compiled
            for every new shape, and without a limit memory grows; 0 is unsafe in Paddle 3.3.
    """

    threads: int = 1
    onednn: bool = True
    precision: Precision = "fp32"
    cached_shapes: int = 2

    def __post_init__(self) -> None:
        if min(self.threads, self.cached_shapes) < 1:
            raise ConfigError(f"engine counts must be at least 1: {self}")
        if self.precision == "bf16" and not self.onednn:
            raise ConfigError("precision bf16 needs oneDNN: drop --no-onednn or use fp32")


def failed(what: str, error: Exception, reason: str = "") -> OcrlcError:
    """Return the error that says why a program failed.

    Args:
        what: program, and what failed.
        error: the engine's error.
        reason: why; by default the first line of the error's message.

    Returns:
        A ModelError, or a ResourceError if the system has refused memory or threads.
    """
    refused = refusal(error)
    if refused:
        return ResourceError(f"{what}: {refused}")
    return ModelError(f"{what}: {reason or first_line(error)}")


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message that is not blank."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))
