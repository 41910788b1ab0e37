"""The structure of tagged PDFs: taken where it is sound, else found by geometry."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from ocrlc import OCR, Document, LoadOptions, ReadOptions, Zone
from ocrlc.writers import write
from tests.support.tagged_pdfs import Element, Text, lines, tagged_pdf

PROSE = (
    "The board met twice and approved the budget without any amendment. Cheques",
    "should be made payable to the treasurer at the counter, who is there between",
    "ten and twelve. It then went home until the next meeting of the year.",
)


@pytest.fixture(scope="module")
def reader() -> OCR:
    return OCR(load_options=LoadOptions(text_layer="only", dpi=100))


def told(reader: OCR, root: Element, **more) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block of a page."""
    (page,) = reader.recognize(tagged_pdf(root, **more)).pages
    return [(block.kind, block.level, block.text) for block in page.blocks]


def paragraph(y: float) -> Element:
    return Element("P", [*lines(50, y, 10, *PROSE)])


def test_headings_have_their_levels_whatever_their_size(reader):
    root = Element("Document", [
        Element("H1", [(50, 750, 10, "Annual report")]), paragraph(730),
        Element("Sect", [Element("H3", [(50, 650, 10, "Deep below")]), paragraph(630)]),
    ])  # fmt: skip
    found = told(reader, root)
    assert [(kind, level) for kind, level, _ in found] == [
        ("heading", 1), ("paragraph", 0), ("heading", 3), ("paragraph", 0)
    ]  # fmt: skip
    assert found[1][2] == " ".join(PROSE)


def test_types_of_a_programs_own_are_known_by_their_roles(reader):
    root = Element("Document", [Element("Chapter", [(50, 750, 10, "Annual")]), paragraph(730)])
    assert told(reader, root, role_map={"Chapter": "H2"})[0] == ("heading", 2, "Annual")


def item(y: float, label: str, *content: Element | Text) -> Element:
    return Element("LI", [Element("Lbl", [(50, y, 10, label)]), Element("LBody", [*content])])


def test_items_are_nested_as_the_file_says_and_not_by_their_indents(reader):
    inner = Element("L", [item(690, "-", (80, 690, 10, "within it"))])
    root = Element("Document", [
        paragraph(760),
        Element("L", [item(710, "1.", (80, 710, 10, "first of all"), inner),
                      item(670, "2.", *lines(80, 670, 10, "second, which goes on", "below"))]),
    ])  # fmt: skip
    (page,) = reader.recognize(tagged_pdf(root)).pages
    assert [(b.kind, b.level, b.marker, b.text) for b in page.blocks[1:]] == [
        ("list_item", 1, "1.", "first of all"),
        ("list_item", 2, "-", "within it"),
        ("list_item", 1, "2.", "second, which goes on below"),
    ]
    assert all(block.tagged and block.to_dict()["tagged"] for block in page.blocks)


def cell(x: float, y: float, text: str, kind: str = "TD", **spans: int) -> Element:
    return Element(kind, [(x, y, 10, text)] if text else [], spans)


def table_of(reader: OCR, *rows: Element):
    root = Element("Document", [paragraph(760), Element("Table", [*rows])])
    (page,) = reader.recognize(tagged_pdf(root)).pages
    return page.tables[0] if page.tables else None


def test_cells_have_their_spans_and_headers(reader):
    table = table_of(
        reader,
        Element("TR", [cell(50, 700, "Town", "TH", RowSpan=2),
                       cell(150, 700, "2016", "TH", ColSpan=2)]),
        Element("TR", [cell(150, 685, "P", "TH"), cell(175, 685, "R", "TH")]),
        Element("TR", [cell(50, 670, "Mill"), cell(150, 670, ""), cell(175, 670, "8")]),
        Element("TR", [cell(50, 655, "Quay"), cell(150, 655, "7"), cell(175, 655, "9")]),
    )  # fmt: skip
    assert table is not None
    assert table.grid == [
        ["Town", "2016", ""],
        ["", "P", "R"],
        ["Mill", "", "8"],
        ["Quay", "7", "9"],
    ]
    assert table.header_rows == 2
    spans = {one.text: (one.row_span, one.column_span) for one in table.cells}
    assert (spans["Town"], spans["2016"], spans["R"]) == ((2, 1), (1, 2), (1, 1))


def test_cells_that_a_row_does_not_tell_are_empty(reader):
    """Chromium leaves out empty cells."""
    table = table_of(
        reader,
        Element("TR", [cell(50 + 100 * place, 700, "ABC"[place], "TH") for place in range(3)]),
        Element("TR", [cell(50, 685, "a"), cell(250, 685, "c")]),
        Element("TR", [cell(150, 670, "b")]),
    )  # fmt: skip
    assert table is not None
    assert table.grid == [["A", "B", "C"], ["a", "", "c"], ["", "b", ""]]


def test_what_has_no_tag_is_kept_in_its_place(reader):
    root = Element("Document", [Element("H1", [(50, 740, 10, "Annual")]), paragraph(720)])
    found = told(reader, root, loose=[(50, 780, 10, "Harbour office"), (290, 20, 10, "7")])
    assert [text for *_, text in found] == ["Harbour office", "Annual", " ".join(PROSE), "7"]
    assert [kind for kind, *_ in found] == ["paragraph", "heading", "paragraph", "page_number"]


def test_a_zone_of_a_tagged_page(reader):
    root = Element("Document", [Element("H1", [(50, 740, 10, "Annual")]), paragraph(720)])
    options = ReadOptions(zones=(Zone.parse("0%,0%,50%,9%:title"),))
    (page,) = reader.recognize(tagged_pdf(root), read_options=options).pages
    assert page.zones[0].text == "Annual"


TITLE = (50, 740, 20, "Annual report")
LONG = [*lines(50, 700, 10, *PROSE), *lines(50, 640, 10, *PROSE), *lines(50, 580, 10, *PROSE)]


@pytest.mark.parametrize(
    ("root", "loose"),
    [
        (Element("Document", [Element("P", [TITLE, *LONG])]), []),
        (Element("Document", [Element("P", [TITLE])]), LONG),
        (Element("Document", [Element("H1", [TITLE, *LONG])]), []),
        (Element("Document", [Element("P", [line]) for line in [*LONG, TITLE][::-2]]
                 + [Element("P", [line]) for line in [*LONG, TITLE][::-1][1::2]][::-1]), []),
        (Element("Document", [Element("P", LONG[:2]), Element("Table", [TITLE, *LONG[2:]])]), []),
    ],
    ids=["one paragraph", "most is missing", "all a heading", "order", "no table"],
)  # fmt: skip
def test_unsound_structure_is_not_believed(reader, root, loose):
    (page,) = reader.recognize(tagged_pdf(root, loose)).pages
    assert not any(block.tagged for block in page.blocks)
    assert page.blocks[0].kind == "heading"
    assert page.blocks[0].text == "Annual report"
    assert len(page.blocks) == 4


HTML = """<h1 style="font-size: 16px">Annual report</h1><p>{prose}</p>
<h2 style="font-size: 16px; font-weight: normal">Background</h2><p>{prose}</p>
<ul><li>First item<ul><li>nested one</ul><li>Second</ul>
<table><caption>Table 1. Towns</caption>
<tr><th rowspan=2>Town<th colspan=2>2016<tr><th>P<th>R<tr><td>Mill<td><td>8<tr><td>Quay<td>7<td>9
</table>"""
"""Headings in the type of the text, bullets that are drawn, a table that nothing lines up."""
MARKDOWN = """# Annual report

{prose}

## Background

{prose}

- First item
    - nested one
- Second

Table 1. Towns

<table>
<thead>
<tr><th rowspan="2">Town</th><th colspan="2">2016</th></tr>
<tr><th>P</th><th>R</th></tr>
</thead>
<tbody>
<tr><td>Mill</td><td></td><td>8</td></tr>
<tr><td>Quay</td><td>7</td><td>9</td></tr>
</tbody>
</table>
"""


def test_what_a_browser_prints(reader, tmp_path: Path):
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("needs chromium")
    (tmp_path / "page.html").write_text(HTML.format(prose=" ".join(PROSE)))
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--print-to-pdf=page.pdf", "page.html"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    document = reader.recognize(tmp_path / "page.pdf")
    assert write(document, "markdown").decode() == MARKDOWN.format(prose=" ".join(PROSE))
    assert words(document) == Counter(document.text.split())


def words(document: Document) -> Counter[str]:
    """The words of the blocks; a table's cells are parted by tabs."""
    texts = (f"{block.marker} {block.text}" for page in document.pages for block in page.blocks)
    return Counter(re.sub(r"\s+", " ", " ".join(texts)).split())
