"""An inference program on disk: its files and their names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PARAMS = "inference.pdiparams"
ONNX = "inference.onnx"
INT8 = "inference.int8.onnx"
"""The int8 variant of a network, see `ocrlc.inference.int8`."""


@dataclass(frozen=True, slots=True)
class Program:
    """An inference program on disk.

    Attributes:
        model: file of the program: `.json`, `.pdmodel` (legacy) or `.onnx`.
        params: file of its weights; for ONNX, the same file.
    """

    model: Path
    params: Path

    @property
    def is_legacy(self) -> bool:
        """Whether it is in Paddle's format of before version 3."""
        return self.model.suffix == ".pdmodel"

    @property
    def is_onnx(self) -> bool:
        """Whether it is an ONNX file."""
        return self.model.suffix == ".onnx"


PROGRAM = "inference.json"
