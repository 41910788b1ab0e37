"""Parquet, read again by the programs that it is made for."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import duckdb
import pandas
import pyarrow.parquet as pq
import pytest

from ocrlc.blocks import Block, Cell, Table
from ocrlc.document import Document
from ocrlc.errors import ConfigError
from ocrlc.results import Character, Line, Page, Word, ZoneText
from ocrlc.version import __version__
from ocrlc.writers import FORMATS, write
from tests.conftest import box


def rows_of(document: Document) -> list[dict]:
    return pq.read_table(io.BytesIO(write(document, "parquet"))).to_pylist()


def without_nulls(value):
    """What JSON says of it: no keys without a value."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


@pytest.fixture
def whole(document):
    """A document with everything that a page may have."""
    page = document.pages[0]
    word = page.lines[0].words[0]
    spelled = tuple(Character(one, 0.5, word.polygon) for one in word.text)
    words = (replace(word, characters=spelled), *page.lines[0].words[1:])
    lines = (replace(page.lines[0], words=words), *page.lines[1:])
    place = box(0, 0, 10, 10)
    table = Table((Cell(0, 0, "a", place), Cell(0, 1, "", place, header=True)), place)
    blocks = (
        Block("heading", "ACME", place, (0,), level=1),
        Block("list_item", "one", place, (1,), level=1, marker="-", continues=True),
        Block("table", "a\t", place, (2, 3), table=table),
    )
    zones = (ZoneText("total", "50.00", 0.5, place, (10,)),)
    full = replace(page, lines=lines, blocks=blocks, zones=zones, orientation=90)
    return Document((full, *document.pages[1:]))


def test_a_row_a_page_with_the_fields_of_json(whole):
    rows = rows_of(whole)
    pages = json.loads(write(whole, "json"))["pages"]
    for row, page, own in zip(rows, pages, whole.pages, strict=True):
        zones = [{"name": name, **zone} for name, zone in page.get("zones", {}).items()]
        assert without_nulls(row) == {
            **page,
            "zones": zones,
            "text": own.text,
            "ocrlc": __version__,
        }


def test_the_schema_does_not_depend_on_the_document(whole):
    blank = Document((Page("blank.png", 1, 10, 10),))
    schemas = [
        pq.read_schema(io.BytesIO(write(one, "parquet"))) for one in (whole, blank, Document())
    ]
    assert schemas[0] == schemas[1] == schemas[2]
    assert rows_of(Document()) == []


def test_halves_of_surrogate_pairs_are_replaced():
    place = box(0, 0, 9, 9)
    line = Line("a\udce9b", 0.5, place, (Word("a\udce9b", 0.5, place),))
    (row,) = rows_of(Document((Page("latin\udce9.png", 1, 10, 10, (line,), ("\ud800",)),)))
    assert (row["source"], row["text"], row["warnings"]) == ("latin?.png", "a?b", ["?"])
    assert row["lines"][0]["words"][0]["text"] == "a?b"


def test_long_documents_have_several_row_groups():
    pages = tuple(Page("long.pdf", number, 10, 10) for number in range(1, 251))
    file = pq.ParquetFile(io.BytesIO(write(Document(pages), "parquet")))
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [
        100, 100, 50,
    ]  # fmt: skip
    assert file.read(["number"])["number"].to_pylist() == list(range(1, 251))


def test_a_folder_of_results_is_a_data_set(whole, tmp_path):
    for name in ("a.png", "sub/b.png"):
        path = tmp_path / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        pages = tuple(replace(page, source=name) for page in whole.pages)
        Document(pages).save(path)
    found = duckdb.sql(
        "SELECT source, line.text, line.polygon[1][1] "
        f"FROM (SELECT source, unnest(lines) AS line FROM '{tmp_path}/**/*.parquet') "
        "WHERE line.score < 0.8 ORDER BY source"
    ).fetchall()
    assert found == [("a.png", "50.00 €", 780.0), ("sub/b.png", "50.00 €", 780.0)]


def test_pandas_reads_it(whole):
    frame = pandas.read_parquet(io.BytesIO(write(whole, "parquet")))
    assert list(frame["number"]) == [1, 2]
    assert frame["lines"][0][0]["text"] == "ACME & Söhne <GmbH>"


def test_a_missing_package_is_named_before_anything_is_read(document, monkeypatch):
    monkeypatch.setattr("ocrlc.writers.output_format.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'ocrlc\[parquet\]'"):
        write(document, "parquet")
    assert not FORMATS["parquet"].is_installed
    assert FORMATS["json"].is_installed
