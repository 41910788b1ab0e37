"""The query of `/v1/recognize`: how a document is opened, and the format of the answer."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query, Request
from starlette.exceptions import HTTPException

from ocrlc.errors import ConfigError
from ocrlc.loading.options import PDF_DPI, LoadOptions
from ocrlc.options.character_sets import CHARACTER_SETS
from ocrlc.options.read_options import ReadOptions
from ocrlc.options.template import parse_template
from ocrlc.options.zones import SYNTAX, parse_zones
from ocrlc.server.formats import MEDIA_TYPES, choose_format

if TYPE_CHECKING:
    Format = str
else:  # which type checkers cannot follow
    Format = Literal[tuple(MEDIA_TYPES)]


MOST_ZONES = 100
"""Zones of one request, at most."""


class Wishes:
    """The options of a request; FastAPI takes the parameters from the query."""

    def __init__(
        self,
        request: Request,
        format: Annotated[
            Format | None,
            Query(description="Format of the result; by default, the Accept header decides."),
        ] = None,
        pages: Annotated[
            str,
            Query(
                description="Pages to read, such as `1-3,7` or `5-`; empty for all.", max_length=200
            ),
        ] = "",
        dpi: Annotated[
            float,
            Query(
                ge=10, le=600, description="Resolution at which PDF pages are drawn, dots per inch."
            ),
        ] = PDF_DPI,
        text_layer: Annotated[
            Literal["ignore", "auto", "only"],
            Query(
                description="What to do with the text that PDF pages already contain: read all "
                "pages from their pixels; take it, and read pixels where it is missing or "
                "incomplete; or take nothing else."
            ),
        ] = "ignore",
        skip_text: Annotated[
            bool, Query(description="The old name of `text_layer=auto`.", deprecated=True)
        ] = False,
        allow_truncated: Annotated[
            bool, Query(description="Read the intact part of damaged files instead of failing.")
        ] = False,
        all_frames: Annotated[
            bool,
            Query(
                description="Read all frames of an animation (GIF, WebP, PNG, AVIF) as pages, not "
                "only the first."
            ),
        ] = False,
        pictures: Annotated[
            bool, Query(description="Add a picture of each page to the JSON result.")
        ] = False,
        characters: Annotated[
            bool,
            Query(
                description="Add each character with score and place to JSON, JSON lines, hOCR "
                "and ALTO."
            ),
        ] = False,
        allow: Annotated[
            tuple[str, ...],
            Query(
                description="Read no other characters, besides spaces: characters, or the name of "
                f"a set ({', '.join(CHARACTER_SETS)}).",
                max_length=20,
            ),
        ] = (),
        region: Annotated[
            tuple[str, ...],
            Query(
                description=f"Read only this part of each page: `{SYNTAX}`, all in pixels or all "
                "in percent, such as `60%,80%,35%,4%:total:amount`. May be given several times; "
                "JSON and CSV have the results by name.",
                max_length=MOST_ZONES,
            ),
        ] = (),
        normalize: Annotated[
            bool,
            Query(
                description="Settle characters that look alike, such as O and 0, by what stands "
                "around them; JSON keeps what was read as `raw`. Not with `allow`."
            ),
        ] = True,
        word_boxes: Annotated[
            bool,
            Query(description="In HTML, put a span around each word with its box in `data-box`."),
        ] = False,
    ) -> None:
        """Check the options.

        Raises:
            HTTPException: 406, no format is acceptable; 422, pictures for a format without them.
            ConfigError: `pages`, `allow` or `region` is malformed.
        """
        chosen = format or choose_format(request.headers.get("accept"))
        if chosen is None:
            kinds = ", ".join(dict.fromkeys(MEDIA_TYPES.values()))
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"there are {kinds}")
        if pictures and chosen != "json":
            detail = "pictures: only the format json has a place for them"
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
        self.format = chosen
        self.pictures = pictures
        self.word_boxes = word_boxes
        self.read_options = ReadOptions(characters, allow, parse_zones(region), normalize)
        # The server's limits are added later. Errors here are reported before the upload.
        self.options = LoadOptions(
            dpi=dpi,
            pages=pages,
            skip_text=skip_text,
            allow_truncated=allow_truncated,
            text_layer=text_layer,
            all_frames=all_frames,
        )

    def read_options_with(self, template: bytes) -> ReadOptions:
        """Return what is read of the document, with the zones of a template that came with it.

        Raises:
            ConfigError: it is no template, or has too many zones.
        """
        if not template:
            return self.read_options
        zones = (*parse_template(template, "of the form"), *self.read_options.zones)
        if len(zones) > MOST_ZONES:
            raise ConfigError(f"{len(zones)} zones; there may be {MOST_ZONES}")
        return replace(self.read_options, zones=zones)

    def load_options(self, limits: LoadOptions) -> LoadOptions:
        """Return how the document is opened, within the server's limits."""
        return replace(
            self.options,
            max_bytes=limits.max_bytes,
            max_pixels=limits.max_pixels,
            max_pages=limits.max_pages,
        )
