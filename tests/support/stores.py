"""Stores for tests: one in memory, and a server of S3's protocol on loopback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def moto_command() -> str | None:
    """Return the command of a server of S3's protocol, wherever it is installed."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return os.environ.get("OCRLC_MOTO_SERVER") or shutil.which("moto_server", path=beside)


@contextmanager
def s3_server(bucket: str) -> Iterator[fsspec.AbstractFileSystem]:
    """Serve S3's protocol with a bucket, and say where in the environment, also for children.

    The server is a process of its own, so that one that is killed while it uploads is seen as a
    store sees it.
    """
    command = moto_command()
    assert command is not None
    with tempfile.NamedTemporaryFile() as said, pytest.MonkeyPatch.context() as patch:
        server = subprocess.Popen([command, "-p", "0"], stdout=said, stderr=subprocess.STDOUT)
        try:
            patch.setenv("AWS_ENDPOINT_URL", _address(server, Path(said.name)))
            patch.setenv("AWS_ACCESS_KEY_ID", "tests")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
            patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            patch.setenv("NO_PROXY", "127.0.0.1")
            fsspec.filesystem("s3").clear_instance_cache()
            files = fsspec.filesystem("s3", skip_instance_cache=True)
            files.mkdir(bucket)
            yield files
        finally:
            server.terminate()
            server.wait(30)


def _address(server: subprocess.Popen[bytes], said: Path) -> str:
    """Return where a server listens, as soon as it says so."""
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"Running on (http://[\d.:]+)", said.read_text()):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {said.read_text()}")
