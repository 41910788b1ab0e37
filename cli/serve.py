"""`ocrlc serve`: reading over HTTP, and a web page to try it."""

from __future__ import annotations

import functools
from importlib.util import find_spec

import click

from ocrlc.errors import ConfigError
from ocrlc.loading.options import MAX_BYTES, MAX_PIXELS, LoadOptions
from ocrlc.reading.options import ORIENTATION_MODES
from ocrlc.server import limits as defaults
from ocrlc.server.limits import Limits
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from ocrlc.system.scratch import scratch_folder

from .common import debug_option, engine_options, lm_option, say
from .readers import Workers, open_isolated
from .recognize import load_ocr

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
@click.option("--det", metavar="NAME|DIR", help="Text detector: its name or folder.")
@click.option(
    "--rec",
    metavar="NAME|DIR",
    default=DEFAULT_RECOGNIZER,
    show_default=True,
    help="Text recogniser: its name (see `ocrlc models`) or folder.",
)
@click.option(
    "--orientation",
    type=click.Choice(ORIENTATION_MODES),
    default="auto",
    show_default=True,
    help="auto: find pages that lie on their side or upside down, and read them upright. "
    "off: read all pages as they are.",
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
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=defaults.SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Longest time to read one document.",
)
@click.option(
    "--page-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=defaults.PAGE_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Longest time to read one page; a page that takes longer is given up and the next one "
    "read.",
)
@click.option(
    "--upload-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=defaults.UPLOAD_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Longest time to receive one document.",
)
@click.option(
    "--max-memory",
    type=click.IntRange(1),
    default=defaults.MAX_MEMORY,
    show_default=True,
    metavar="MB",
    help="Most memory of one worker process, in megabytes; a page that needs more is given up.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(1, MAX_BYTES),
    default=defaults.MAX_BYTES,
    show_default=True,
    help="Largest document in bytes.",
)
@click.option(
    "--max-pixels",
    type=click.IntRange(1, MAX_PIXELS),
    default=defaults.MAX_PIXELS,
    show_default=True,
    help="Largest page in pixels; larger images are refused, PDF pages are drawn smaller.",
)
@click.option(
    "--max-pages",
    type=click.IntRange(1),
    default=defaults.MAX_PAGES,
    show_default=True,
    help="Largest number of pages read from one document.",
)
@engine_options
@lm_option
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
    page_timeout: float,
    upload_timeout: float,
    max_memory: int,
    max_bytes: int,
    max_pixels: int,
    max_pages: int,
    threads: int | None,
    onednn: bool,
    precision: str,
    engine: str,
    lm: bool,
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
        lm=lm,
        orientation=orientation,
        load_options=limits.load_options,
    )
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
