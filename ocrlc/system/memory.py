"""Freed memory: given back to the system, or kept for the next allocation (glibc)."""

from __future__ import annotations

import ctypes
import sys

_KEEP = {-1: 2**31 - 1, -2: 2**26, -3: 2**25}
"""glibc's M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD (its upper limit), in bytes."""


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
