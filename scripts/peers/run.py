"""The alternating run: every system in turn on every page, each in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from scripts.peers.pages import TextLine, TruePage
from scripts.peers.reading import PageScore, score_page

WORKER = ("-m", "scripts.peers.worker")
"""What a system's own Python runs, from the repository's root."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class System:
    """A system to run.

    Attributes:
        name: as reported.
        reader: a key of the worker's READERS.
        python: the interpreter that has it installed.
        options: passed to the reader.
    """

    name: str
    reader: str
    python: str
    options: Mapping[str, Any]


@dataclass
class Outcome:
    """The results of one system: a score and a time for each page, in the pages' order."""

    system: System
    versions: dict[str, str]
    installed_bytes: int
    load_seconds: float
    scores: list[PageScore] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    peak_bytes: int = 0


class Worker:
    """A system's process, from start to stop."""

    def __init__(self, system: System, threads: int) -> None:
        self.system = system
        count = str(threads)
        # Set for all alike: libraries that take their threads from the environment.
        environment = {**os.environ, "OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count}
        command = [system.python, *WORKER, system.reader, count]
        self._process = subprocess.Popen(
            [*command, json.dumps(dict(system.options))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self.hello = self._answer()

    def read(self, path: Path) -> dict[str, Any]:
        """Have a page read; return the worker's answer."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"path": str(path.resolve())}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.system.name}: its process ended; see its message above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def run(
    systems: Sequence[System],
    pages: Sequence[TruePage],
    *,
    threads: int,
    warmup: int,
    rounds: int,
    pause: float,
) -> Iterator[list[Outcome]]:
    """Have every system read every page; yield what is known so far after each page.

    Args:
        systems: who reads.
        pages: what is read.
        threads: number of threads of each system.
        warmup: pages each reads first, untimed.
        rounds: how often each page is read; its time is the shortest.
        pause: seconds between two readings, for thread pools to fall asleep.
    """
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(system, threads)) for system in systems]
        outcomes = [Outcome(worker.system, **worker.hello) for worker in workers]
        for worker in workers:
            for page in pages[:warmup]:
                worker.read(page.path)
        for number, page in enumerate(pages):
            times: list[list[float]] = [[] for _ in workers]
            for turn in range(rounds):
                for i in range(len(workers)):
                    # Another system is first each time, so that none always follows the same.
                    at = (i + number + turn) % len(workers)
                    time.sleep(pause)
                    answer = workers[at].read(page.path)
                    if turn == 0:
                        _record(outcomes[at], page, answer)
                    times[at].append(answer.get("seconds", float("nan")))
            for outcome, taken in zip(outcomes, times, strict=True):
                outcome.seconds.append(min(taken))
            yield outcomes


def _record(outcome: Outcome, page: TruePage, answer: dict[str, Any]) -> None:
    outcome.peak_bytes = answer["peak_bytes"]
    if "error" in answer:
        outcome.errors.append(f"{page.name}: {answer['error']}")
    read = [TextLine(line["text"], line["points"]) for line in answer.get("lines", ())]
    outcome.scores.append(score_page(read, page.lines))
