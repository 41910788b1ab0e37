"""What the CPU computes, and how many of its cores this process may use."""

from __future__ import annotations

import os
from pathlib import Path

from ocrlc.errors import ConfigError

ROOT = Path("/")


def supports_bf16(root: Path = ROOT) -> bool:
    """Whether the CPU computes in bfloat16 (AVX512-BF16 or AMX)."""
    flags = set(cpu_info(root).get("flags", "").split())
    return not flags.isdisjoint({"avx512_bf16", "amx_bf16"})


def cpu_name(root: Path = ROOT) -> str:
    """Return the CPU's name as the system has it, for reports.

    Virtual machines call all generations alike ("AMD EPYC"): family and model tell them apart.
    """
    info = cpu_info(root)
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


def usable_cores(root: Path = ROOT) -> int:
    """Return the cores this process may use: affinity, bounded by the container's CPU quota."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    quota = cpu_quota(root)
    return cores if quota is None else max(1, min(cores, int(quota + 0.5)))


def cpu_quota(root: Path = ROOT) -> float | None:
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


def cpu_info(root: Path) -> dict[str, str]:
    """Return the first processor's entries of /proc/cpuinfo; empty where there is none."""
    first = _read(root / "proc/cpuinfo").partition("\n\n")[0]
    pairs = (line.partition(":") for line in first.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
