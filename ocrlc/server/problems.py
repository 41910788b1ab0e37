"""Error answers: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from ocrlc.errors import (
    ConfigError,
    FormatError,
    InputError,
    LimitError,
    OcrlcError,
    ResourceError,
    TimeLimitError,
)
from ocrlc.server.pool import BusyError

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[OcrlcError], HTTPStatus] = {
    LimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FormatError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    TimeLimitError: HTTPStatus.GATEWAY_TIMEOUT,
    InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ResourceError: HTTPStatus.SERVICE_UNAVAILABLE,
    ConfigError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OcrlcError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""HTTP status of each error. The first class that matches counts: special ones come first."""
CLIENT_LEFT = 499
"""Status in the metrics of requests whose client has disconnected; it is never sent."""


class Problem(BaseModel):
    """What is wrong with a request, and how to correct it."""

    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, in a line.")


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer to a request that cannot be fulfilled."""
    content = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(content.model_dump(), status, headers, MEDIA_TYPE)


def status_of(error: OcrlcError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def add_handlers(app: FastAPI) -> None:
    """Make the app answer every error as a problem."""
    app.add_exception_handler(OcrlcError, _known)
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, _bug)


def _known(_: Request, error: Exception) -> Response:
    assert isinstance(error, OcrlcError)
    return problem(status_of(error), str(error))


def _busy(_: Request, error: Exception) -> Response:
    assert isinstance(error, BusyError)
    detail = f"{error.reason}; try again later"
    headers = {"Retry-After": str(error.seconds)}
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers)


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, error.headers)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    parts = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(parts))


def _left(_: Request, __: Exception) -> Response:
    return Response(status_code=CLIENT_LEFT)


def _bug(_: Request, __: Exception) -> Response:
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "this is a bug in ocrlc; its log says more")
