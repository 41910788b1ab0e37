"""TSV with Tesseract's columns, for programs that read Tesseract's output.

As in Tesseract's, fields are never quoted: read it with `quoting=csv.QUOTE_NONE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocrlc.polygons import Polygon
from ocrlc.results import Page, Pages
from ocrlc.writers.geometry import Box, box_of, one_line, percent, words_of
from ocrlc.writers.output_format import OutputFormat

COLUMNS = (
    "level", "page_num", "block_num", "par_num", "line_num", "word_num",
    "left", "top", "width", "height", "conf", "text",
)  # fmt: skip

Row = tuple[int | str, ...]


def write(document: Pages) -> str:
    """Return a row per page, block, paragraph, line and word (levels 1 to 5).

    A page is one block with one paragraph. Only words have a confidence; elsewhere it is -1.
    """
    rows: list[Sequence[int | str]] = [COLUMNS]
    for number, page in enumerate(document.pages, 1):
        rows.extend(_page(number, page))
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


def _page(number: int, page: Page) -> Iterator[Row]:
    yield _row((1, number, 0, 0, 0, 0), Box(0, 0, page.width, page.height))
    if not page.lines:
        return
    whole = box_of([line.polygon for line in page.lines], page)
    yield _row((2, number, 1, 0, 0, 0), whole)
    yield _row((3, number, 1, 1, 0, 0), whole)
    for row, line in enumerate(page.lines, 1):
        yield _row((4, number, 1, 1, row, 0), _box(line.polygon, page))
        for column, word in enumerate(words_of(line), 1):
            key = (5, number, 1, 1, row, column)
            box = _box(word.polygon, page)
            yield _row(key, box, percent(word.score), one_line(word.text))


def _box(polygon: Polygon, page: Page) -> Box:
    return box_of([polygon], page)


def _row(key: Row, box: Box, conf: int = -1, text: str = "") -> Row:
    return (*key, box.left, box.top, box.width, box.height, conf, text)


FORMAT = OutputFormat(
    name="tsv",
    title="TSV",
    description="a tab-separated table with the columns of Tesseract's TSV",
    write=write,
    ending=".tsv",
    media_type="text/tab-separated-values; charset=utf-8",
)
