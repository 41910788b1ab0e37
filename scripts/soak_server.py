"""Keep a server busy with good, bad and hostile requests while the system fails around it.

    python -m scripts.soak_server [--minutes 120] [--pause 2.5] [--seed 0]

Starts `ocrlc serve` on a free port with its default limits, and sends a request every few seconds:
the samples, files that are no documents, documents that ask for far more time or memory than their
size suggests, clients that leave or do not receive their answers. Every few minutes something
fails: its readers are killed or halted, none can be started, the disk is full, the folder of
documents is removed. The exit code is 1 if a good document got another answer than on the command
line, if anything got an answer that docs/serving.md does not promise, if memory or open files grew,
or if the server is not ready at the end. Needs Linux and the extras `serve` and `dev`.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx

from scripts.load_test import SAMPLES, cli_result
from scripts.loading.failures import FAILURES
from scripts.loading.findings import Finding, told
from scripts.loading.mixture import Answer, Mixture
from tests.support.server import Server, serving

CLIENTS = 40
"""Requests that may be under way. The server has places for fewer, so that some are refused."""
FAILURE_PAUSE = 150.0
"""Mean seconds between two failures."""
RECOVERY = 60.0
"""Seconds after a failure within which requests may still suffer from it."""
SAMPLE_PAUSE = 5.0
TOLD_PAUSE = 300.0
SETTLING = 5.0
MAX_GROWTH = 1.1
"""Largest ratio of the median memory in the last quarter of the time to that in the second."""
QUIET = 90.0
"""Seconds at the end within which the server drops the connections that clients have left open."""


@dataclass
class Failure:
    """Something that failed, and when; the end is not known while it lasts."""

    name: str
    begun: float
    ended: float = math.inf


@dataclass
class Soak:
    """What is done to a server, and what is seen.

    Attributes:
        server: the server.
        folder: where it keeps documents.
        failures: what failed so far.
        answers: what came of the requests.
        memory: megabytes of the server alone and of all its processes, every few seconds.
        over: set when no more is to be done.
    """

    server: Server
    folder: Path
    failures: list[Failure] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def fail(self, seed: int) -> None:
        """Have the system fail from time to time, in each way once before any comes again."""
        chance = random.Random(seed)
        coming: list[str] = []
        while not self.over.wait(chance.uniform(0.5, 1.5) * FAILURE_PAUSE):
            coming = coming or chance.sample(sorted(FAILURES), len(FAILURES))
            failure = Failure(coming.pop(), time.monotonic())
            self.failures.append(failure)
            FAILURES[failure.name](self.server, self.folder)
            failure.ended = time.monotonic()

    def watch(self) -> None:
        """Note the memory, and tell from time to time how far it is."""
        begun = told_at = time.monotonic()
        while not self.over.wait(SAMPLE_PAUSE):
            own, whole = self.server.own_megabytes(), self.server.megabytes()
            self.memory.append((own, whole))
            if time.monotonic() > told_at + TOLD_PAUSE:
                told_at = time.monotonic()
                print(
                    f"{(told_at - begun) / 60:.0f} min: {len(self.answers)} answers, "
                    f"{len(self.failures)} failures, {own:.0f} + {whole - own:.0f} MB, "
                    f"{len(self.server.open_files())} open files",
                    flush=True,
                )

    def send(self, mixture: Mixture, seconds: float, pause: float) -> None:
        """Send requests for some time, and wait for their answers."""
        chance, end = random.Random(mixture.seed), time.monotonic() + seconds
        with ThreadPoolExecutor(CLIENTS) as clients:
            while time.monotonic() < end:
                clients.submit(mixture.draw()).add_done_callback(self._note)
                time.sleep(chance.expovariate(1 / pause))

    def _note(self, sent: Future[Answer]) -> None:
        answer = sent.result()
        self.answers.append(answer)
        if not answer.right:
            excuse = ", while something failed" if self.excused(answer) else ""
            told = f"{answer.kind}, {answer.name}: {answer.status} after {answer.seconds:.0f} s"
            print(told + excuse, flush=True)

    def excused(self, answer: Answer) -> bool:
        """Whether a failure may be why an answer is not right; for a wrong result nothing is."""
        return not answer.wrong and any(
            answer.begun <= failure.ended + RECOVERY and answer.ended >= failure.begun
            for failure in self.failures
        )

    def findings(self) -> list[Finding]:
        """Return what the requests and the memory say."""
        wrong = [answer for answer in self.answers if answer.wrong]
        found = [Finding("no wrong results", not wrong, f"{len(wrong)} of {len(self.answers)}")]
        for kind in ("good", "bad", "hostile", "rude"):
            answers = [answer for answer in self.answers if answer.kind == kind]
            faults = [a for a in answers if not a.right and not self.excused(a)]
            seen = f"{statuses(answers)}, longest {longest(answers):.0f} s, {len(faults)} not"
            found.append(Finding(f"{kind} requests are answered as promised", not faults, seen))
        own = [sample[0] for sample in self.memory]
        early, late = (median(part) for part in (quarter(own, 1), quarter(own, 3)))
        seen = f"median {early:.0f} MB, at the end {late:.0f} MB"
        found.append(Finding("memory of the server is flat", late <= MAX_GROWTH * early, seen))
        return found

    def aftermath(self, mixture: Mixture, open_files: int, megabytes: float) -> list[Finding]:
        """Return whether the server is ready when all is over, and has nothing left.

        Args:
            mixture: has the good documents.
            open_files: number of open files before.
            megabytes: memory of all processes after reading the good documents, before.
        """
        end = time.monotonic() + QUIET
        while time.monotonic() < end and len(self.server.open_files()) > open_files:
            time.sleep(1)
        health = httpx.get(f"{self.server.url}/health", timeout=60).json()
        answers = mixture.check()
        left = [path.name for path in self.folder.rglob("*") if path.is_file()]
        bugs = sum("Traceback" in line for line in self.server.log)
        after, memory = settled(self.server), self.server.megabytes()
        most = max(sample[1] for sample in self.memory)
        return [
            Finding(
                "open files are flat",
                len(after) <= open_files,
                f"{open_files}, then {len(after)}"
                + ("" if len(after) <= open_files else f" {after}"),
            ),
            Finding(
                "memory of all processes is as before",
                memory <= MAX_GROWTH * megabytes,
                f"{megabytes:.0f} MB, then {memory:.0f} MB, most {most:.0f} MB",
            ),
            Finding("it says that it is ready", health["status"] == "ok", str(health)),
            Finding("nobody is inside", health["inside"] == 0, str(health["inside"])),
            Finding(
                "it reads as before",
                all(answer.status == 200 and answer.right for answer in answers),
                statuses(answers),
            ),
            Finding("no document is left on disk", left in ([], [".lock"]), str(left)),
            Finding(
                "the log is short and free of bugs",
                not bugs and len(self.server.log) < len(self.answers),
                f"{len(self.server.log)} lines, {bugs} tracebacks",
            ),
        ]


def settled(server: Server) -> list[str]:
    """Return the open files once the connections are closed."""
    time.sleep(SETTLING)
    return server.open_files()


def statuses(answers: Sequence[Answer]) -> str:
    """Return how many answers had each status; 0 stands for none."""
    counts = Counter(answer.status for answer in answers)
    return ", ".join(f"{counts[status]} x {status}" for status in sorted(counts)) or "none"


def longest(answers: Sequence[Answer]) -> float:
    """Return the most seconds that one took."""
    return max((answer.seconds for answer in answers), default=0.0)


def quarter(values: Sequence[float], number: int) -> Sequence[float]:
    """Return a quarter of the values, numbered from 0."""
    size = max(1, len(values) // 4)
    return values[number * size :][:size]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--pause", type=float, default=2.5, help="mean seconds between requests")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="threads of the server's reader")
    arguments = parser.parse_args()
    samples = sorted([*SAMPLES.glob("*.jpg"), *SAMPLES.glob("*.png")])
    wanted = {path: cli_result(path) for path in samples}
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("--threads", str(arguments.threads), env={"TMPDIR": folder}) as server,
    ):
        mixture = Mixture(server.url, wanted, arguments.seed)
        (documents,) = Path(folder).glob("ocrlc-serve-*")
        soak = Soak(server, documents)
        mixture.check()
        open_files, megabytes = len(settled(server)), server.megabytes()
        others = [
            threading.Thread(target=soak.fail, args=(arguments.seed,)),
            threading.Thread(target=soak.watch),
        ]
        for thread in others:
            thread.start()
        try:
            soak.send(mixture, 60 * arguments.minutes, arguments.pause)
        finally:
            soak.over.set()
            for thread in others:
                thread.join()
        findings = soak.findings() + soak.aftermath(mixture, open_files, megabytes)
    code = server.process.returncode
    findings.append(Finding("it ends when it is told to", code == 0, f"exit code {code}"))
    print(f"failures: {dict(Counter(failure.name for failure in soak.failures))}")
    return told(findings)


if __name__ == "__main__":
    sys.exit(main())
