"""CSV: the tables of a document; of pages that were read by zones, the zones by name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ocrlc.results import Pages
from ocrlc.structure.flow import flow
from ocrlc.writers.output_format import OutputFormat

Row = Sequence[str | int]


def write(document: Pages) -> str:
    """Return the document's tables, an empty row between them.

    If zones were read, it is one table with a row per page and a column per zone.
    """
    return "\r\n".join(write_each(document))


def write_each(document: Pages) -> list[str]:
    """Return each table of the document; a spanning cell's text is in its first place only."""
    names = list(dict.fromkeys(zone.name for page in document.pages for zone in page.zones))
    if names:
        return [_csv(_zone_rows(document, names))]
    blocks = [block for blocks in flow(document.pages) for block in blocks]
    return [_csv(block.table.grid) for block in blocks if block.table is not None]


def _csv(rows: Iterable[Row]) -> str:
    with io.StringIO(newline="") as file:
        csv.writer(file).writerows(rows)
        return file.getvalue()


def _zone_rows(document: Pages, names: Sequence[str]) -> Iterator[Row]:
    yield ("source", "page", *names)
    for page in document.pages:
        texts = {zone.name: zone.text for zone in page.zones}
        yield (page.source, page.number, *(texts.get(name, "") for name in names))


FORMAT = OutputFormat(
    name="csv",
    title="CSV",
    description="the tables only, in a folder one file per table; with --region, a row per page "
    "and a column per region",
    write=write,
    write_each=write_each,
    ending=".csv",
    media_type="text/csv; charset=utf-8",
)
