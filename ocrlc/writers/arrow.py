"""Pages as Arrow tables: the schema of Parquet files and of what is read on a cluster.

Fields have the names and the numbers of the JSON format. Beside them, `text` holds a page's text,
and zones are a list with names, because columns cannot depend on what was asked for.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ocrlc.results import Page
from ocrlc.version import __version__

POLYGON = pa.list_(pa.list_(pa.float64()))
"""Four corners [x, y] in pixels of the page, clockwise from the text's top-left."""
TEXT = (("text", pa.string()), ("score", pa.float64()), ("polygon", POLYGON))
CHARACTER = pa.struct(TEXT)
WORD = pa.struct([*TEXT, ("characters", pa.list_(CHARACTER))])
LINE = pa.struct([*TEXT, ("words", pa.list_(WORD))])
ZONE = pa.struct([("name", pa.string()), *TEXT, ("lines", pa.list_(pa.int32()))])
CELL = pa.struct(
    [
        ("row", pa.int32()),
        ("column", pa.int32()),
        ("row_span", pa.int32()),
        ("column_span", pa.int32()),
        ("header", pa.bool_()),
        ("text", pa.string()),
        ("polygon", POLYGON),
    ]
)
BLOCK = pa.struct(
    [
        ("kind", pa.string()),
        ("text", pa.string()),
        ("polygon", POLYGON),
        ("lines", pa.list_(pa.int32())),
        ("level", pa.int32()),
        ("marker", pa.string()),
        ("continues", pa.bool_()),
        ("tagged", pa.bool_()),
        ("cells", pa.list_(CELL)),
    ]
)
PAGE = pa.struct(
    [
        ("number", pa.int32()),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("orientation", pa.int32()),
        ("text", pa.string()),
        ("lines", pa.list_(LINE)),
        ("blocks", pa.list_(BLOCK)),
        ("zones", pa.list_(ZONE)),
        ("warnings", pa.list_(pa.string())),
    ]
)
PAGES = pa.schema([("source", pa.string()), *PAGE, ("ocrlc", pa.string())])
"""A row a page. What the JSON format leaves out, such as characters that were not asked for or
the level of a paragraph, is null."""

FILES = pa.schema(
    [
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("page_count", pa.int32()),
        ("pages", pa.list_(PAGE)),
        ("markdown", pa.string()),
        ("error", pa.string()),
        ("seconds", pa.float64()),
        ("ocrlc", pa.string()),
        ("models", pa.string()),
        ("settings", pa.string()),
    ]
)
"""A row a file. `error` is null where all of its pages were read; `sha256` where it could not be
opened; `markdown` where it was not asked for. `models` is a hash of the models' files,
`settings` one of all that a cluster's results depend on, null elsewhere."""


def page_row(page: Page) -> dict[str, Any]:
    """Return a page as a row of `PAGES`."""
    values = page.to_dict()
    zones = [{"name": name, **zone} for name, zone in values.pop("zones", {}).items()]
    row = {**values, "text": page.text, "zones": zones, "ocrlc": __version__}
    return {name: encodable(value) for name, value in row.items()}


def encodable(value: Any) -> Any:
    """Return a value of lists and dicts whose texts can be encoded as UTF-8.

    Names of files, and text of broken PDFs, may hold halves of surrogate pairs.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [encodable(one) for one in value]
    if isinstance(value, dict):
        return {name: encodable(one) for name, one in value.items()}
    return value
