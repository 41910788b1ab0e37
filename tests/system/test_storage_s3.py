"""Files on a server of S3's protocol: what a killed upload leaves, and limits over the wire."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from ocrlc.errors import InputError, LimitError
from ocrlc.system.storage import find_urls, list_url, read_url, write_url

pytest.importorskip("s3fs")
pytest.importorskip("moto")

from tests.support.stores import s3_server

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


@pytest.mark.slow
def test_a_killed_upload_leaves_no_object(server):
    code = (
        f"from ocrlc.system.storage import write_url; write_url('s3://scans/half', bytes({LARGE}))"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        end = time.monotonic() + 120
        while not server.call_s3("list_multipart_uploads", Bucket="scans").get("Uploads"):
            assert process.poll() is None, "it was done before it could be killed"
            assert time.monotonic() < end
            time.sleep(0.02)
        process.kill()
    assert process.returncode == -9
    assert "s3://scans/half" not in list_url("s3://scans/")
    with pytest.raises(InputError, match="no such file"):
        read_url("s3://scans/half", LARGE)
