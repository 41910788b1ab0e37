"""Stores for tests: one in memory, and a server of S3's protocol on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import fsspec
import pytest

from ocrlc.system.storage import PROTOCOLS, Protocol


@contextmanager
def memory_store() -> Iterator[fsspec.AbstractFileSystem]:
    """Make `memory://` known, and yield its file system, which is empty."""
    files = fsspec.filesystem("memory")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PROTOCOLS, "memory", Protocol("fsspec", "s3"))
        files.store.clear()
        files.pseudo_dirs[:] = [""]
        yield files
        files.store.clear()
        files.pseudo_dirs[:] = [""]


@contextmanager
def s3_server(bucket: str) -> Iterator[fsspec.AbstractFileSystem]:
    """Serve S3's protocol with a bucket, and say where in the environment, also for children."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "tests")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("NO_PROXY", "127.0.0.1")
        fsspec.filesystem("s3").clear_instance_cache()
        files = fsspec.filesystem("s3", skip_instance_cache=True)
        files.mkdir(bucket)
        try:
            yield files
        finally:
            server.stop()
