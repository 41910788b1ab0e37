"""Measuring memory and start-up time of a model or a command, and the CPU's arithmetic rate.

These depend on what a process did before, so each is measured in a fresh process, which runs this
module as a program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ocrlc.errors import ModelError
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.program import Program
from ocrlc.inference.selection import ENGINES, open_network
from ocrlc.system.paddle_setup import import_paddle
from ocrlc.system.platforms import children_usage, peak_bytes

SIDE = 2048
"""Rows and columns of the matrices whose product measures the CPU's arithmetic rate."""


@dataclass(frozen=True, slots=True)
class Run:
    """A program, its engine, its input's shape (N, 3, height, width) and how it is run."""

    engine: str
    program: Program
    shape: tuple[int, int, int, int]
    options: EngineOptions


@dataclass(frozen=True, slots=True)
class Footprint:
    """Memory and start-up time of a process.

    Attributes:
        model_bytes: size of the bundle's weights in bytes.
        load_ms: time to load the program from disk, in milliseconds, without the engine's import.
        first_ms: time of the first batch, in milliseconds; oneDNN compiles its kernels then.
        peak_mb: most memory of the process, engine included, in 10^6 bytes.
    """

    model_bytes: int
    load_ms: float
    first_ms: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Start:
    """What a command took from its start to its end.

    Attributes:
        wall_ms: time by the clock in milliseconds.
        cpu_ms: processor time in milliseconds; 0 if the system does not tell.
        peak_mb: most memory of the process, in 10^6 bytes; 0 if the system does not tell.
    """

    wall_ms: float
    cpu_ms: float
    peak_mb: float


def measure_start(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Start:
    """Run a command; what it writes to stdout is thrown away.

    Args:
        command: the program and its arguments.
        environment: variables to set for it; the others are those of this process.
        folder: the folder to run it in; None for the current one.

    Raises:
        ModelError: the command failed.
    """
    # Started from here, it would be charged with the memory of this process.
    arguments = {
        "command": list(command),
        "environment": dict(environment or {}),
        "folder": str(folder) if folder else None,
    }
    return Start(**_fresh("start", arguments))


def bytecode_in(folder: str) -> dict[str, str]:
    """Return variables by which Python keeps the bytecode of all it imports in a folder.

    Installed packages are compiled to bytecode. Where it may not be written beside them, a start
    would be charged with compiling them again.
    """
    return {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}


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
    """Measure the rate of a large fp32 matrix product by Paddle in a fresh process, in GFLOP/s.

    Raises:
        ModelError: the process failed.
    """
    return float(_fresh("peak", {}, threads)["gflops"])


def _fresh(task: str, arguments: dict[str, Any], threads: int | None = None) -> dict[str, Any]:
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS") if threads else ()
    environment = os.environ | dict.fromkeys(names, str(threads))
    command = [
        sys.executable,
        "-m",
        "ocrlc.evaluation.speed.footprint",
        task,
        json.dumps(arguments),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ModelError(f"measuring in a fresh process failed ({done.returncode}): {reason}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _load(arguments: dict[str, Any]) -> dict[str, float]:
    options = EngineOptions(**arguments["options"])
    program = Program(*map(Path, arguments["program"]))
    ENGINES[arguments["engine"]].library()
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


def _peak(_arguments: dict[str, Any]) -> dict[str, float]:
    """Return the best rate of many products: what the CPU can do, not the average."""
    paddle = import_paddle()
    x = paddle.rand([SIDE, SIDE])
    y = paddle.rand([SIDE, SIDE])
    best = float("inf")
    for _ in range(15):
        start = time.perf_counter()
        paddle.matmul(x, y)
        best = min(best, time.perf_counter() - start)
    return {"gflops": round(2 * SIDE**3 / best / 1e9, 1)}


def _start(arguments: dict[str, Any]) -> dict[str, float]:
    """Run a command from this small process."""
    begun = time.perf_counter()
    done = subprocess.run(
        arguments["command"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | arguments["environment"],
        cwd=arguments["folder"],
        text=True,
        errors="replace",
        check=False,
    )
    wall = time.perf_counter() - begun
    if done.returncode:
        sys.stderr.write(done.stderr)
        sys.exit(done.returncode)
    cpu, peak = children_usage()
    return {
        "wall_ms": round(1e3 * wall, 1),
        "cpu_ms": round(1e3 * cpu, 1),
        "peak_mb": round(peak / 1e6, 1),
    }


TASKS = {"load": _load, "peak": _peak, "start": _start}

if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(TASKS[sys.argv[1]](json.loads(sys.argv[2]))) + "\n")
