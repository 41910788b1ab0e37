"""Reading many files on a Ray cluster, into a data set.

Ray Data hands the files out and replaces workers that die; the data set says what is done.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import ray
from ray.data.block import Block, BlockMetadata
from ray.data.datasource import Datasource, ReadTask

from ocrlc.batches.journal import digest, model_hash
from ocrlc.errors import ConfigError
from ocrlc.integrations.data_set import DataSet, Summary
from ocrlc.integrations.ray import Reader
from ocrlc.system.cpu import usable_cores

LOCAL = "local"
"""Address of a cluster of this machine alone, which is started for one call."""
BATCH = 8
"""Files that are read before their rows are handed on."""
HANDING_ON = 2
"""Tasks that hand on names, or write, at a time; each is a process. They claim no CPU: the actors
may take all there are, and neither would ever get on without the other."""
LIMITS = ("timeout", "max_memory")


class Paths(Datasource):
    """The names of files, as blocks with a column `path`.

    The content is read by whoever reads the document: what is too large is not downloaded, and no
    content waits in the cluster's memory.

    Args:
        paths: absolute paths, or URLs.
        size: names in a block; the rows of a block's files become one file of the data set.
    """

    def __init__(self, paths: Sequence[str], size: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.blocks = [paths[i : i + size] for i in range(0, len(paths), size)]

    def estimate_inmemory_data_size(self) -> int | None:
        """Return the size of all names, in bytes."""
        return sum(_size(paths) for paths in self.blocks)

    def get_read_tasks(
        self,
        parallelism: int,
        per_task_row_limit: int | None = None,
        data_context: Any = None,
    ) -> list[ReadTask]:
        """Return a task for each block."""
        return [
            ReadTask(
                _table_of(paths),
                BlockMetadata(len(paths), _size(paths), None, None),
                per_task_row_limit=per_task_row_limit,
            )
            for paths in self.blocks
        ]


def read_on_cluster(
    paths: Sequence[str],
    output: str,
    arguments: Mapping[str, Any],
    *,
    workers: int | None = None,
    threads: int = 1,
    resume: bool = False,
    reader: type[Reader] = Reader,
) -> tuple[Summary, Summary]:
    """Read files on the cluster that this process is connected to.

    Args:
        paths: absolute paths that all nodes see, or URLs.
        output: the data set's folder, likewise.
        arguments: the arguments of `Reader`.
        workers: most actors that read at the same time; None for one for each `threads` CPUs.
        threads: CPUs, and threads, of an actor.
        resume: whether files that are in the data set already are left out.
        reader: the class of the actors.

    Returns:
        What was in the data set before, and what is in it now.

    Raises:
        ConfigError: the folder holds results already and `resume` is not set, or those of other
            settings or models.
    """
    data_set = DataSet(output)
    settings = _settings(arguments)
    if resume:
        data_set.remove_unfinished()
        data_set.check(settings)
    before = data_set.summary()
    if before.files and not resume:
        raise ConfigError(f"{output} holds results; --resume adds those that are missing")
    left = data_set.missing(paths)
    if left:
        cpus = ray.cluster_resources().get("CPU", 1)
        # Many files give larger blocks: a data set of a million files can be opened, too.
        source = Paths(left, min(1000, max(16, math.ceil(len(left) / 1000))))
        names = ray.data.read_datasource(
            source,
            override_num_blocks=len(source.blocks),
            num_cpus=0,
            concurrency=HANDING_ON,
        )
        rows = names.map_batches(
            reader,
            batch_size=BATCH,
            batch_format="pyarrow",
            num_cpus=threads,
            compute=ray.data.ActorPoolStrategy(
                min_size=1, max_size=workers or max(1, int(cpus // threads))
            ),
            fn_constructor_kwargs={**arguments, "threads": threads, "settings": settings},
        )
        rows.write_parquet(
            data_set.folder,
            filesystem=data_set.files,
            compression="zstd",
            row_group_size=100,
            ray_remote_args={"num_cpus": 0},
            concurrency=HANDING_ON,
        )
    return before, data_set.summary()


@contextmanager
def connected(address: str, *, progress: bool) -> Iterator[None]:
    """Connect to a running cluster, or to one of this machine that ends afterwards.

    Args:
        address: the cluster's address, or `LOCAL`.
        progress: whether Ray shows bars.

    Raises:
        ConfigError: there is no cluster at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent to anybody
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    try:
        if address == LOCAL:
            ray.init("local", num_cpus=usable_cores(), include_dashboard=False, **quiet)
        else:
            ray.init(address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"no Ray cluster can be reached at {address}: {reason}") from error
    ray.data.DataContext.get_current().enable_progress_bars = progress
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        yield
    finally:
        ray.shutdown()


def _settings(arguments: Mapping[str, Any]) -> str:
    """Return a hash of what results depend on; limits only decide which pages have any."""
    wanted = {name: arguments[name] for name in arguments if name not in LIMITS}
    return digest([wanted, *(model_hash(arguments.get(name)) for name in ("det", "rec"))])


def _table_of(paths: Sequence[str]) -> Callable[[], list[Block]]:
    return lambda: [pa.table({"path": pa.array(paths, pa.string())})]


def _size(paths: Sequence[str]) -> int:
    return sum(map(len, paths))
