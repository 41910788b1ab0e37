"""One OCR system in a process of its own, asked page by page over pipes.

Started as `python -m scripts.peers.worker READER THREADS OPTIONS` by any Python that has the
system installed.
JSON lines: it says hello with versions, then answers each `{"path": …}` with
`{"lines": [{"text", "points"}], "seconds"}` or `{"error"}`, and with its peak memory so far.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

from scripts.peers.installed import installed_bytes, versions
from scripts.peers.readers import READERS


def peak_bytes() -> int:
    """Return the most memory that this process, or a child of it, ever held."""
    status = Path("/proc/self/status").read_text()
    own = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
    return 1024 * max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def main() -> None:
    """Serve requests from standard input until it ends."""
    reader, threads, options = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    # Libraries print; answers go to a copy of stdout that they do not know of.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    started = time.perf_counter()
    read = READERS[reader](threads, options)
    loaded = time.perf_counter() - started
    size = installed_bytes(reader, options)
    answer({"versions": versions(reader), "installed_bytes": size, "load_seconds": loaded})
    for request in map(json.loads, sys.stdin):
        began = time.perf_counter()
        try:
            lines = read(request["path"])
        except Exception as error:  # an outcome to report, whatever it is
            answer({"error": f"{type(error).__name__}: {error}", "peak_bytes": peak_bytes()})
            continue
        seconds = time.perf_counter() - began
        answer({"lines": lines, "seconds": seconds, "peak_bytes": peak_bytes()})


if __name__ == "__main__":
    main()
