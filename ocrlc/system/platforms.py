"""What Linux has and other systems may lack: locks, /proc, limits, signal masks, forks.

Each function does without where the system does, and says what is lost. Nothing else in the package
calls these parts of the system; `cpu` reads /proc/cpuinfo and cgroups, `memory` calls glibc, both
with fallbacks of their own.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Literal

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

Lock = Literal["held", "busy", "none"]
"""What became of a lock: this process holds it, another one does, or there are none here."""

PROC = Path("/proc")
NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
"""Flag for opening files but no links; 0 where there is no such flag."""
USUAL_FILES = 512
"""Files that a process may open where its limit is not known: the least of the usual ones."""
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts the memory of processes that have ended."""
_KILLED = getattr(signal, "SIGKILL", signal.SIGTERM)


def lock_file(handle: int, *, shared: bool = False, wait: bool = False) -> Lock:
    """Lock an open file until it is closed, or change the kind of its lock.

    Without locks, two processes that write into one folder do not notice each other, and what
    killed ones left in the temporary folder stays there.

    Args:
        handle: the file.
        shared: whether other processes may hold the lock too, if they share it.
        wait: whether to wait while another process holds it.
    """
    if fcntl is None:
        return "none"
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return "busy"
    except OSError:  # a file system without locks
        return "none"
    return "held"


def sync_folder(folder: Path) -> None:
    """Wait until a folder's entries are on disk, on systems that can open folders."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_ours_alone(state: os.stat_result) -> bool:
    """Whether only this user and root can have written a file.

    Where files have no owners in that sense, the folder's own protection is relied on.
    """
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid in (os.geteuid(), 0) and not state.st_mode & 0o022


def can_watch_memory() -> bool:
    """Whether the memory of other processes can be read."""
    return (PROC / "self/statm").is_file()


def resident_bytes(pid: int) -> int:
    """Return the memory of a process in bytes; 0 if it cannot be read, or the process is gone."""
    try:
        pages = (PROC / str(pid) / "statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def peak_bytes() -> int:
    """Return the most memory that this process has used so far, in bytes; 0 if unknown.

    Without /proc, `ru_maxrss` is used, which may include the memory of the parent process.
    """
    try:
        status = (PROC / "self/status").read_text(encoding="utf-8")
        return 1024 * int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
    except (OSError, IndexError):
        if resource is None:
            return 0
        return _RSS_UNIT * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def children_usage() -> tuple[float, int]:
    """Return what the processes took that this one has started and waited for; zeros if unknown.

    The first is their processor time in seconds, the second the most memory of one of them in
    bytes. Linux counts the memory of this process too, up to the start of the program in the other.
    """
    if resource is None:
        return 0.0, 0
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime, _RSS_UNIT * usage.ru_maxrss


def most_open_files() -> int:
    """Return the number of files that this process may have open."""
    if resource is None:
        return USUAL_FILES
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limit


def most_memory() -> int | None:
    """Return the bytes of addresses that this process may use; None if there is no limit."""
    if resource is None:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit


def block_signals(numbers: Collection[signal.Signals]) -> Collection[signal.Signals]:
    """Block signals, where that is possible; return those that were blocked before."""
    if not hasattr(signal, "pthread_sigmask"):
        return ()
    return signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # type: ignore[return-value]


def unblock_signals(numbers: Collection[signal.Signals]) -> None:
    """Unblock signals."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)


def restore_signals(before: Collection[signal.Signals]) -> None:
    """Block exactly the signals that `block_signals` returned."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def was_killed(exit_code: int | None) -> bool:
    """Whether a process was killed, as Linux does when the memory runs out."""
    return exit_code == -_KILLED


def end_without_destructors() -> None:
    """Have this process end, whenever it does, without the destructors of libraries loaded so far.

    What Python does at the end is done all the same, and its exit code stays. Elsewhere than with
    glibc, the destructors are called: of the engines, ONNX Runtime's then wait for ever in a child
    of `os.fork`. Children of `multiprocessing` end without destructors everywhere.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is None or not hasattr(libc, "on_exit"):
        return
    for function in (libc._exit, libc.fcloseall):  # the last one is called first
        libc.on_exit(function, None)


def at_fork(
    before: Callable[[], None],
    after_in_parent: Callable[[], None],
    after_in_child: Callable[[], None],
) -> None:
    """Have functions called at forks, on systems that fork."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=before, after_in_parent=after_in_parent, after_in_child=after_in_child
        )
