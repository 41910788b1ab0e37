"""The web application and its paths."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.staticfiles import StaticFiles

from ocrlc.inference.bundles import list_bundles
from ocrlc.server import schema
from ocrlc.server.formats import format_options
from ocrlc.server.guard import Guard
from ocrlc.server.job import Job
from ocrlc.server.limits import Limits
from ocrlc.server.pool import ReaderPool
from ocrlc.server.problems import add_handlers
from ocrlc.server.prometheus import Metrics
from ocrlc.server.query import Wishes
from ocrlc.server.uploads import received
from ocrlc.version import __version__
from ocrlc.writers import FORMATS

Value = TypeVar("Value")
FORMATS_HERE = "<!-- formats -->"
"""Placeholder in the page's HTML for the list of download formats."""
BEARER = HTTPBearer(auto_error=False, description="The key the server was started with.")


def create_app(
    pool: ReaderPool, folder: Path, limits: Limits | None = None, model: str = ""
) -> FastAPI:
    """Return the web application.

    Args:
        pool: the readers.
        folder: folder that keeps documents while they are read.
        limits: limits of a request.
        model: name of the recogniser in use.
    """
    limits = limits or Limits()
    metrics = Metrics(pool)
    # No documentation pages by FastAPI: they load scripts from other servers.
    app = FastAPI(
        title="ocrlc",
        version=__version__,
        description="OCR for documents. Errors are answered as problem details (RFC 9457).",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(Guard, metrics=metrics)
    add_handlers(app)
    app.include_router(_open_paths(pool))
    locked = [Depends(_key_check(limits.api_key))] if limits.api_key else []
    app.include_router(_read_paths(pool, folder, limits, metrics), dependencies=locked)
    app.include_router(_info_paths(model, metrics), dependencies=locked)
    app.mount("/static", StaticFiles(directory=page_folder()))
    return app


def _open_paths(pool: ReaderPool) -> APIRouter:
    router = APIRouter()

    html = (page_folder() / "index.html").read_text(encoding="utf-8")
    content = html.replace(FORMATS_HERE, format_options())

    @router.head("/", include_in_schema=False)
    @router.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        return HTMLResponse(content)

    @router.head("/health", include_in_schema=False)
    @router.get("/health", summary="Whether the server is running")
    async def health(response: Response) -> schema.Health:
        """Tell how many readers work; without any, the status is 503."""
        ready = len(pool.readers) - pool.down
        if not ready:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return schema.Health(
            status="unavailable" if not ready else "degraded" if pool.down else "ok",
            readers=ready,
            version=__version__,
            reading=pool.reading,
            inside=pool.inside,
            places=pool.most,
        )

    return router


def _read_paths(pool: ReaderPool, folder: Path, limits: Limits, metrics: Metrics) -> APIRouter:
    router = APIRouter()

    @router.post(
        "/v1/recognize",
        summary="Read a document",
        response_class=Response,
        responses=schema.results(),
        openapi_extra={"requestBody": schema.BODY},
    )
    async def recognize(request: Request, wishes: Annotated[Wishes, Depends()]) -> Response:
        """Read all pages of an image, a multi-page TIFF or a PDF.

        Send the document as the field `file` of a form, or as the body. It is deleted after it
        is read. A form may also have a field `template`: YAML with the named zones of one kind of
        form, as for `region`.
        """
        with pool.place():
            async with received(request, folder, limits) as upload:
                job = Job(
                    upload,
                    wishes.format,
                    wishes.load_options(limits.load_options),
                    limits.seconds,
                    wishes.pictures,
                    await asyncio.to_thread(wishes.read_options_with, upload.template),
                    wishes.word_boxes,
                )
                answer = await _unless_gone(request, pool.run(job))
        metrics.pages.inc(answer.pages)
        return Response(answer.content, media_type=FORMATS[wishes.format].media_type)

    return router


def _info_paths(model: str, metrics: Metrics) -> APIRouter:
    router = APIRouter(responses=schema.problems(HTTPStatus.UNAUTHORIZED))

    @router.head("/v1/models", include_in_schema=False)
    @router.get("/v1/models", summary="The installed recognisers")
    def models() -> schema.Models:
        return schema.Models(
            models=[
                schema.Model(
                    name=bundle.name,
                    size_bytes=bundle.size_bytes,
                    metrics=dict(bundle.metrics),
                    in_use=bundle.name == model,
                )
                for bundle in list_bundles()
                if bundle.brief.family == "recognizer"
            ]
        )

    @router.head("/metrics", include_in_schema=False)
    @router.get("/metrics", include_in_schema=False)
    def figures() -> Response:
        content = generate_latest(metrics.registry)
        return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


def _key_check(key: str) -> Callable[..., None]:
    """Return a function that checks the key that clients send as `Authorization: Bearer KEY`."""

    def check(sent: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> None:
        # Headers are bytes; the framework decodes them as Latin-1.
        given = sent.credentials.encode("latin-1") if sent else b""
        if not hmac.compare_digest(given, key.encode()):
            raise HTTPException(
                HTTPStatus.UNAUTHORIZED,
                "send the server's key as Authorization: Bearer KEY",
                {"WWW-Authenticate": "Bearer"},
            )

    return check


async def _unless_gone(request: Request, work: Coroutine[None, None, Value]) -> Value:
    """Return the result of work, or cancel it when the client disconnects.

    Raises:
        ClientDisconnect: the client has disconnected.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_until_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def page_folder() -> Path:
    """Return the folder of the web page: HTML, style sheet, script."""
    return Path(str(files(__package__))) / "page"
