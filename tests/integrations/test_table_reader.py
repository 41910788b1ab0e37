"""Files in tables: a row for each, whatever it does."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pytest

from ocrlc.errors import ModelError
from ocrlc.integrations.table_reader import TableReader
from ocrlc.loading.options import LoadOptions
from ocrlc.version import __version__
from ocrlc.writers.arrow import FILES
from tests.support.fake_readers import ScriptReader, no_model
from tests.support.scripted import ScriptedReader


@pytest.fixture(scope="module")
def reader():
    one = ScriptedReader(timeout=3, max_memory=350, markdown=True)
    yield one
    one.close()


def table(**files: str) -> pa.Table:
    return pa.table({"path": list(files), "bytes": [text.encode() for text in files.values()]})


def test_a_row_a_file_with_its_pages(reader):
    found = reader(table(a="one\ntwo", b="three"))
    assert found.schema == FILES
    first, second = found.to_pylist()
    assert (first["path"], first["page_count"], first["error"]) == ("a", 2, None)
    assert [page["text"] for page in first["pages"]] == ["one", "two"]
    assert first["pages"][1]["number"] == 2
    assert first["pages"][0]["lines"][0]["polygon"][2] == [9.0, 9.0]
    assert first["sha256"] == hashlib.sha256(b"one\ntwo").hexdigest()
    assert first["ocrlc"] == __version__
    assert first["models"] == second["models"] != ""
    assert 0 <= second["seconds"] < 3


@pytest.mark.parametrize(
    ("script", "error", "pages"),
    [
        ("bad", "damaged", []),
        ("bug", "ZeroDivisionError: unforeseen", []),
        ("slow", "page 1 given up: took longer than 3 s", []),
        ("killed", "given up: the process that reads was killed", []),
        ("greedy", "given up: took more than 350 MB", []),
        ("a\nslow\nc", "page 2 given up: took longer than 3 s", ["a", "", "c"]),
        ("undecodable", "given up: took longer than 3 s", []),
    ],
)
def test_a_bad_file_costs_itself_alone(reader, script, error, pages):
    first, bad, last = reader(table(a="one", x=script, b="two")).to_pylist()
    assert [first["pages"][0]["text"], last["pages"][0]["text"]] == ["one", "two"]
    assert error in bad["error"]
    assert [page["text"] for page in bad["pages"]] == pages
    assert bad["path"] == "x"


def test_files_are_read_from_their_paths(reader, tmp_path):
    (tmp_path / "a.txt").write_text("one")
    paths = [str(tmp_path / "a.txt"), str(tmp_path / "gone"), str(tmp_path)]
    rows = reader(pa.table({"path": paths})).to_pylist()
    assert rows[0]["pages"][0]["text"] == "one"
    assert [row["sha256"] is None for row in rows] == [False, True, True]
    assert "no such file" in rows[1]["error"]
    assert "is a folder" in rows[2]["error"]


def test_a_file_that_is_too_large_is_refused(tmp_path):
    reader = ScriptedReader(load_options=LoadOptions(max_bytes=10))
    path = tmp_path / "large"
    path.write_bytes(bytes(11))
    try:
        (row,) = reader({"path": [str(path)]}).to_pylist()
    finally:
        reader.close()
    assert "larger than" in row["error"]


@pytest.mark.parametrize("kind", ["arrow", "arrays", "pandas", "empty"])
def test_tables_of_every_kind(reader, kind):
    given = table(a="one")
    if kind == "arrays":
        given = {"path": np.array(["a"], object), "bytes": np.array([b"one"], object)}
    elif kind == "pandas":
        given = given.to_pandas()
    elif kind == "empty":
        given = given.slice(0, 0)
    found = reader(given)
    assert found.schema == FILES
    assert [row["page_count"] for row in found.to_pylist()] == ([] if kind == "empty" else [1])


def test_markdown_only_when_asked(reader):
    plain = ScriptedReader()
    try:
        (without,) = plain(table(a="one")).to_pylist()
    finally:
        plain.close()
    (asked,) = reader(table(a="one")).to_pylist()
    assert (without["markdown"], asked["markdown"]) == (None, "one\n")


def test_broken_models_are_told_at_the_start():
    class Broken(TableReader):
        def loader(self, options):
            return no_model

    with pytest.raises(ModelError):
        Broken()


@pytest.mark.parametrize(
    ("threads", "granted", "budget"), [(None, None, 1), (None, 3, 3), (5, 3, 5)]
)
def test_the_budget_is_the_share_of_this_process(monkeypatch, threads, granted, budget):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    given = []

    class Counting(ScriptedReader):
        def loader(self, options):
            given.append(options.threads)
            return ScriptReader

        def granted_threads(self):
            return granted

    Counting(threads).close()
    assert given == [budget]
