"""The engine OpenVINO; only this module imports `openvino`."""

from __future__ import annotations

import hashlib
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import ModelError
from ocrlc.inference.network import EngineOptions, failed
from ocrlc.inference.program import Program
from ocrlc.inference.program_cache import cached_folder
from ocrlc.system.cpu import ROOT, cpu_info

Array = NDArray[np.float32]

VERSION = 1
"""Part of the cache key; increase it when the same program is compiled in another way."""
COMPILED = "compiled.blob"
CONVERTER = "openvino.tools.ovc"
DEVICE = "CPU"
LAYERS_PER_SHAPE = 64
"""Layers of a network that are compiled for every shape of its input, about."""


class OpenVinoEngine:
    """Runs an ONNX file or a legacy program; may be shared between threads, which take turns.

    The network is compiled for any shape once per machine and cached on disk. What depends on a
    shape is compiled when that shape comes, and kept for the last `cached_shapes` shapes.

    Args:
        program: a program with one input and one output, both float32.
        options: how to run it; `onednn` is not used, because OpenVINO always computes with oneDNN.

    Raises:
        ModelError: the file is missing or broken.
    """

    def __init__(self, program: Program, options: EngineOptions | None = None) -> None:
        self.options = options or EngineOptions()
        self.name = str(program.model)
        for path in (program.model, program.params):
            if not path.is_file():
                raise ModelError(f"inference program: {path} is missing")
        openvino = import_openvino()
        settings = _settings(self.options)
        core = openvino.Core()

        def compile_into(folder: Path) -> None:
            compiled = core.compile_model(core.read_model(self.name), DEVICE, settings)
            (folder / COMPILED).write_bytes(compiled.export_model().getvalue())

        try:
            folder = cached_folder(_key(program, self.options, openvino.__version__), compile_into)
            blob = (folder / COMPILED).read_bytes()
            self.compiled = core.import_model(blob, DEVICE, settings)
            (self._output,) = self.compiled.outputs
            self._request = self.compiled.create_infer_request()
        except (RuntimeError, ValueError) as error:
            raise failed(f"{self.name} cannot be loaded", error, _reason(error)) from error
        self._one_at_a_time = threading.Lock()

    def run(self, x: Array) -> Array:
        """Compute one input; shapes are those of the program.

        Raises:
            ModelError: the program failed on this input.
        """
        x = np.ascontiguousarray(x, np.float32)
        try:
            with self._one_at_a_time:
                y: Array = self._request.infer([x], share_inputs=True)[self._output]
        except RuntimeError as error:
            what = f"{self.name} failed on an input of shape {x.shape}"
            raise failed(what, error, _reason(error)) from error
        return y

    def warmup(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Compute each of the shapes once."""
        for shape in shapes:
            self.run(np.zeros(shape, np.float32))


def import_openvino() -> ModuleType:
    """Import OpenVINO without its converter of models, which reports every import to its makers.

    Without the converter, which nothing here needs, the import takes half the time. A program that
    imports this package before OpenVINO gets `convert_model` from `openvino.tools.ovc`.
    """
    if "openvino" in sys.modules:
        return sys.modules["openvino"]
    sys.modules[CONVERTER] = None  # type: ignore[assignment]  # "not there", as Python has it
    try:
        import openvino  # an extra
    finally:
        del sys.modules[CONVERTER]
    module: ModuleType = openvino
    return module


def _settings(options: EngineOptions) -> dict[str, Any]:
    return {
        "INFERENCE_NUM_THREADS": options.threads,
        "NUM_STREAMS": 1,
        # Other processes, of ours too, would be pinned to the same cores.
        "ENABLE_CPU_PINNING": False,
        "INFERENCE_PRECISION_HINT": "bf16" if options.precision == "bf16" else "f32",
        # By default, thousands of layers' kernels are kept, and memory grows with every new shape.
        "CPU_RUNTIME_CACHE_CAPACITY": options.cached_shapes * LAYERS_PER_SHAPE,
    }


def _key(program: Program, options: EngineOptions, version: str) -> str:
    """Return a hash of all that a compiled network depends on."""
    digest = hashlib.sha256()
    for path in dict.fromkeys((program.model, program.params)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    # It is compiled for the instructions of this CPU.
    digest.update(cpu_info(ROOT).get("flags", "").encode())
    digest.update(f"{version} {VERSION} {options.precision}".encode())
    return f"{digest.hexdigest()[:24]}-openvino"


def _reason(error: BaseException) -> str:
    """Return the first line of an error's message that does not name OpenVINO's sources."""
    lines = [line.strip() for line in str(error).splitlines()]
    said = [line for line in lines if line and not re.search(r"\bsrc/\S+\.\w+:\d+:?$", line)]
    return said[0] if said else repr(error)
