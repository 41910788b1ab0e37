"""The engine ONNX Runtime; only this module imports `onnxruntime`."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import ModelError
from ocrlc.inference.network import EngineOptions, failed
from ocrlc.inference.program import Program

Array = NDArray[np.float32]


class OnnxEngine:
    """Runs an ONNX file; may be shared between threads, whose calls run one at a time.

    Args:
        program: an ONNX file with one input and one output, both float32.
        options: how to run it; only `threads` is used, because ONNX Runtime has its own kernels
            and computes in fp32.

    Raises:
        ModelError: the file is missing or broken.
    """

    def __init__(self, program: Program, options: EngineOptions | None = None) -> None:
        import onnxruntime  # an extra

        self.options = options or EngineOptions()
        self.name = str(program.model)
        if not program.model.is_file():
            raise ModelError(f"inference program: {program.model} is missing")
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = self.options.threads
        settings.inter_op_num_threads = 1
        settings.log_severity_level = 4
        # Input sizes vary, and a memory plan would be kept for every size.
        settings.enable_mem_pattern = False
        # Idle threads of the detector must not occupy cores while the recogniser computes.
        settings.add_session_config_entry("session.force_spinning_stop", "1")
        try:
            self._session = onnxruntime.InferenceSession(
                self.name, settings, providers=["CPUExecutionProvider"]
            )
            (self._input,) = (value.name for value in self._session.get_inputs())
            (self._output,) = (value.name for value in self._session.get_outputs())
        except Exception as error:  # its exceptions have no public base class
            raise failed(f"{self.name} cannot be loaded", error) from error
        self._one_at_a_time = threading.Lock()

    def run(self, x: Array) -> Array:
        """Compute one input; shapes are those of the program.

        Raises:
            ModelError: the program failed on this input.
        """
        try:
            # The calling thread computes too, so two callers would use one thread too many.
            with self._one_at_a_time:
                (y,) = self._session.run([self._output], {self._input: x.astype(np.float32)})
        except Exception as error:  # as above
            raise failed(f"{self.name} failed on an input of shape {x.shape}", error) from error
        return np.asarray(y)

    def warmup(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Compute each of the shapes once."""
        for shape in shapes:
            self.run(np.zeros(shape, np.float32))
