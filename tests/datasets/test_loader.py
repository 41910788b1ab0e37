"""What becomes of processes that make training data."""

from __future__ import annotations

import queue
from types import SimpleNamespace
from typing import Any

import pytest

from ocrlc.datasets import loader
from ocrlc.datasets.loader import ChunkLoader
from ocrlc.errors import ResourceError

DEAD = SimpleNamespace(is_alive=lambda: False, exitcode=-9)


def taken(made: queue.Queue[Any]) -> Any:
    return ChunkLoader(None, None, 0)._take(made, DEAD)  # type: ignore[arg-type]


def test_what_the_system_refuses_a_worker_ends_the_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Maker:
        def chunk(self, number: int) -> list[int]:
            if number > 1:
                raise MemoryError
            return [number]

    made: queue.Queue[Any] = queue.Queue()
    monkeypatch.setattr(loader, "open_chunks", lambda *_: Maker())
    loader._make(None, None, 0, 1, made)  # type: ignore[arg-type]
    assert [taken(made), taken(made)] == [[0], [1]]
    with pytest.raises(ResourceError, match="not enough memory"):
        taken(made)


def test_killed_worker_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty(queue.Queue[Any]):
        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            return super().get(block=False)

    with pytest.raises(ResourceError, match="was killed"):
        taken(Empty())
