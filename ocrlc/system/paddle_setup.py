"""Settings that must be made before Paddle is imported, and its import."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from types import ModuleType

from ocrlc.system.cpu import ROOT, cpu_info, usable_cores

MKL_SWITCH = "MKL_DEBUG_CPU_TYPE"

BLOCKTIME_SWITCH = "KMP_BLOCKTIME"


def import_paddle() -> ModuleType:
    """Import Paddle with the settings below made first; every importer goes through this."""
    fresh = "paddle" not in sys.modules
    prepare_paddle()
    with warnings.catch_warnings():
        # Paddle looks for compilers it could use; neither reading nor training needs one.
        warnings.filterwarnings("ignore", message=".*ccache")
        import paddle  # prepared now

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


def set_mkl_dispatch(root: Path = ROOT) -> None:
    """Make Paddle's MKL use the vector instructions that an AMD CPU has.

    That MKL takes a slow path on any CPU that is not Intel's, several times slower. The switch
    is harmless in versions that do not know it. A value of the user's own is kept.
    """
    value = mkl_dispatch(root)
    if value:
        os.environ.setdefault(MKL_SWITCH, value)


def mkl_dispatch(root: Path = ROOT) -> str | None:
    """Return the dispatch value this CPU needs: "7" (AVX-512), "5" (AVX2), or None for none."""
    info = cpu_info(root)
    if info.get("vendor_id") != "AuthenticAMD":
        return None
    flags = set(info.get("flags", "").split())
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return "7"
    return "5" if {"avx2", "fma"} <= flags else None
