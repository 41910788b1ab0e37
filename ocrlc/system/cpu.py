"""The CPU's instructions, and the number of cores that this process may use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ocrlc.errors import ConfigError

ROOT = Path("/")


def supports_bf16(root: Path = ROOT) -> bool:
    """Whether the CPU has instructions for bfloat16 (AVX512-BF16 or AMX)."""
    flags = set(cpu_info(root).get("flags", "").split())
    return not flags.isdisjoint({"avx512_bf16", "amx_bf16"})


def supports_int8(root: Path = ROOT) -> bool:
    """Whether the CPU has instructions for products of 8-bit integers (VNNI)."""
    flags = set(cpu_info(root).get("flags", "").split())
    return not flags.isdisjoint({"avx512_vnni", "avx_vnni"})


def cpu_name(root: Path = ROOT) -> str:
    """Return the CPU's name, for reports.

    Family and model are added, because virtual machines give all generations the same name ("AMD
    EPYC").
    """
    info = cpu_info(root)
    name = info.get("model name", "unknown CPU")
    if "cpu family" not in info or "model" not in info:
        return name
    return f"{name} (family {info['cpu family']}, model {info['model']})"


MOST_PER_CORE = 8
"""Threads for each core from which on more are of no use, but take minutes to start."""


def thread_budget(threads: int | None = None) -> int:
    """Return the number of threads that all stages together may use.

    Args:
        threads: the number that the user wants, of which `MOST_PER_CORE` are used at most; None
            for all usable cores, or fewer if `OMP_NUM_THREADS` says so: what runs several processes
            on a machine (Ray, Spark, Slurm) tells each of them its share by it.

    Raises:
        ConfigError: the number is less than 1.
    """
    if threads is None:
        return min(usable_cores(), _share() or sys.maxsize)
    if threads < 1:
        raise ConfigError(f"threads must be at least 1, not {threads}")
    return min(threads, MOST_PER_CORE * usable_cores())


def _share() -> int | None:
    """Return the threads that the environment grants; None if it says nothing."""
    # Of nested levels ("4,2"), only the first one is ours.
    first = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    return int(first) if first.isdecimal() and int(first) else None


def usable_cores(root: Path = ROOT) -> int:
    """Return the number of cores this process may use, by its affinity and its CPU quota."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    quota = cpu_quota(root)
    return cores if quota is None else max(1, min(cores, int(quota + 0.5)))


def cpu_quota(root: Path = ROOT) -> float | None:
    """Return the lowest CPU quota of the process's cgroup and its parents, in cores.

    None if there is no limit. Supports cgroup v2 (`cpu.max`) and v1 (`cpu.cfs_quota_us`).
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

    Inside a container, the path may be one of the host, which is not visible there. The mount
    itself then is the container's group.
    """
    relative = Path(path.strip("/"))
    return [mount / folder for folder in (relative, *relative.parents)]


def _quota_v2(folder: Path) -> float | None:
    quota, _, period = _read(folder / "cpu.max").strip().partition(" ")
    return _ratio(quota, period)


def _quota_v1(folder: Path) -> float | None:
    return _ratio(_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us"))


def _ratio(quota: str, period: str) -> float | None:
    """Return quota / period; None if they are missing, "max" or -1."""
    try:
        return int(quota) / int(period) if int(quota) > 0 else None
    except (ValueError, ZeroDivisionError):
        return None


def cpu_info(root: Path) -> dict[str, str]:
    """Return the first processor's entries in /proc/cpuinfo; empty if there is no such file."""
    first = _read(root / "proc/cpuinfo").partition("\n\n")[0]
    pairs = (line.partition(":") for line in first.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
