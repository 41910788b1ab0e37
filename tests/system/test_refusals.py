"""What the system refuses is told from bugs."""

from __future__ import annotations

import errno
import os
import tempfile

import cv2
import pytest

from ocrlc.errors import InputError, ResourceError
from ocrlc.system.files import write_atomic
from ocrlc.system.refusals import refusal, refusals_told, temporary_folder


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("Check failed: std::bad_alloc"), "not enough memory"),
        (ImportError("libx.so: failed to map segment from shared object"), "not enough memory"),
        (cv2.error("OpenCV: (-4:Insufficient memory) Failed to allocate"), "not enough memory"),
        (RuntimeError("can't start new thread"), "no more threads"),
        (RuntimeError("Resource temporarily unavailable"), "no more threads"),
        (OSError(errno.ENOSPC, "No space left on device", "state.bin"), "left on device (state.b"),
        (OSError(errno.EFBIG, "File too large", "a.pdf"), "large (a.pdf); the system limits"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
        (FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"), "set TMPDIR"),
    ],
)
def test_what_is_refused(error, message):
    assert message in refusal(error)
    with pytest.raises(ResourceError) as caught, refusals_told():
        raise error
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EBADF, "Bad file"),
        FileNotFoundError(2, "No such file"),
        RuntimeError("other"),
        InputError("a.png: Insufficient memory is written on it"),
        ImportError("libGL.so.1: cannot open shared object file"),
        cv2.error("OpenCV: (-215:Assertion failed) !image.empty()"),
    ],
)
def test_what_is_not(error):
    assert refusal(error) is None
    with pytest.raises(type(error)), refusals_told():
        raise error


def test_no_temporary_folder(monkeypatch, tmp_path):
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "missing"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "missing")])
    with pytest.raises(ResourceError, match="set TMPDIR"), temporary_folder("test-"):
        pass


def test_file_that_does_not_fit_is_named(monkeypatch, tmp_path):
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        write_atomic(tmp_path / "result.json", "{}")
    assert str(tmp_path / "result.json") in refusal(caught.value)
    assert list(tmp_path.iterdir()) == []
