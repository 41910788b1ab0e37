"""Reading for assistants: a server of the Model Context Protocol, which `ocrlc mcp` runs on stdio.

It has the limits and the queue of the HTTP server, and opens files below some folders only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Annotated, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from ocrlc.document import Document
from ocrlc.errors import ConfigError, InputError, OcrlcError
from ocrlc.loading.options import LoadOptions
from ocrlc.options.character_sets import CHARACTER_SETS
from ocrlc.options.read_options import ReadOptions
from ocrlc.options.zones import zone_at
from ocrlc.server.limits import Limits
from ocrlc.server.pool import BusyError, ReaderPool, SharedReader
from ocrlc.version import __version__
from ocrlc.writers import write

FilePath = Annotated[
    str, Field(description="The document's path; may be relative to a folder.", max_length=4096)
]
HARMLESS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


@dataclass(frozen=True)
class RegionText:
    """What was read in a part of a page.

    Attributes:
        text: its lines, one per row; "" if nothing was read.
        score: how sure that is, 0 to 1.
        width: width of the page, in pixels.
        height: height of the page, in pixels.
        warnings: what may be missing.
    """

    text: str
    score: float
    width: int
    height: int
    warnings: tuple[str, ...]


def create_server(pool: ReaderPool, folders: Sequence[str], limits: Limits) -> MCPServer[None]:
    """Return the server; its `run` serves on stdio until that is closed.

    Args:
        pool: the readers.
        folders: folders below which files may be read.
        limits: limits of a document's bytes, pixels, pages and seconds.

    Raises:
        ConfigError: one of the folders is none.
    """
    places = [_folder(name) for name in folders]
    below = ", ".join(map(str, places))
    server: MCPServer[None] = MCPServer(
        "ocrlc",
        version=__version__,
        instructions="Reads the text of scans, photographs, TIFFs and PDFs on this machine. "
        f"Files may be below {below}.",
        log_level="WARNING",
        subscriptions=False,
    )
    tools = Tools(pool, places, limits)
    server.add_tool(tools.read_document, annotations=HARMLESS, structured_output=False)
    server.add_tool(tools.read_region, annotations=HARMLESS)
    return server


class Tools:
    """What clients may call; the docstrings of the two tools are written for them.

    Args:
        pool: the readers.
        folders: absolute folders without links, below which files may be read.
        limits: limits of a document.
    """

    def __init__(self, pool: ReaderPool, folders: Sequence[Path], limits: Limits) -> None:
        self.pool = pool
        self.folders = folders
        self.limits = limits

    async def read_document(
        self,
        path: FilePath,
        pages: Annotated[
            str, Field(description="Pages to read, such as 1-3,7 or 5-; empty for all.")
        ] = "",
        format: Annotated[
            Literal["markdown", "text", "layout", "json"],
            Field(
                description="markdown: headings, paragraphs, lists, tables. text: a row per line. "
                "layout: text with its columns aligned. json: lines and words with scores and with "
                "places in pixels."
            ),
        ] = "markdown",
    ) -> list[str]:
        """Read the text of an image, a multi-page TIFF or a PDF; what may be missing follows it."""
        with _told():
            document = await self._read(path, LoadOptions(pages=pages))
            text = write(document, format).decode()
        warnings = [f"page {page.number}: {one}" for page in document for one in page.warnings]
        return [text, *warnings]

    async def read_region(
        self,
        path: FilePath,
        region: Annotated[
            str,
            Field(
                description="Left, top, width and height, all in % of the page, such as "
                "60%,80%,35%,4%, or all in pixels as in read_document's json."
            ),
        ],
        page: Annotated[int, Field(description="The page's number, from 1.", ge=1)] = 1,
        allow: Annotated[
            tuple[str, ...],
            Field(
                description="Read no other characters, besides spaces: characters, or names of "
                f"sets ({', '.join(CHARACTER_SETS)}).",
                max_length=20,
            ),
        ] = (),
    ) -> RegionText:
        """Read one part of a page: a field of a form, a cell, a stamp."""
        with _told():
            zone = zone_at(region.split(","), "region", allow)
            options = ReadOptions(zones=(zone,))
            document = await self._read(path, LoadOptions(pages=str(page)), options)
        (found,) = document.pages
        text, score = (found.zones[0].text, found.zones[0].score) if found.zones else ("", 0.0)
        return RegionText(text, round(score, 4), found.width, found.height, found.warnings)

    async def _read(
        self, path: str, wanted: LoadOptions, read_options: ReadOptions | None = None
    ) -> Document:
        """Read a file when a reader is free, in its process; nothing here opens it."""
        file = find_file(path, self.folders)
        limits = self.limits.load_options
        options = replace(
            wanted,
            max_bytes=limits.max_bytes,
            max_pixels=limits.max_pixels,
            max_pages=limits.max_pages,
        )

        def read(reader: SharedReader, stop: Event) -> Document:
            within = self.limits.seconds
            return reader.recognize(file, options, read_options, within=within, stop=stop)

        with self.pool.place():
            return await self.pool.run(read)


def find_file(path: str, folders: Sequence[Path]) -> Path:
    """Return the file that a client means, if it is below one of the folders.

    Args:
        path: absolute, or relative to one of the folders.
        folders: absolute folders without links.

    Raises:
        InputError: it leads elsewhere, by `..` or a link, or there is no such file.
    """
    if "://" in path:
        raise InputError(f"{path}: URLs are not read, only files")
    try:
        places = [(folder / path).resolve() for folder in folders]  # of links and `..`
        allowed = [place for place in places if any(map(place.is_relative_to, folders))]
        if not allowed:
            below = ", ".join(map(str, folders))
            raise InputError(f"{path}: not below the folders that may be read: {below}")
        found = next((place for place in allowed if place.exists()), None)
        if found is None:
            raise InputError(f"{path}: no such file")
        if not found.is_file():
            raise InputError(f"{path}: is no file")  # a folder, or what would never end
    except (OSError, ValueError, RuntimeError) as error:  # such as a link to itself
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path!r}: no path of a file ({reason})") from error
    return found


def _folder(name: str) -> Path:
    folder = Path(name).resolve()
    if not folder.is_dir():
        raise ConfigError(f"{name}: no such folder")
    return folder


@contextmanager
def _told() -> Iterator[None]:
    """Turn expected errors into those that clients are told; of others they learn no more."""
    try:
        yield
    except (OcrlcError, BusyError) as error:
        raise ToolError(str(error)) from error
