"""`ocrlc serve`: reading over HTTP, and a web page to try it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import click

from ocrlc.errors import ConfigError
from ocrlc.server import limits as defaults
from ocrlc.server.limits import Limits
from ocrlc.system.scratch import scratch_folder

from .common import debug_option, say
from .documents.readers import Workers, open_isolated
from .serving import load_options_of, loader_of, serving_options

NEEDED = ("fastapi", "uvicorn", "python_multipart", "prometheus_client")
KEY_VARIABLE = "OCRLC_API_KEY"
LOOPBACK = ("127.", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
@click.option(
    "--api-key",
    envvar=KEY_VARIABLE,
    show_envvar=True,
    metavar="KEY",
    default="",
    help="Key that clients must send. Set it by the variable: other users of the machine can see "
    "a command's arguments.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that read documents at the same time; --threads is divided among them.",
)
@click.option(
    "--queue",
    "waiting",
    type=click.IntRange(0),
    default=defaults.WAITING,
    show_default=True,
    metavar="N",
    help="Requests that may wait in addition to those being read; more are answered with 503.",
)
@click.option(
    "--upload-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=defaults.UPLOAD_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Longest time to receive one document.",
)
@serving_options
@debug_option
def command(
    host: str,
    port: int,
    api_key: str,
    workers: int,
    waiting: int,
    upload_timeout: float,
    timeout: float,
    page_timeout: float,
    max_memory: int,
    threads: int | None,
    rec: str,
    **others: Any,
) -> None:
    """Read documents over HTTP.

    Clients send documents by POST to /v1/recognize. / is a web page to try it, /openapi.json
    describes the interface, /metrics is for Prometheus.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigError(f"ocrlc serve needs {', '.join(missing)}: pip install 'ocrlc[serve]'")
    # They need the packages of the extra `serve`, which are known to be there only now.
    from ocrlc.server.app import create_app
    from ocrlc.server.pool import ReaderPool
    from ocrlc.server.run import listen, run, url_of

    limits = Limits(
        load_options_of(others),
        timeout,
        upload_timeout,
        api_key,
    )
    load = loader_of({**others, "rec": rec})
    server = listen(host, port)
    with (
        open_isolated(load, Workers(workers, threads, page_timeout, max_memory)) as readers,
        scratch_folder("ocrlc-serve-") as folder,
    ):
        pool = ReaderPool(readers, waiting)
        pool.load()
        say(f"serving on {url_of(server)}")
        if not limits.api_key and not host.startswith(LOOPBACK):
            say(f"warning: anyone who reaches {host} can use it; set a key with {KEY_VARIABLE}")
        run(create_app(pool, folder, limits, rec), server, timeout + upload_timeout)
