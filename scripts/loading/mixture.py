"""Requests as strangers send them: good, bad, hostile, and from clients that leave."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from scripts.loading import abuse
from tests.support.hostile_runs import documents

PATIENCE = 1200.0
"""Seconds that a client waits for an answer: each of a full queue may take a minute."""
LOST = 0
"""Status of a request without an answer."""
BUSY = 503
REFUSED = frozenset({413, 415, 422, 504})
"""Statuses of what is refused or given up."""


@dataclass(frozen=True)
class Answer:
    """What came of a request.

    Attributes:
        kind: `good`, `bad`, `hostile` or `rude`.
        name: what was sent.
        begun: when, as `time.monotonic` counts.
        seconds: from asking to the end of the answer.
        status: the answer's; `LOST` if there was none.
        right: whether this is what was to come of it. 503 is never wrong here.
        wrong: whether it claims to be a good document's result, and is not.
    """

    kind: str
    name: str
    begun: float
    seconds: float
    status: int
    right: bool
    wrong: bool = False

    @property
    def ended(self) -> float:
        """When the answer had arrived."""
        return self.begun + self.seconds


@dataclass
class Mixture:
    """Draws requests.

    Args:
        url: the server's.
        wanted: the result of each good document.
        seed: of the choice.
    """

    url: str
    wanted: Mapping[Path, bytes]
    seed: int = 0
    hostile: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._good = sorted(self.wanted)
        sound = self._good[0].read_bytes()
        self._bad = bad_documents(sound)
        self._rude = rude_clients(sound)
        self.hostile = self.hostile or {name: make() for name, make in documents().items()}
        self._hostile: list[str] = []

    def draw(self) -> Callable[[], Answer]:
        """Return what sends the next request and tells what came of it."""
        chance = self._random.random()
        if chance < 0.8:
            return partial(self._send_good, self._random.choice(self._good))
        if chance < 0.9:
            name = self._random.choice(sorted(self._bad))
            return partial(self._send, "bad", name, self._bad[name], REFUSED)
        if chance < 0.95:
            name = self._random.choice(sorted(self._rude))
            return partial(self._be_rude, name)
        if not self._hostile:  # each kind once before the first comes again
            self._hostile = self._random.sample(sorted(self.hostile), len(self.hostile))
        name = self._hostile.pop()
        return partial(self._send, "hostile", name, self.hostile[name], REFUSED | {200})

    def check(self) -> Sequence[Answer]:
        """Return what comes of each good document, one after the other."""
        return [self._send_good(path) for path in self._good]

    def _send_good(self, path: Path) -> Answer:
        begun = time.monotonic()
        status, content = post(self.url, path.name, path.read_bytes())
        same = content == self.wanted[path]
        right = status == BUSY or (status == 200 and same)
        seconds = time.monotonic() - begun
        wrong = status == 200 and not same
        return Answer("good", path.name, begun, seconds, status, right, wrong)

    def _send(self, kind: str, name: str, data: bytes, allowed: frozenset[int]) -> Answer:
        begun = time.monotonic()
        status, _ = post(self.url, name, data)
        seconds = time.monotonic() - begun
        return Answer(kind, name, begun, seconds, status, status in allowed | {BUSY})

    def _be_rude(self, name: str) -> Answer:
        begun = time.monotonic()
        send, wanted = self._rude[name]
        try:
            status = send(self.url)
        except (OSError, httpx.HTTPError):
            status = LOST
        seconds = time.monotonic() - begun
        return Answer("rude", name, begun, seconds, status, status in (wanted, BUSY))


def post(url: str, name: str, data: bytes) -> tuple[int, bytes]:
    """Have a document read; return the status, `LOST` without an answer, and the body."""
    try:
        answer = httpx.post(
            f"{url}/v1/recognize?format=json", files={"file": (name, data)}, timeout=PATIENCE
        )
    except httpx.HTTPError:
        return LOST, b""
    return answer.status_code, answer.content


def bad_documents(sound: bytes) -> dict[str, bytes]:
    """Return files that are no documents or damaged, made of a sound picture."""
    return {
        "empty": b"",
        "text": b"no picture at all\n" * 100,
        "cut off": sound[: len(sound) // 2],
        "header only": sound[:40],
        "PDF without pages": b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF",
        "PDF cut off": b"%PDF-1.7\n" + sound[:2000],
    }


def rude_clients(document: bytes) -> dict[str, tuple[Callable[[str], int], int]]:
    """Return what sends each rude request, and the status it is to get."""
    return {
        "malformed form": (abuse.malformed_form, 400),
        "200 MB": (abuse.big_body, 413),
        "zip as .png": (abuse.zip_as_png, 415),
        "slow upload": (abuse.slow_upload, 408),
        "leaving while sending": (abuse.leave_while_sending, LOST),
        "leaving while reading": (partial(abuse.leave_while_reading, document=document), LOST),
        "not receiving the answer": (abuse.leave_answer_unread, LOST),
        "half a request": (abuse.half_a_request, LOST),
    }
