"""The engine Paddle Inference; only this module computes with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import ModelError
from ocrlc.inference.network import EngineOptions, failed
from ocrlc.inference.operators import foreign_operators
from ocrlc.inference.program import Program
from ocrlc.system.paddle_setup import paddle_library
from ocrlc.system.worker_thread import WorkerThread

Array = NDArray[np.float32]


class Engine:
    """Runs a program; may be shared between threads, whose calls run one at a time.

    All calls run on a thread of the engine, because OpenMP starts a new team of threads for every
    thread that calls it.

    Args:
        program: a program with one input and one output, both float32.
        options: how to run it.

    Raises:
        ModelError: a file is missing or broken, or the program is more than a network.
    """

    def __init__(self, program: Program, options: EngineOptions | None = None) -> None:
        self.options = options or EngineOptions()
        self.name = str(program.model)
        self._predictor = load_predictor(program, self.options)
        (name,) = self._predictor.get_input_names()
        self._input = self._predictor.get_input_handle(name)
        (name,) = self._predictor.get_output_names()
        self._output = self._predictor.get_output_handle(name)
        self._worker = WorkerThread("ocrlc-engine")

    def run(self, x: Array) -> Array:
        """Compute one input; shapes are those of the program.

        Raises:
            ModelError: the program failed on this input.
        """
        return self._worker.call(partial(self._compute, np.ascontiguousarray(x, np.float32)))

    def warmup(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Compile kernels for input shapes; those of the last `cached_shapes` shapes are kept."""
        for shape in shapes:
            self.run(np.zeros(shape, np.float32))

    def _compute(self, x: Array) -> Array:
        try:
            self._input._copy_from_cpu_bind(x)  # `copy_from_cpu` without its check of types
            self._predictor.run()
            y: Array = self._output.copy_to_cpu()
        except (ValueError, RuntimeError, OSError, MemoryError) as error:
            raise failed(f"{self.name} failed on an input of shape {x.shape}", error) from error
        return y


def load_predictor(program: Program, options: EngineOptions) -> Any:
    """Return a predictor of Paddle's for the program.

    Raises:
        ModelError: a file is missing or broken.
    """
    for path in (program.model, program.params):
        if not path.is_file():
            raise ModelError(f"inference program: {path} is missing")
    try:
        foreign = foreign_operators(program.model)
    except (ValueError, OSError) as error:
        raise failed(f"{program.model} cannot be loaded", error) from error
    if foreign:
        named = ", ".join(foreign)
        raise ModelError(f"{program.model} is not run: no network for reading needs {named}")
    library = paddle_library()
    config = library.AnalysisConfig(str(program.model), str(program.params))
    config.disable_gpu()
    config.disable_glog_info()
    config.set_cpu_math_library_num_threads(options.threads)
    if program.is_legacy:
        # Layers share buffers: a third less memory, and faster. It has no effect on new programs.
        config.enable_memory_optim(True)
    if options.onednn:
        config.enable_mkldnn()
        config.set_mkldnn_cache_capacity(options.cached_shapes)
        if options.precision == "bf16" and not program.is_legacy:
            config.enable_mkldnn_bfloat16()
        if _resizes(program.model):
            # Paddle 3.3 cannot pass this operator's settings to oneDNN.
            config.delete_pass("onednn_placement_pass")
    else:
        # oneDNN is on by default, so it must be disabled explicitly.
        config.disable_mkldnn()
    try:
        return library.create_predictor(config)
    except Exception as error:  # Paddle raises several types for a damaged file
        raise failed(f"{program.model} cannot be loaded", error) from error


def _resizes(program: Path) -> bool:
    """Whether a program in Paddle's new format interpolates, as official detectors do."""
    return program.suffix == ".json" and b'_interp"' in program.read_bytes()
