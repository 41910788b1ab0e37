"""ONNX Runtime: the only importer of `onnxruntime`."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import ModelError
from ocrlc.inference.network import EngineOptions, first_line
from ocrlc.inference.program import Program

Array = NDArray[np.float32]


class OnnxEngine:
    """Runs an ONNX file; may be shared between threads, whose calls take turns.

    Args:
        program: the file; one input and one output, both float32.
        options: `threads` is what counts of them: ONNX Runtime has kernels of its own, and
            computes in fp32.

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
        # Pages and lines change their sizes, and a plan is kept for every size seen.
        settings.enable_mem_pattern = False
        # The detector's threads are not to keep the cores busy while the recogniser computes.
        settings.add_session_config_entry("session.force_spinning_stop", "1")
        try:
            self._session = onnxruntime.InferenceSession(
                self.name, settings, providers=["CPUExecutionProvider"]
            )
            (self._input,) = (value.name for value in self._session.get_inputs())
            (self._output,) = (value.name for value in self._session.get_outputs())
        except Exception as error:  # its exceptions share no base with a name of its own
            raise ModelError(f"{self.name} cannot be loaded: {first_line(error)}") from error
        self._one_at_a_time = threading.Lock()

    def run(self, x: Array) -> Array:
        """Compute one input. Shapes are the program's own.

        Raises:
            ModelError: the program failed on it.
        """
        try:
            # A caller computes along: two at a time would take a thread more than was given.
            with self._one_at_a_time:
                (y,) = self._session.run([self._output], {self._input: x.astype(np.float32)})
        except Exception as error:  # as above
            raise ModelError(
                f"{self.name} failed on an input of shape {x.shape}: {first_line(error)}"
            ) from error
        return np.asarray(y)

    def warmup(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Compute each of the shapes once."""
        for shape in shapes:
            self.run(np.zeros(shape, np.float32))
