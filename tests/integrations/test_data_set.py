"""A data set that says itself what is in it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ocrlc.errors import ConfigError
from ocrlc.integrations.data_set import DataSet
from ocrlc.version import __version__
from ocrlc.writers.arrow import FILES
from tests.support.stores import memory_store


def rows(*paths: str, settings: str = "s", **values: object) -> pa.Table:
    row = {"page_count": 2, "pages": [], "ocrlc": __version__, "settings": settings, **values}
    return pa.Table.from_pylist([{"path": path, **row} for path in paths], FILES)


@pytest.fixture(params=["path", "url"])
def place(request, tmp_path):
    """A folder that does not exist yet, and a function that puts a file there."""
    if request.param == "path":
        folder = tmp_path / "out"

        def put(name: str, content: bytes) -> None:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)

        yield str(folder), put
        return
    with memory_store() as files:
        yield "memory://out/", lambda name, content: files.pipe_file(f"/out/{name}", content)


def parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


def test_what_is_in_it_and_what_is_missing(place):
    where, put = place
    data_set = DataSet(where)
    assert data_set.summary().files == 0
    assert data_set.missing(["a", "b", "a"]) == ["a", "b"]
    put("1.parquet", parquet(rows("a", "c")))
    put("2.parquet", parquet(rows("d", error="damaged", page_count=0)))
    put("notes.txt", b"no table")
    assert data_set.missing(["d", "b", "a", "e"]) == ["b", "e"]
    found = data_set.summary()
    assert (found.files, found.pages, found.failed) == (3, 4, ["d"])


@pytest.mark.parametrize("kept", [0, 3, 0.5, -1])
def test_a_file_without_an_end_is_removed_and_others_stay(place, kept):
    where, put = place
    whole = parquet(rows("a"))
    half = parquet(rows("b", "c"))
    put("1.parquet", whole)
    put("2.parquet", half[: int(len(half) * kept) if isinstance(kept, float) else kept])
    data_set = DataSet(where)
    data_set.remove_unfinished()
    assert data_set.summary().files == 1
    assert data_set.missing(["a", "b", "c"]) == ["b", "c"]


def test_results_of_other_settings_are_refused(place):
    where, put = place
    put("1.parquet", parquet(rows("a")))
    DataSet(where).check("s")
    put("2.parquet", parquet(rows("b", settings="other")))
    with pytest.raises(ConfigError, match="other settings, models or of another version"):
        DataSet(where).check("s")
