"""What the CPU offers, and the settings that must be made before Paddle is loaded."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from types import ModuleType

from ocrlc.errors import ConfigError

MKL_SWITCH = "MKL_DEBUG_CPU_TYPE"
BLOCKTIME_SWITCH = "KMP_BLOCKTIME"
_ROOT = Path("/")
_KEEP = {-1: 2**31 - 1, -2: 2**26, -3: 2**25}
"""glibc's M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD (its upper limit), in bytes."""


def import_paddle() -> ModuleType:
    """Import Paddle with the settings below made first; every importer goes through this."""
    fresh = "paddle" not in sys.modules
    prepare_paddle()
    with warnings.catch_warnings():
        # Paddle looks for compilers it could use; neither reading nor training needs one.
        warnings.filterwarnings("ignore", message=".*ccache")
        import paddle

    if fresh:
        _restore_signals(paddle)
    module: ModuleType = paddle
    return module


def _restore_signals(paddle: ModuleType) -> None:
    """Take back the signals that Paddle's import took over.

    Its handlers allocate memory: a SIGTERM that arrives during an allocation hangs the process
    for good.
    """
    paddle.disable_signal_handler()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            handler = signal.getsignal(number)
            if handler is not None:
                signal.signal(number, handler)


def prepare_paddle() -> None:
    """Set the environment variables that Paddle's libraries read when they are loaded.

    Variables that are set already are left alone. Does nothing once Paddle is loaded.
    """
    if "paddle" in sys.modules:
        return
    set_mkl_dispatch()
    # Only errors on stderr, which is for this package's own messages.
    os.environ.setdefault("GLOG_minloglevel", "2")
    # Idle OpenMP threads spin for 200 ms by default and take the cores from others; not spinning
    # at all makes every small layer wait for them to wake up.
    os.environ.setdefault(BLOCKTIME_SWITCH, "1")
    # Paddle's own pool keeps the largest page's memory for good.
    os.environ.setdefault("FLAGS_use_system_allocator", "1")


def prepare_training(procs: int = 1) -> None:
    """Prepare Paddle for training in `procs` processes that share the usable cores.

    Must be called before Paddle is imported; the processes inherit the settings.
    """
    prepare_paddle()
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, usable_cores() // procs)))


def set_mkl_dispatch(root: Path = _ROOT) -> None:
    """Make Paddle's MKL use the vector instructions that an AMD CPU has.

    That MKL takes a slow path on any CPU that is not Intel's, several times slower. The switch
    is harmless in versions that do not know it. A value of the user's own is kept.
    """
    value = mkl_dispatch(root)
    if value:
        os.environ.setdefault(MKL_SWITCH, value)


def mkl_dispatch(root: Path = _ROOT) -> str | None:
    """Return the dispatch value this CPU needs: "7" (AVX-512), "5" (AVX2), or None for none."""
    info = _cpu_info(root)
    if info.get("vendor_id") != "AuthenticAMD":
        return None
    flags = set(info.get("flags", "").split())
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return "7"
    return "5" if {"avx2", "fma"} <= flags else None


def release_memory() -> None:
    """Give freed memory back to the system, where the C library can (glibc).

    Layers and crops of changing size leave holes that it would keep: a seventh of the whole
    after a few pages. Takes about a millisecond.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def keep_memory() -> None:
    """Keep freed memory for the next allocation, where the C library can be told to (glibc).

    A training step allocates and frees the same large blocks over and over. Giving them back to
    the system each time costs much of a step, in page faults.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for option, value in _KEEP.items():
            mallopt(option, value)


def supports_bf16(root: Path = _ROOT) -> bool:
    """Whether the CPU computes in bfloat16 (AVX512-BF16 or AMX)."""
    flags = set(_cpu_info(root).get("flags", "").split())
    return not flags.isdisjoint({"avx512_bf16", "amx_bf16"})


def cpu_name(root: Path = _ROOT) -> str:
    """Return the CPU's name as the system has it, for reports.

    Virtual machines call all generations alike ("AMD EPYC"): family and model tell them apart.
    """
    info = _cpu_info(root)
    name = info.get("model name", "unknown CPU")
    if "cpu family" not in info or "model" not in info:
        return name
    return f"{name} (family {info['cpu family']}, model {info['model']})"


def thread_budget(threads: int | None = None) -> int:
    """Return the number of threads all stages together may use.

    Args:
        threads: what the user wants; None for all usable cores.

    Raises:
        ConfigError: it is less than 1.
    """
    if threads is None:
        return usable_cores()
    if threads < 1:
        raise ConfigError(f"threads must be at least 1, not {threads}")
    return threads


def usable_cores(root: Path = _ROOT) -> int:
    """Return the cores this process may use: affinity, bounded by the container's CPU quota."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    quota = cpu_quota(root)
    return cores if quota is None else max(1, min(cores, int(quota + 0.5)))


def cpu_quota(root: Path = _ROOT) -> float | None:
    """Return the cgroup's CPU quota in cores, the tightest up the hierarchy; None for no limit.

    Understands cgroup v2 (`cpu.max`) and v1 (`cpu.cfs_quota_us`).
    """
    mount = root / "sys/fs/cgroup"
    quotas = []
    for line in _read(root / "proc/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number == "0" and not controllers:
            quotas += [_quota_v2(folder) for folder in _upwards(mount, path)]
        elif "cpu" in controllers.split(","):
            for name in (controllers, "cpu"):
                quotas += [_quota_v1(folder) for folder in _upwards(mount / name, path)]
    return min((quota for quota in quotas if quota), default=None)


def _upwards(mount: Path, path: str) -> list[Path]:
    """Return the group's folder and its parents up to the mount.

    Inside a container the path may be the host's, which is not visible there: the mount itself
    then is the container's group.
    """
    relative = Path(path.strip("/"))
    return [mount / folder for folder in (relative, *relative.parents)]


def _quota_v2(folder: Path) -> float | None:
    quota, _, period = _read(folder / "cpu.max").strip().partition(" ")
    return _ratio(quota, period)


def _quota_v1(folder: Path) -> float | None:
    return _ratio(_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us"))


def _ratio(quota: str, period: str) -> float | None:
    """Return quota / period, or None where they are absent, "max" or -1."""
    try:
        return int(quota) / int(period) if int(quota) > 0 else None
    except (ValueError, ZeroDivisionError):
        return None


def _cpu_info(root: Path) -> dict[str, str]:
    """Return the first processor's entries of /proc/cpuinfo; empty where there is none."""
    first = _read(root / "proc/cpuinfo").partition("\n\n")[0]
    pairs = (line.partition(":") for line in first.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
