"""Kernels are compiled also where nothing can be kept on disk."""

from __future__ import annotations

import errno
import os

import pytest

numba = pytest.importorskip("numba")

from numba.core import caching  # noqa: E402

from ocrlc.models.kernels.compiled import compiled  # noqa: E402


def twice(number):
    return _double(number)


def test_full_disk_stops_no_kernel(monkeypatch, tmp_path):
    tried = []

    def full(self, name, data):
        tried.append(name)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    # What an earlier run of this test has kept is not found.
    monkeypatch.setattr(caching.IndexDataCacheFile, "load", lambda self, name: None)
    monkeypatch.setattr(caching.IndexDataCacheFile, "save", full)
    assert compiled(twice)(21) == 42
    assert tried


def test_user_who_can_write_nowhere_has_kernels_all_the_same(monkeypatch):
    for place in caching.CacheImpl._locator_classes:
        monkeypatch.setattr(place, "from_function", lambda *_: None)
    for place in caching.CompileResultCacheImpl._locator_classes:
        monkeypatch.setattr(place, "from_function", lambda *_: None)
    assert compiled(twice)(21) == 42


def test_what_was_compiled_is_kept():
    kernel = compiled(twice)
    assert kernel(21) == 42
    again = compiled(twice)
    assert again(21) == 42
    assert sum(again.stats.cache_hits.values()) == 1


@compiled
def _double(number):
    return number * 2
