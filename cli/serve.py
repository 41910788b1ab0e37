"""`ocrlc serve`: reading over HTTP, and a page for the browser."""

from __future__ import annotations

import functools
import tempfile
from importlib.util import find_spec
from pathlib import Path

import click

from ocrlc.errors import ConfigError
from ocrlc.loading.options import MAX_BYTES, MAX_PIXELS, LoadOptions
from ocrlc.reading.options import ORIENTATION_MODES
from ocrlc.server import limits as defaults
from ocrlc.server.limits import Limits
from ocrlc.system.resources import DEFAULT_RECOGNIZER

from .common import debug_option, engine_options, say
from .readers import Workers, open_isolated
from .recognize import load_ocr

NEEDED = ("fastapi", "uvicorn", "python_multipart", "prometheus_client")
KEY_VARIABLE = "OCRLC_API_KEY"
LOOPBACK = ("127.", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free."
)
@click.option("--det", metavar="NAME|DIR", help="Detector.")
@click.option("--rec", metavar="NAME|DIR", default=DEFAULT_RECOGNIZER, show_default=True)
@click.option(
    "--orientation",
    type=click.Choice(ORIENTATION_MODES),
    default="auto",
    show_default=True,
    help="auto: pages that lie on their side or upside down are turned to be read.",
)
@click.option(
    "--api-key",
    envvar=KEY_VARIABLE,
    show_envvar=True,
    metavar="KEY",
    default="",
    help="Clients must send it. The variable is safer: others may see a command's arguments.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Documents read at the same time; they share the threads.",
)
@click.option(
    "--queue",
    "waiting",
    type=click.IntRange(0),
    default=defaults.WAITING,
    show_default=True,
    metavar="N",
    help="Requests that may wait; more are answered with 503.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=defaults.SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="A document may be read.",
)
@click.option(
    "--upload-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=defaults.UPLOAD_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="A document may take to arrive.",
)
@click.option("--max-memory", type=click.IntRange(1), metavar="MB", help="Of a worker.")
@click.option(
    "--max-bytes", type=click.IntRange(1, MAX_BYTES), default=defaults.MAX_BYTES, show_default=True
)
@click.option(
    "--max-pixels",
    type=click.IntRange(1, MAX_PIXELS),
    default=defaults.MAX_PIXELS,
    show_default=True,
)
@click.option("--max-pages", type=click.IntRange(1), default=defaults.MAX_PAGES, show_default=True)
@engine_options
@debug_option
def command(
    host: str,
    port: int,
    det: str | None,
    rec: str,
    orientation: str,
    api_key: str,
    workers: int,
    waiting: int,
    timeout: float,
    upload_timeout: float,
    max_memory: int | None,
    max_bytes: int,
    max_pixels: int,
    max_pages: int,
    threads: int | None,
    onednn: bool,
    precision: str,
    engine: str,
) -> None:
    """Read documents over HTTP; / is a page for the browser.

    Answers are made by POST /v1/recognize; /openapi.json describes it, /metrics is for Prometheus.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigError(f"ocrlc serve needs {', '.join(missing)}: pip install 'ocrlc[serve]'")
    # They need the extra, which was not certain before.
    from ocrlc.server.app import create_app
    from ocrlc.server.pool import ReaderPool
    from ocrlc.server.run import listen, run, url_of

    limits = Limits(
        LoadOptions(max_bytes=max_bytes, max_pixels=max_pixels, max_pages=max_pages),
        timeout,
        upload_timeout,
        api_key,
    )
    load = functools.partial(
        load_ocr,
        det=det,
        rec=rec,
        onednn=onednn,
        precision=precision,
        engine=engine,
        orientation=orientation,
        load_options=limits.load_options,
    )
    server = listen(host, port)
    with (
        open_isolated(load, Workers(workers, threads, None, max_memory)) as readers,
        tempfile.TemporaryDirectory(prefix="ocrlc-") as folder,
    ):
        pool = ReaderPool(readers, waiting)
        pool.load()
        say(f"serving on {url_of(server)}")
        if not api_key and not host.startswith(LOOPBACK):
            say(f"warning: anyone who reaches {host} can use it; {KEY_VARIABLE} sets a key")
        run(create_app(pool, Path(folder), limits, rec), server, timeout + upload_timeout)
