"""What a soak calls a fault, and a short one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import soak_server
from scripts.loading.failures import FAILURES
from scripts.loading.mixture import Answer
from scripts.soak_server import RECOVERY, Failure, Soak
from tests.support.server import Server


@pytest.fixture
def soak() -> Soak:
    server = Server("http://127.0.0.1:1", None)  # type: ignore[arg-type]
    return Soak(server, Path(), memory=[(80.0, 500.0)] * 8)


def answer(kind: str = "good", status: int = 200, begun: float = 100.0, **more: bool) -> Answer:
    return Answer(kind, "a.png", begun, 5.0, status, more.pop("right", status == 200), **more)


def broken(soak: Soak) -> list[str]:
    return [finding.promise for finding in soak.findings() if not finding.kept]


def test_all_is_well(soak: Soak) -> None:
    soak.answers = [answer(), answer("bad", 422, right=True), answer("hostile", 504, right=True)]
    assert broken(soak) == []


def test_a_wrong_result_is_a_fault_whatever_failed(soak: Soak) -> None:
    soak.answers = [answer(right=False, wrong=True)]
    soak.failures = [Failure("disk full", 100, 106)]
    assert broken(soak) == ["no wrong results", "good requests are answered as promised"]


@pytest.mark.parametrize(
    ("begun", "ended", "excused"),
    [(101, 104, True), (50, 95, True), (50, 100 - RECOVERY - 1, False), (106, 110, False)],
)
def test_other_answers_are_faults_unless_something_failed(soak, begun, ended, excused) -> None:
    soak.answers = [answer(status=422)]
    soak.failures = [Failure("readers killed", begun, ended)]
    assert broken(soak) == ([] if excused else ["good requests are answered as promised"])


def test_a_failure_that_lasts_excuses_too(soak: Soak) -> None:
    soak.failures = [Failure("disk full", 90)]
    assert soak.excused(answer(status=503, right=False))


def test_memory_that_grows_is_a_fault(soak: Soak) -> None:
    soak.memory = [(80.0 + 4 * number, 500.0) for number in range(8)]
    assert broken(soak) == ["memory of the server is flat"]


@pytest.mark.long
def test_a_short_soak(monkeypatch, capsys) -> None:
    monkeypatch.setattr(soak_server, "FAILURE_PAUSE", 20.0)
    monkeypatch.setattr(sys, "argv", ["soak", "--minutes", "4", "--pause", "2", "--threads", "2"])
    assert soak_server.main() == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    assert all(name in said for name in FAILURES)
