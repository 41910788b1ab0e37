"""What the tests of Ray start: a cluster of two nodes, drivers that use it, an actor's budget."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pyarrow as pa
import ray
from ray.cluster_utils import Cluster

from ocrlc.integrations.cluster import connected, read_on_cluster
from ocrlc.integrations.ray import Reader
from tests.support.fake_readers import ScriptReader


class ScriptedReader(Reader):
    """Does what the lines of files say, without a model."""

    def loader(self, options):
        return ScriptReader


def budget() -> None:
    """Print what an actor with two CPUs finds, and what Ray Data makes of its tables."""
    with connected("local", progress=False):
        actor = ray.remote(num_cpus=2)(Probe).remote()
        threads = ray.get(actor.threads.remote())
        ray.kill(actor)
        files = pa.table({"path": ["a", "b"], "bytes": [b"one\ntwo", b"bad"]})
        found = ray.data.from_arrow(files).map_batches(
            ScriptedReader, num_cpus=1, compute=ray.data.ActorPoolStrategy(size=1)
        )
        rows = found.select_columns(["path", "page_count", "error"]).take_all()
    values = sorted([*row.values()] for row in rows)
    print(json.dumps({"threads": threads, "columns": list(rows[0]), "rows": values}))


class Probe:
    """An actor that says how many threads a reader of it would have."""

    def threads(self) -> int:
        reader = ScriptedReader()
        try:
            return reader.threads
        finally:
            reader.close()


def cluster() -> None:
    """Run a cluster of two nodes, one CPU each, until this process is ended."""
    nodes = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    nodes.add_node(num_cpus=1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    print(nodes.address, flush=True)
    try:
        while True:
            time.sleep(1)
    finally:
        nodes.shutdown()


def drive(address: str, folder: str, output: str, *, kill: bool) -> None:
    """Read a folder's files; meanwhile, if asked, kill one of the processes that read."""
    paths = sorted(str(path) for path in Path(folder).iterdir())
    if kill:
        threading.Thread(target=kill_a_worker, args=(Path(output),), daemon=True).start()
    with connected(address, progress=False):
        before, found = read_on_cluster(
            paths, output, {"det": None}, resume=True, reader=ScriptedReader
        )
    print(json.dumps([before.files, found.files]))


def watch_memory(folder: str, output: str) -> None:
    """Read a folder's files; print files done and this process's megabytes, again and again."""
    paths = sorted(str(path) for path in Path(folder).iterdir())
    seen: list[tuple[int, float]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            files = sum(1 for _ in Path(output).glob("*.parquet"))
            seen.append((files, psutil.Process().memory_info().rss / 1e6))

    watching = threading.Thread(target=watch)
    with connected("local", progress=False):
        watching.start()
        _, found = read_on_cluster(paths, output, {"det": None}, reader=ScriptedReader)
        done.set()
        watching.join()
    print(json.dumps([found.files, seen]))


def kill_a_worker(output: Path) -> None:
    """Kill an actor of the cluster that `cluster` runs, once the first results are there."""
    while not list(output.glob("*.parquet")):
        time.sleep(0.05)
    actors = [one for one in psutil.process_iter(["cmdline"]) if "MapWorker" in str(one.info)]
    ours = [one for one in actors if any(__file__ in above.cmdline() for above in one.parents())]
    os.kill(random.choice(ours).pid, signal.SIGKILL)
    output.with_name("killed").touch()


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "budget":
        budget()
    elif what == "cluster":
        cluster()
    elif what == "memory":
        watch_memory(*rest)
    else:
        drive(*rest[:3], kill=len(rest) > 3)
