"""Debian packages that some tests need: skipped without, but a failure in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAMS = {"poppler-utils": "pdftotext", "chromium": "chromium", "curl": "curl"}
"""A program of each package that brings one."""


def lacking(message: str) -> None:
    """Skip the test that runs, with a package's name; in CI, which installs them all, fail."""
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def need(package: str) -> None:
    """Skip the test that runs where a program's package is missing; see `lacking`."""
    if shutil.which(PROGRAMS[package]) is None:
        lacking(f"needs the Debian package {package}: apt-get install {package}")


def pdftotext(source: bytes | Path, *options: str) -> str:
    """Return what Poppler reads from a PDF, in which it must find no fault."""
    need("poppler-utils")
    given, content = ("-", source) if isinstance(source, bytes) else (str(source), None)
    command = ["pdftotext", *options, given, "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    assert done.stderr == b"", done.stderr
    return done.stdout.decode()
