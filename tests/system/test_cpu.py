"""Budgets and dispatch on machines that are only files here, and what importing Paddle leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ocrlc.errors import ConfigError
from ocrlc.inference.bundle_program import save_program
from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.program import PARAMS, PROGRAM, Program
from ocrlc.system import cpu, paddle_setup
from tests.support.legacy_programs import legacy_program

AVX512 = "avx2 fma avx512f avx512dq avx512bw avx512vl"


def machine(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def processor(vendor: str, flags: str) -> dict[str, str]:
    one = f"vendor_id\t: {vendor}\nmodel name\t: A CPU\nflags\t\t: {flags}\n"
    return {"proc/cpuinfo": one + "\n" + one}


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({}, None),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"}, 1.5),
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                "sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
                "sys/fs/cgroup/a/cpu.max": "200000 100000\n",
                "sys/fs/cgroup/cpu.max": "800000 100000\n",
            },
            2.0,
        ),
        (
            {
                "proc/self/cgroup": "3:memory:/x\n2:cpu,cpuacct:/not/visible/here\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            },
            0.5,
        ),
        (
            {
                "proc/self/cgroup": "1:cpu:/job\n0::/\n",
                "sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
            },
            None,
        ),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "rubbish"}, None),
    ],
)
def test_quota(files: dict[str, str], quota: float | None, tmp_path: Path) -> None:
    assert cpu.cpu_quota(machine(tmp_path, files)) == quota


@pytest.mark.parametrize(
    ("quota", "affinity", "cores"),
    [(None, 8, 8), (1.5, 8, 2), (0.2, 8, 1), (4, 2, 2), (2.4, 8, 2)],
)
def test_cores_are_bounded_by_quota_and_affinity(
    quota: float | None,
    affinity: int,
    cores: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(affinity)))
    limit = "max" if quota is None else str(int(quota * 100_000))
    files = {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": f"{limit} 100000\n"}
    assert cpu.usable_cores(machine(tmp_path, files)) == cores


def test_budget_is_what_the_user_says_else_all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert cpu.thread_budget(3) == 3
    assert cpu.thread_budget() == cpu.usable_cores() >= 1
    with pytest.raises(ConfigError, match="at least 1"):
        cpu.thread_budget(0)


def test_more_threads_than_are_of_any_use_are_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu, "usable_cores", lambda: 4)
    assert cpu.thread_budget(9999) == 32
    assert cpu.thread_budget(8) == 8


@pytest.mark.parametrize(
    ("share", "threads"), [("1", 1), ("2,4", 2), ("64", 4), ("0", 4), ("", 4), ("many", 4)]
)
def test_budget_is_the_share_that_a_scheduler_grants(
    share: str, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu, "usable_cores", lambda: 4)
    monkeypatch.setenv("OMP_NUM_THREADS", share)
    assert cpu.thread_budget() == threads
    assert cpu.thread_budget(3) == 3


@pytest.mark.parametrize(
    ("vendor", "flags", "value"),
    [
        ("AuthenticAMD", AVX512, "7"),
        ("AuthenticAMD", "avx2 fma", "5"),
        ("AuthenticAMD", "avx2 fma avx512f", "5"),
        ("AuthenticAMD", "sse4_2", None),
        ("GenuineIntel", AVX512, None),
    ],
)
def test_dispatch_is_for_amd_with_the_instructions(
    vendor: str, flags: str, value: str | None, tmp_path: Path
) -> None:
    assert paddle_setup.mkl_dispatch(machine(tmp_path, processor(vendor, flags))) == value


def test_dispatch_keeps_the_users_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = machine(tmp_path, processor("AuthenticAMD", AVX512))
    monkeypatch.setenv(paddle_setup.MKL_SWITCH, "4")
    paddle_setup.set_mkl_dispatch(root)
    assert os.environ[paddle_setup.MKL_SWITCH] == "4"
    monkeypatch.delenv(paddle_setup.MKL_SWITCH)
    paddle_setup.set_mkl_dispatch(root)
    assert os.environ[paddle_setup.MKL_SWITCH] == "7"


@pytest.mark.parametrize(
    ("flags", "supported"),
    [("avx512_bf16", True), ("amx_bf16 amx_tile", True), (AVX512, False), ("", False)],
)
def test_bf16_needs_instructions(flags: str, supported: bool, tmp_path: Path) -> None:
    assert cpu.supports_bf16(machine(tmp_path, processor("GenuineIntel", flags))) is supported


def test_a_machine_without_proc_is_no_error(tmp_path: Path) -> None:
    assert paddle_setup.mkl_dispatch(tmp_path) is None
    assert not cpu.supports_bf16(tmp_path)
    assert not cpu.supports_int8(tmp_path)
    assert cpu.cpu_name(tmp_path) == "unknown CPU"


@pytest.mark.parametrize(
    ("flags", "supported"),
    [("avx2 avx_vnni", True), ("avx512f avx512_vnni", True), ("avx2 avx512_bf16", False)],
)
def test_int8_needs_vnni(tmp_path: Path, flags: str, supported: bool) -> None:
    assert cpu.supports_int8(machine(tmp_path, processor("GenuineIntel", flags))) is supported


def run(code: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_paddle_is_imported_silently_and_leaves_signals_alone() -> None:
    """Paddle's own handler of SIGTERM hangs when it interrupts an allocation."""
    done = run(
        "import os, signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        "from ocrlc.system.paddle_setup import import_paddle\n"
        "import_paddle()\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")


COMPUTE_ALONE = """
import os, signal, sys
from pathlib import Path
handlers = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
from ocrlc.system.paddle_setup import LIBRARY, import_paddle, paddle_library
import numpy as np
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.program import Program
program = Program(*map(Path, sys.argv[1:]))
def compute():
    x = np.random.default_rng(0).normal(size=(1, 3, 64, 96)).astype(np.float32)
    return Engine(program, EngineOptions(threads=2)).run(x)
alone = compute()
assert "paddle" not in sys.modules and paddle_library() is sys.modules[LIBRARY]
assert handlers == [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
paddle = import_paddle()
assert paddle.base.core.libpaddle is paddle_library()
np.testing.assert_array_equal(compute(), alone)
layer = paddle.nn.Linear(4, 2)
layer(paddle.ones([3, 4])).sum().backward()
assert layer.weight.grad.shape == [4, 2]
signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
os.kill(os.getpid(), signal.SIGTERM)
"""


def detector_program(folder: Path) -> Program:
    save_program(find_bundle("lcnet-det"), folder)
    return Program(folder / PROGRAM, folder / PARAMS)


@pytest.mark.parametrize("make", [detector_program, legacy_program])
def test_programs_are_computed_by_the_compiled_part_alone(
    make: Callable[[Path], Program], tmp_path: Path
) -> None:
    """The package can still be imported, and computes with the same part."""
    program = make(tmp_path)
    done = run(COMPUTE_ALONE, program.model, program.params)
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")


def test_training_processes_share_the_cores() -> None:
    done = run(
        "import os; os.environ.pop('OMP_NUM_THREADS', None)\n"
        "from ocrlc.system import cpu, paddle_setup\n"
        "paddle_setup.prepare_training(cpu.usable_cores())\n"
        "print(os.environ['OMP_NUM_THREADS'])\n"
    )
    assert done.stdout == "1\n", done.stderr


def test_package_is_imported_without_paddle_and_opencv() -> None:
    done = run(
        "import sys, ocrlc\n"
        "heavy = {'paddle', 'cv2', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert {'OCR', 'Document'} <= set(dir(ocrlc))\n"
        "assert ocrlc.Document.__module__ == 'ocrlc.document'\n"
    )
    assert done.returncode == 0, done.stderr


def test_the_pipeline_is_imported_without_paddle_and_pdfium() -> None:
    """Pictures need no PDFium, and other engines no Paddle."""
    done = run(
        "import sys, ocrlc.pipeline\n"
        "heavy = {'paddle', 'pypdfium2', 'pikepdf', 'openvino', 'onnxruntime'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="glibc")
@pytest.mark.parametrize("kept", [False, True])
def test_freed_memory_is_kept_for_training(kept: bool) -> None:
    program = f"""
import ctypes
from pathlib import Path
from ocrlc.system.memory import keep_memory
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
if {kept}:
    keep_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
before = resident()
blocks = [libc.malloc(1 << 20) for _ in range(100)]
for block in blocks:
    ctypes.memset(block, 1, 1 << 20)
for block in blocks:
    libc.free(ctypes.c_void_p(block))
print((resident() - before) / 100 / (1 << 20))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    share = float(result.stdout)
    assert share > 0.9 if kept else share < 0.5


def test_commands_are_listed_without_numpy_and_opencv() -> None:
    done = run(
        "import sys\n"
        "from importlib import import_module\n"
        "from ocrlc.cli.main import COMMANDS\n"
        "for name in COMMANDS:\n"
        "    import_module(f'ocrlc.cli.{name}')\n"
        "heavy = {'paddle', 'cv2', 'numpy', 'pydantic', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert done.returncode == 0, done.stderr
