"""Files on a server of S3's protocol: what a killed upload leaves, and limits over the wire."""

from __future__ import annotations

import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ocrlc.errors import InputError, LimitError
from ocrlc.integrations.data_set import DataSet
from ocrlc.system.storage import find_urls, list_url, read_url, write_url
from ocrlc.writers.arrow import FILES

pytest.importorskip("s3fs", reason="needs s3fs: pip install 'ocrlc[s3]'")

from tests.support.stores import moto_command, s3_server

pytestmark = pytest.mark.skipif(
    moto_command() is None, reason="needs moto_server: pip install 'moto[s3]' flask flask-cors"
)

LARGE = 120 << 20
"""Bytes that are uploaded in parts."""


@pytest.fixture(scope="module")
def server():
    with s3_server("scans") as files:
        yield files


def test_objects_are_written_found_and_read(server):
    write_url("s3://scans/in/a b/é.png", b"hello")
    write_url("s3://scans/in/empty.png", b"")
    found = {one.below: one for one in find_urls("s3://scans/in/")}
    assert set(found) == {"a b/é.png", "empty.png"}
    assert read_url(found["a b/é.png"].url, 5) == b"hello"
    assert read_url("s3://scans/in/empty.png", 5) == b""
    assert list_url("s3://scans/nowhere/") == set()
    before = found["a b/é.png"].stamp
    write_url("s3://scans/in/a b/é.png", b"other")
    (after,) = find_urls("s3://scans/in/a b/*.png")
    assert after.stamp != before


def test_errors_and_limits(server):
    write_url("s3://scans/large.png", bytes(1000))
    with pytest.raises(LimitError):
        read_url("s3://scans/large.png", 999)
    with pytest.raises(InputError, match=r"s3://scans/gone\.png: no such file"):
        read_url("s3://scans/gone.png", 999)


def kill_while_uploading(server, code: str) -> None:
    """Run code, and kill it when the first part of its upload has begun."""
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        end = time.monotonic() + 120
        while not server.call_s3("list_multipart_uploads", Bucket="scans").get("Uploads"):
            assert process.poll() is None, "it was done before it could be killed"
            assert time.monotonic() < end
            time.sleep(0.02)
        process.kill()
    assert process.returncode == -9
    for upload in server.call_s3("list_multipart_uploads", Bucket="scans")["Uploads"]:
        key = {"Key": upload["Key"], "UploadId": upload["UploadId"]}
        server.call_s3("abort_multipart_upload", Bucket="scans", **key)


@pytest.mark.long
def test_a_killed_upload_leaves_no_object(server):
    call = f"write_url('s3://scans/half', bytes({LARGE}))"
    kill_while_uploading(server, f"from ocrlc.system.storage import write_url; {call}")
    assert "s3://scans/half" not in list_url("s3://scans/")
    with pytest.raises(InputError, match="no such file"):
        read_url("s3://scans/half", LARGE)


UPLOAD_ROWS = f"""
import os
import pyarrow as pa, pyarrow.parquet as pq
from ocrlc.integrations.data_set import DataSet
from ocrlc.writers.arrow import FILES
data_set = DataSet("s3://scans/set/")
row = {{"path": "b", "page_count": 1, "pages": [], "ocrlc": "x", "settings": "s"}}
with pq.ParquetWriter(data_set.folder + "/2.parquet", FILES, filesystem=data_set.files) as writer:
    while True:
        markdown = os.urandom({LARGE // 20}).hex()
        writer.write_table(pa.Table.from_pylist([{{**row, "markdown": markdown}}], FILES))
"""
"""A file of rows that grows until its writer is killed."""


@pytest.mark.long
def test_rows_of_a_killed_writer_are_not_in_the_data_set(server):
    data_set = DataSet("s3://scans/set/")
    row = {"path": "a", "page_count": 1, "pages": [], "ocrlc": "x", "settings": "s"}
    done = pa.Table.from_pylist([row], FILES)
    pq.write_table(done, f"{data_set.folder}/1.parquet", filesystem=data_set.files)
    kill_while_uploading(server, UPLOAD_ROWS)
    data_set = DataSet("s3://scans/set/")
    data_set.remove_unfinished()
    assert data_set.missing(["a", "b"]) == ["b"]
    assert data_set.summary().files == 1
