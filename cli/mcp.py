"""`ocrlc mcp`: reading for assistants, over stdio."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import click

from ocrlc.errors import ConfigError
from ocrlc.server import limits as defaults
from ocrlc.server.limits import Limits

from .common import debug_option
from .completion import folders_completed
from .documents.outputs import result_stream
from .documents.readers import Workers, open_isolated
from .serving import load_options_of, loader_of, serving_options


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, metavar="FOLDER...", shell_complete=folders_completed
)
@serving_options
@debug_option
def command(
    folders: tuple[str, ...],
    timeout: float,
    page_timeout: float,
    max_memory: int,
    threads: int | None,
    **others: Any,
) -> None:
    """Read documents for an assistant, by the Model Context Protocol on stdin and stdout.

    The assistant starts this command. It may have files read that are below a FOLDER; links that
    lead elsewhere are not followed.
    """
    if find_spec("mcp") is None:
        raise ConfigError("ocrlc mcp needs mcp: pip install 'ocrlc[mcp]'")
    # They need the package of the extra, which is known to be there only now.
    from ocrlc.integrations.mcp import create_server
    from ocrlc.server.pool import ReaderPool

    workers = Workers(1, threads, page_timeout, max_memory)
    with open_isolated(loader_of(others), workers) as readers:
        pool = ReaderPool(readers, defaults.WAITING)
        server = create_server(pool, folders, Limits(load_options_of(others), timeout))
        with result_stream():  # stdout is the protocol's, and the processes inherit it
            pool.load()
        server.run()
