"""CSV: the zones of each page by name, or the lines of pages that were read as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from ocrlc.results import Page, Pages
from ocrlc.writers.geometry import box_of
from ocrlc.writers.output_format import OutputFormat

Row = Sequence[str | int | float]
LINE = ("source", "page", "line", "left", "top", "width", "height", "score", "text")


def write(document: Pages) -> str:
    """Return a table.

    If zones were read, it has a row per page and a column per zone; else a row per line.
    """
    names = list(dict.fromkeys(zone.name for page in document.pages for zone in page.zones))
    rows = _zone_rows(document, names) if names else _line_rows(document)
    with io.StringIO(newline="") as file:
        csv.writer(file).writerows(rows)
        return file.getvalue()


def _zone_rows(document: Pages, names: Sequence[str]) -> Iterator[Row]:
    yield ("source", "page", *names)
    for page in document.pages:
        texts = {zone.name: zone.text for zone in page.zones}
        yield (page.source, page.number, *(texts.get(name, "") for name in names))


def _line_rows(document: Pages) -> Iterator[Row]:
    yield LINE
    for page in document.pages:
        yield from _lines_of(page)


def _lines_of(page: Page) -> Iterator[Row]:
    for number, line in enumerate(page.lines, 1):
        box = box_of([line.polygon], page)
        place = (box.left, box.top, box.width, box.height)
        yield (page.source, page.number, number, *place, round(line.score, 4), line.text)


FORMAT = OutputFormat(
    name="csv",
    title="CSV",
    description="a table with a row per line, or per page with a column per --region",
    write=write,
    ending=".csv",
    media_type="text/csv; charset=utf-8",
)
