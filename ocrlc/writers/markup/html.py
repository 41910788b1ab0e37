"""HTML: one file that needs no other, with headings, paragraphs, lists and tables.

Every page is a section with an anchor, `#page-3`. Blocks have their place in `data-box`: left, top,
right and bottom in pixels of the upright page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from ocrlc.blocks import Block
from ocrlc.results import Page, Pages
from ocrlc.structure.flow import flow
from ocrlc.writers.geometry import box_of, xml_text
from ocrlc.writers.markup.html_table import table_html
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


def write(document: Pages) -> str:
    """Return the document as HTML."""
    sources = dict.fromkeys(page.source for page in document.pages)
    parts = [_HEAD.format(title=_text(", ".join(sources)))]
    upright = [page.upright() for page in document.pages]
    for number, (page, blocks) in enumerate(zip(upright, flow(upright), strict=True), 1):
        parts.append(f'<section id="page-{number}" data-number="{page.number}">\n')
        parts += _blocks(blocks, page)
        parts.append("</section>\n")
    return "".join([*parts, "</body>\n</html>\n"])


def _blocks(blocks: Sequence[Block], page: Page) -> Iterator[str]:
    """Yield the HTML of blocks; items that follow one another form a list."""
    items: list[Block] = []
    for block in blocks:
        if block.kind == "list_item":
            items.append(block)
            continue
        yield from _list(items, page)
        items = []
        yield _block(block, page)
    yield from _list(items, page)


def _block(block: Block, page: Page) -> str:
    box = _box(block, page)
    if block.table is not None:
        return f"<figure{box}>\n{table_html(block.table)}\n</figure>\n"
    text = "<br>\n".join(_text(line) for line in block.text.split("\n"))
    if block.kind == "heading":
        return f"<h{block.level or 1}{box}>{text}</h{block.level or 1}>\n"
    kind = "" if block.kind == "paragraph" else f' class="{block.kind}"'
    return f"<p{kind}{box}>{text}</p>\n"


def _list(items: Sequence[Block], page: Page) -> Iterator[str]:
    """Yield a list of items, those of deeper levels in lists within the item above them."""
    opened: list[str] = []
    for item in items:
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
        own = "" if _is_plain(item.marker) else f"{_text(item.marker)} "
        yield f"<li{_box(item, page)}>{own}{_text(item.text)}"
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


def _box(block: Block, page: Page) -> str:
    box = box_of([block.polygon], page)
    return f' data-box="{box.left} {box.top} {box.right} {box.bottom}"'


def _text(text: str) -> str:
    return escape(xml_text(text), quote=False)


FORMAT = OutputFormat(
    name="html",
    title="HTML",
    description="one HTML file with headings, paragraphs, lists and tables",
    write=write,
    ending=".html",
    media_type="text/html; charset=utf-8",
)
