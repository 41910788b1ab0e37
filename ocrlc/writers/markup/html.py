"""HTML: one file that needs no other, with headings, paragraphs, lists and tables.

Every page is a section with an anchor, `#page-3`. Blocks have their place in `data-box`: left, top,
right and bottom in pixels of the upright page; on request, so have their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ocrlc.blocks import Block, Cell
from ocrlc.polygons import Polygon
from ocrlc.results import Page, Pages
from ocrlc.structure.flow import Run, runs_of
from ocrlc.writers.geometry import box_of
from ocrlc.writers.markup.html_table import table_html
from ocrlc.writers.markup.word_boxes import Words, data_box, plain
from ocrlc.writers.output_format import OutputFormat

_HEAD = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="generator" content="ocrlc">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; line-height: 1.4; max-width: 50em; margin: 2em auto; }}
section + section {{ border-top: 1px solid #ccc; margin-top: 2em; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #999; padding: 0.2em 0.5em; vertical-align: top; text-align: left; }}
.caption {{ font-size: 0.9em; }}
ul.marked {{ list-style: none; }}
</style>
</head>
<body>
"""


def write(document: Pages, word_boxes: bool = False) -> str:
    """Return the document as HTML.

    Args:
        document: the document.
        word_boxes: whether each word is in a span with its place.
    """
    sources = dict.fromkeys(page.source for page in document.pages)
    parts = [_HEAD.format(title=plain(", ".join(sources)))]
    upright = [page.upright() for page in document.pages]
    for number, (page, runs) in enumerate(zip(upright, runs_of(upright), strict=True), 1):
        parts.append(f'<section id="page-{number}" data-number="{page.number}">\n')
        parts += _blocks([_Written(run, page, upright if word_boxes else ()) for run in runs])
        parts.append("</section>\n")
    return "".join([*parts, "</body>\n</html>\n"])


class _Written:
    """A block on its way to HTML.

    Args:
        run: the block, and those that it is joined of.
        page: the page that it is in.
        pages: all pages, if words are to have their places.
    """

    def __init__(self, run: Run, page: Page, pages: Sequence[Page]) -> None:
        self.block = run.block
        self.box = data_box(box_of([run.block.polygon], page))
        self._words = Words(run, pages) if pages else None

    def text(self, text: str, place: Polygon | None = None) -> str:
        """Return some of the block's text, which comes in order, as HTML."""
        return self._words.marked(text, place) if self._words else plain(text)

    def cell(self, cell: Cell) -> str:
        """Return the text of a cell as HTML."""
        return self.text(cell.text, cell.polygon)


def _blocks(blocks: Sequence[_Written]) -> Iterator[str]:
    """Yield the HTML of blocks; items that follow one another form a list."""
    items: list[_Written] = []
    for block in blocks:
        if block.block.kind == "list_item":
            items.append(block)
            continue
        yield from _list(items)
        items = []
        yield _block(block)
    yield from _list(items)


def _block(written: _Written) -> str:
    block, box = written.block, written.box
    if block.table is not None:
        return f"<figure{box}>\n{table_html(block.table, written.cell)}\n</figure>\n"
    text = "<br>\n".join(written.text(line) for line in block.text.split("\n"))
    if block.kind == "heading":
        return f"<h{block.level or 1}{box}>{text}</h{block.level or 1}>\n"
    kind = "" if block.kind == "paragraph" else f' class="{block.kind}"'
    return f"<p{kind}{box}>{text}</p>\n"


def _list(items: Sequence[_Written]) -> Iterator[str]:
    """Yield a list of items, those of deeper levels in lists within the item above them."""
    opened: list[str] = []
    for written in items:
        item = written.block
        level = max(item.level, 1)
        while len(opened) > level:
            yield f"</li>\n</{opened.pop()}>\n"
        if len(opened) == level:
            yield "</li>\n"
        while len(opened) < level:
            name, start = _list_tag(item)
            opened.append(name)
            yield f"{start}\n"
            if len(opened) < level:
                yield "<li>"
        marker = written.text(item.marker)
        own = "" if _is_plain(item.marker) else f"{marker} "
        yield f"<li{written.box}>{own}{written.text(item.text)}"
    while opened:
        yield f"</li>\n</{opened.pop()}>\n"


def _is_plain(marker: str) -> bool:
    """Whether HTML makes a marker by itself: bullets and whole numbers."""
    return not re.search(r"\w", marker) or re.fullmatch(r"\d+\.", marker) is not None


def _list_tag(item: Block) -> tuple[str, str]:
    """Return the name of a list's element, and the tag that opens it."""
    if number := re.fullmatch(r"(\d+)\.", item.marker):
        start = "" if number[1] == "1" else f' start="{number[1]}"'
        return "ol", f"<ol{start}>"
    return "ul", "<ul>" if _is_plain(item.marker) else '<ul class="marked">'


FORMAT = OutputFormat(
    name="html",
    title="HTML",
    description="one HTML file with headings, paragraphs, lists and tables",
    write=write,
    ending=".html",
    media_type="text/html; charset=utf-8",
    has_word_boxes=True,
)
