"""The description of the interface for OpenAPI: bodies, answers, examples."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field

from ocrlc.blocks import BLOCK_KINDS
from ocrlc.server.formats import MEDIA_TYPES
from ocrlc.server.problems import MEDIA_TYPE, Problem
from ocrlc.server.uploads import FIELD, TEMPLATE
from ocrlc.version import __version__
from ocrlc.writers import FORMATS

Corner = tuple[float, float]
Polygon = tuple[Corner, Corner, Corner, Corner]


class Character(BaseModel):
    """A character of a word."""

    text: str
    score: float = Field(ge=0, le=1)
    polygon: Polygon


class Word(BaseModel):
    """A word of a line: characters between spaces."""

    text: str
    score: float = Field(ge=0, le=1)
    polygon: Polygon
    characters: list[Character] = Field([], description="With `characters`: its characters.")
    raw: str = Field("", description="What was read, where `normalize` changed it.")


class Line(BaseModel):
    """A line of text; its corners are in pixels, clockwise from the text's top-left."""

    text: str
    score: float = Field(ge=0, le=1)
    polygon: Polygon
    words: list[Word]
    raw: str = Field("", description="What was read, where `normalize` changed it.")


class Cell(BaseModel):
    """A cell of a table; places count from 0."""

    row: int = Field(ge=0)
    column: int = Field(ge=0)
    row_span: int = Field(ge=1)
    column_span: int = Field(ge=1)
    header: bool = Field(description="Whether it names what is below it.")
    text: str
    polygon: Polygon


class Block(BaseModel):
    """A part of a page: a heading, a paragraph, a table and so on."""

    kind: str = Field(json_schema_extra={"enum": list(BLOCK_KINDS)})
    text: str = Field(description="A table's text has tabs between cells.")
    polygon: Polygon
    lines: list[int] = Field(description="Places in the page's lines, from 0.")
    level: int = Field(0, description="Of a heading 1 to 4; how deep a list item is nested.")
    marker: str = Field("", description="A list item's bullet or number.")
    continues: bool = Field(False, description="Whether it goes on with the text before it.")
    tagged: bool = Field(False, description="Whether the PDF's own structure says so.")
    cells: list[Cell] | None = Field(None, description="The cells of a table.")


class Zone(BaseModel):
    """What was read in a zone of a page."""

    text: str
    score: float = Field(ge=0, le=1)
    polygon: Polygon
    lines: list[int] = Field(description="Places in the page's lines, from 0.")


class Page(BaseModel):
    """A page with its lines in reading order."""

    source: str
    number: int = Field(ge=1)
    width: int
    height: int
    orientation: int = Field(description="Degrees by which the text is turned clockwise.")
    lines: list[Line]
    blocks: list[Block] = Field(description="What the lines form, in reading order.")
    warnings: list[str]
    zones: dict[str, Zone] = Field({}, description="With `region`: what was read, by name.")
    picture: str = Field("", description="With `pictures`: the page as a data URL (JPEG).")


class Document(BaseModel):
    """All pages of a document."""

    ocrlc: str = Field(description="The version of ocrlc that read the document.")
    pages: list[Page]


class Health(BaseModel):
    """Whether the server is running, and how busy it is."""

    status: str = Field(description="`ok`, `degraded`, or, with status 503, `unavailable`.")
    version: str
    readers: int = Field(description="Processes that can read; others are being started again.")
    reading: int = Field(description="Documents being read.")
    inside: int = Field(description="Requests being read or waiting.")
    places: int = Field(description="Most requests being read or waiting; more are answered 503.")


class Model(BaseModel):
    """An installed recogniser."""

    name: str
    size_bytes: int
    metrics: dict[str, Any] = Field(description="Measured accuracy, rates in percent.")
    in_use: bool


class Models(BaseModel):
    """The installed recognisers."""

    models: list[Model]


_LINE = {
    "text": "Invoice INV-2025-00417",
    "score": 0.9876,
    "polygon": [[90.0, 61.0], [402.0, 61.0], [402.0, 88.0], [90.0, 88.0]],
}
_HEADING = {
    "kind": "heading",
    "text": _LINE["text"],
    "polygon": _LINE["polygon"],
    "lines": [0],
    "level": 1,
}
_DOCUMENT = {
    "ocrlc": __version__,
    "pages": [
        {
            "source": "invoice.jpg",
            "number": 1,
            "width": 1440,
            "height": 1980,
            "orientation": 0,
            "lines": [{**_LINE, "words": []}],
            "blocks": [_HEADING],
            "warnings": [],
        }
    ],
}
_EXAMPLES: dict[str, Any] = {
    "application/json": _DOCUMENT,
    "text/plain": _LINE["text"],
    "text/tab-separated-values": "level\tpage_num\tblock_num\t…",
}
_BINARY = {"type": "string", "format": "binary"}

BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {
                    FIELD: {**_BINARY, "description": "An image, a TIFF or a PDF."},
                    TEMPLATE: {"type": "string", "description": "YAML with named zones."},
                },
            }
        },
        **{
            kind: {"schema": _BINARY}
            for kind in ("application/octet-stream", "application/pdf", "image/*")
        },
    },
}
"""The body of `/v1/recognize`. FastAPI does not know it, because it is read from the stream."""


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return the error answers of a path for OpenAPI."""
    return {
        status.value: {
            "description": status.phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def results() -> dict[int | str, dict[str, Any]]:
    """Return the answers of `/v1/recognize` for OpenAPI."""
    content: dict[str, Any] = {}
    for format in (FORMATS[name] for name in MEDIA_TYPES):
        kind = format.media_type.partition(";")[0]
        content[kind] = {"schema": _BINARY if format.is_binary else {"type": "string"}}
        if kind in _EXAMPLES:
            content[kind]["example"] = _EXAMPLES[kind]
    content["application/json"]["schema"] = {"$ref": "#/components/schemas/Document"}
    answers = problems(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    )
    answers[HTTPStatus.SERVICE_UNAVAILABLE.value]["headers"] = {
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    }
    read = {"description": "The text of the document.", "model": Document, "content": content}
    return {HTTPStatus.OK.value: read, **answers}
