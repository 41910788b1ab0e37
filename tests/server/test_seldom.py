"""Log lines that clients can have written as fast as they like."""

from __future__ import annotations

import logging

import pytest

from ocrlc.server import seldom
from ocrlc.server.seldom import PAUSE, Seldom


class Log:
    """A log with the filter, and a clock that stands until it is put forward."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self._log = logging.Logger("clients")
        self._log.addFilter(Seldom(lambda: self.now))
        self._log.addHandler(self)  # type: ignore[arg-type]
        self.level = logging.DEBUG

    def handle(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def write(self, message: str, *arguments: object) -> None:
        self._log.warning(message, *arguments)

    def fail(self, message: str, error: Exception) -> None:
        try:
            raise error
        except Exception:
            self._log.exception(message)


@pytest.fixture
def log() -> Log:
    return Log()


def test_repeated_lines_are_written_once_and_counted(log):
    for number in range(1000):
        log.write("no more files\nsocket %d", number)
    assert log.lines == ["no more files\nsocket 0"]
    log.now = PAUSE
    log.write("no more files\nsocket %d", 7)
    assert log.lines[1:] == ["no more files\nsocket 7\n(999 more like this were not written)"]
    log.now = 2 * PAUSE
    log.write("no more files\nsocket %d", 8)
    assert log.lines[2:] == ["no more files\nsocket 8"]


def test_other_lines_are_written_meanwhile(log):
    log.write("no more files")
    log.write("a reader was lost")
    log.fail("it failed", ValueError("here"))
    try:
        int("x")
    except ValueError as error:
        log.fail("it failed", error)
    log.fail("it failed", KeyError("here"))
    assert log.lines == ["no more files", "a reader was lost", *["it failed"] * 3]


def test_lines_that_are_all_different_are_limited_too(log, monkeypatch):
    monkeypatch.setattr(seldom, "MOST_KINDS", 5)
    for _ in range(3):
        for number in range(100):
            log.write(f"client {number} is rude")
    assert log.lines == [f"client {number} is rude" for number in range(6)]
