"""Run the command as if on a system that lacks what Linux has; what is missing is simulated.

    python tests/programs/elsewhere.py darwin|win32 ARGUMENT...

Gone are /proc and cgroups, and the modules and functions that Python does not have on that system.
What else differs there (paths, libraries, the file system, wheels) is not simulated.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

MODULES = {"darwin": (), "win32": ("fcntl", "resource")}
"""Modules that are missing; a test sees that only `system.platforms` imports them."""
FUNCTIONS = {
    "darwin": (),
    "win32": ("register_at_fork", "geteuid", "getuid", "fork", "O_NOFOLLOW", "sysconf"),
}
SIGNALS = {"darwin": (), "win32": ("pthread_sigmask", "SIGHUP")}
"""Python here ends processes by SIGKILL, which it does otherwise there; so that stays."""
NOWHERE = Path("/nowhere")


def hide(system: str) -> None:
    """Take away what the system does not have."""
    # Python's own modules have looked at what there is; they go on as on this system.
    import multiprocessing.popen_spawn_posix
    import multiprocessing.resource_tracker as tracker
    import uuid

    assert multiprocessing.popen_spawn_posix
    assert uuid
    vars(os).pop("sched_getaffinity")
    for name in FUNCTIONS[system]:
        vars(os).pop(name)
    for name in SIGNALS[system]:
        vars(signal).pop(name)
    if system == "win32":
        vars(tracker)["_HAVE_SIGMASK"] = False
    import ocrlc.system.cpu as cpu
    import ocrlc.system.memory as memory
    import ocrlc.system.platforms as platforms

    for name in MODULES[system]:
        setattr(platforms, name, None)
    platforms.PROC = NOWHERE
    read = cpu._read
    cpu._read = lambda path: read(NOWHERE / path.relative_to("/"))
    memory.sys = type("OtherSystem", (), {"platform": system})


if __name__ in ("__main__", "__mp_main__"):  # the processes that it starts, too
    hide(sys.argv[1])
if __name__ == "__main__":
    from ocrlc.cli.main import main

    main(sys.argv[2:])
