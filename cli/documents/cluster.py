"""`ocrlc recognize --cluster`: the files of one call, read by a Ray cluster."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from ocrlc.errors import BatchError, ConfigError, InputError
from ocrlc.system.storage import absolute, check_output

from ..common import say
from .inputs import Input
from .left_out import listed
from .readers import Workers

FORMAT = "parquet"


def read_on(
    address: str,
    items: Sequence[Input],
    output: str | None,
    formats: Sequence[str],
    arguments: Mapping[str, Any],
    workers: Workers,
    *,
    resume: bool,
    overlay: bool,
) -> None:
    """Read all inputs on a cluster, into Parquet files.

    Args:
        address: the cluster's address, or "local".
        items: the inputs, of which some can be read.
        output: the folder of the results.
        formats: the formats asked for.
        arguments: the arguments of the readers.
        workers: how many processes read (0 for as many as fit), each with how many threads, and
            within which limits.
        resume: whether to leave out what is in the folder.
        overlay: whether pictures were asked for.

    Raises:
        ConfigError: the options do not fit a cluster, or there is none.
        BatchError: one or more of several inputs failed; the others are done.
        InputError: the only input failed.
    """
    if output is None or overlay or (*formats,) != (FORMAT,):
        raise ConfigError("--cluster writes Parquet to a folder: -f parquet -o FOLDER")
    if any(not (item.path or item.url or item.problem) for item in items):
        raise ConfigError("--cluster reads files, not stdin")
    if find_spec("ray") is None:
        raise ConfigError("--cluster needs ray: pip install 'ocrlc[ray]'")
    check_output(output)
    missing = [item for item in items if item.problem]
    for item in missing:
        say(item.problem)
    paths = [item.url or absolute(item.path or "") for item in items if not item.problem]
    from ocrlc.integrations.cluster import connected, read_on_cluster  # loads Ray

    given = {"timeout": workers.timeout, "max_memory": workers.max_memory}
    limits = {name: value for name, value in given.items() if value}
    with connected(address, progress=sys.stderr.isatty()):
        before, found = read_on_cluster(
            paths,
            output,
            {**arguments, **limits},
            workers=workers.count or None,
            threads=workers.threads or 1,
            resume=resume,
        )
    read = found.files - before.files - (len(found.failed) - len(before.failed))
    parts = [f"{read} of {len(items)} inputs read", f"{found.pages - before.pages} pages"]
    parts += [f"{before.files} done before"] if before.files else []
    say(", ".join(parts))
    failed = [*(item.name for item in missing), *found.failed]
    if failed and len(items) == 1:
        raise InputError(f"{failed[0]}: could not be read; the column error says why")
    if failed:
        raise BatchError(f"{len(failed)} of {len(items)} inputs failed: {listed(failed)}")
