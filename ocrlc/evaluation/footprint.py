"""What a model takes in a process of its own: memory, start, and the CPU's speed to compare with.

All of it depends on what a process did before, so each is measured in a fresh one, which this
module is when run as a program.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ocrlc.errors import ModelError
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.program import Program
from ocrlc.inference.selection import ENGINES, PADDLE, open_network
from ocrlc.system.paddle_setup import import_paddle

SIDE = 2048
"""Rows and columns of the matrices whose product shows the CPU's speed."""


@dataclass(frozen=True, slots=True)
class Run:
    """A program, its engine, its input's shape (N, 3, height, width) and how it is run."""

    engine: str
    program: Program
    shape: tuple[int, int, int, int]
    options: EngineOptions


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one process took.

    Attributes:
        model_bytes: size of the bundle's weights.
        load_ms: from the program on disk to a predictor; the engine's own import is left out.
        first_ms: the first batch, which is when oneDNN compiles its kernels.
        peak_mb: the most memory the process held, 10^6 bytes, the engine included.
    """

    model_bytes: int
    load_ms: float
    first_ms: float
    peak_mb: float


def measure_footprint(run: Run, model_bytes: int) -> Footprint:
    """Load a program in a fresh process and compute one batch.

    Raises:
        ModelError: the process failed.
    """
    arguments = {
        "engine": run.engine,
        "program": [str(run.program.model), str(run.program.params)],
        "shape": run.shape,
        "options": asdict(run.options),
    }
    return Footprint(model_bytes, **_fresh("load", arguments, run.options.threads))


def machine_peak(threads: int) -> float:
    """Return the speed of a large fp32 matrix product through Paddle, GFLOP/s, in a fresh process.

    Raises:
        ModelError: the process failed.
    """
    return float(_fresh("peak", {}, threads)["gflops"])


def _fresh(task: str, arguments: dict[str, Any], threads: int) -> dict[str, Any]:
    count = str(threads)
    environment = os.environ | {"OMP_NUM_THREADS": count, "MKL_NUM_THREADS": count}
    command = [sys.executable, "-m", "ocrlc.evaluation.footprint", task, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ModelError(f"measuring in a fresh process failed ({done.returncode}): {reason}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _load(arguments: dict[str, Any]) -> dict[str, float]:
    options = EngineOptions(**arguments["options"])
    program = Program(*map(Path, arguments["program"]))
    _import_library(arguments["engine"])
    x = np.random.default_rng(0).uniform(-1, 1, arguments["shape"]).astype(np.float32)
    start = time.perf_counter()
    engine = open_network(arguments["engine"], program, options)
    loaded = time.perf_counter()
    engine.run(x)
    first = time.perf_counter()
    return {
        "load_ms": round(1e3 * (loaded - start), 2),
        "first_ms": round(1e3 * (first - loaded), 2),
        "peak_mb": round(peak_bytes() / 1e6, 1),
    }


def _import_library(engine: str) -> None:
    if engine == PADDLE:
        import_paddle()
    else:
        importlib.import_module(ENGINES[engine].package)


def _peak(_arguments: dict[str, Any]) -> dict[str, float]:
    """Take the best of many products: what the CPU can do, not what it mostly does."""
    paddle = import_paddle()
    x = paddle.rand([SIDE, SIDE])
    y = paddle.rand([SIDE, SIDE])
    best = float("inf")
    for _ in range(15):
        start = time.perf_counter()
        paddle.matmul(x, y)
        best = min(best, time.perf_counter() - start)
    return {"gflops": round(2 * SIDE**3 / best / 1e9, 1)}


def peak_bytes() -> int:
    """Return the most memory this process ever held.

    `ru_maxrss`, where there is no /proc, may count what the starting process held.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return 1024 * int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
    except (OSError, IndexError):
        unit = 1 if sys.platform == "darwin" else 1024
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


TASKS = {"load": _load, "peak": _peak}

if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(TASKS[sys.argv[1]](json.loads(sys.argv[2]))) + "\n")
