"""Freed memory: returned to the system, or kept for the next allocation (glibc)."""

from __future__ import annotations

import ctypes
import sys

_KEEP = {-1: 2**31 - 1, -2: 2**26, -3: 2**25}
"""glibc's M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD (its upper limit), in bytes."""


def release_memory() -> None:
    """Return freed memory to the system, if the C library supports it (glibc).

    Layers and crops of changing size leave unused gaps in the memory: a seventh of the process's
    memory after a few pages. It takes about a millisecond.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def keep_memory() -> None:
    """Keep freed memory for the next allocation, if the C library supports it (glibc).

    Every training step allocates and frees the same large blocks. Returning them to the system
    each time would take much of a step's time, for page faults.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for option, value in _KEEP.items():
            mallopt(option, value)
