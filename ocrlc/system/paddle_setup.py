"""Importing Paddle, and the settings that must be made before."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import warnings
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType

from ocrlc.system.cpu import ROOT, cpu_info, usable_cores
from ocrlc.system.processes import interrupts_delayed

MKL_SWITCH = "MKL_DEBUG_CPU_TYPE"

BLOCKTIME_SWITCH = "KMP_BLOCKTIME"

LIBRARY = "paddle.base.libpaddle"
FLAG = "FLAGS_"
"""What the names of Paddle's settings begin with in the environment."""

_one_at_a_time = threading.RLock()


def import_paddle() -> ModuleType:
    """Import Paddle after making the settings below; all imports of Paddle use this function.

    Computing programs needs only `paddle_library`.
    """
    with _one_at_a_time:
        fresh = "paddle" not in sys.modules
        prepare_paddle()
        if not fresh:
            module: ModuleType = sys.modules["paddle"]
            return module
        with interrupts_delayed(), warnings.catch_warnings():
            # Paddle warns if it finds no compiler cache; neither reading nor training needs one.
            warnings.filterwarnings("ignore", message=".*ccache")
            import paddle  # prepared now

            _restore_signals(paddle)
        module = paddle
        return module


def paddle_library() -> ModuleType:
    """Return Paddle's compiled part, after making the settings below.

    It is all that computing programs needs. The Python package around it, which is for training,
    takes three times as long to import, and a hundred megabytes. If the package is imported later,
    it finds the part loaded and uses it.
    """
    with _one_at_a_time:
        if "paddle" in sys.modules:
            return importlib.import_module(LIBRARY)
        if LIBRARY in sys.modules:
            return sys.modules[LIBRARY]
        package = find_spec("paddle")  # finds without importing
        places = list(package.submodule_search_locations or ()) if package else []
        spec = PathFinder.find_spec(LIBRARY, [str(Path(place, "base")) for place in places])
        if spec is None or spec.loader is None:
            import_paddle()
            return importlib.import_module(LIBRARY)
        prepare_paddle()
        with interrupts_delayed():
            library = module_from_spec(spec)
            sys.modules[LIBRARY] = library
            spec.loader.exec_module(library)
            _start(library)
            _restore_signals(library)
        return library


def _start(library: ModuleType) -> None:
    """Do what the package does with its compiled part, as far as computing programs needs it."""
    settings = library.globals().keys()
    flags = [name.removeprefix(FLAG) for name in settings if name.startswith(FLAG)]
    library.init_gflags([f"--tryfromenv={','.join(flags)}"])
    library.init_glog("ocrlc")
    library.init_memory_method()
    library.init_devices()


def _restore_signals(paddle: ModuleType) -> None:
    """Restore the signal handlers that Paddle's import has replaced.

    Paddle's handlers allocate memory, so a SIGTERM during an allocation would block the process
    for ever.
    """
    paddle.disable_signal_handler()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            handler = signal.getsignal(number)
            if handler is not None:
                signal.signal(number, handler)


def prepare_paddle() -> None:
    """Set the environment variables that Paddle's libraries read when they are loaded.

    Variables that are set already keep their values. If Paddle is loaded, nothing is done.
    """
    if "paddle" in sys.modules:
        return
    set_mkl_dispatch()
    # Paddle shall print only errors to stderr, which is for this package's own messages.
    os.environ.setdefault("GLOG_minloglevel", "2")
    # By default, idle OpenMP threads spin for 200 ms and occupy cores that others need; without
    # any spinning, every small layer would wait for them to wake up.
    os.environ.setdefault(BLOCKTIME_SWITCH, "1")
    # Paddle's own allocator would never release the memory that the largest page needed.
    os.environ.setdefault("FLAGS_use_system_allocator", "1")


def prepare_training(procs: int = 1) -> None:
    """Prepare Paddle for training in `procs` processes that share the usable cores.

    Must be called before Paddle is imported; the processes inherit the settings.
    """
    prepare_paddle()
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, usable_cores() // procs)))


def set_mkl_dispatch(root: Path = ROOT) -> None:
    """Make Paddle's MKL use the vector instructions of an AMD CPU.

    On CPUs that are not Intel's, that MKL is several times slower by default. The setting has no
    effect in versions that do not know it. A value set by the user is kept.
    """
    value = mkl_dispatch(root)
    if value:
        os.environ.setdefault(MKL_SWITCH, value)


def mkl_dispatch(root: Path = ROOT) -> str | None:
    """Return the setting for this CPU: "7" (AVX-512), "5" (AVX2), or None if none is needed."""
    info = cpu_info(root)
    if info.get("vendor_id") != "AuthenticAMD":
        return None
    flags = set(info.get("flags", "").split())
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return "7"
    return "5" if {"avx2", "fma"} <= flags else None
