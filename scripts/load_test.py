"""Start a server, load and abuse it, and check that it does what docs/serving.md promises.

    python -m scripts.load_test [--requests 200] [--concurrency 8] [FILE...]

Starts `ocrlc serve` on a free port. Sends the files (default: data/samples) over and over and
compares every answer with what the command line prints; then sends more requests at once than
there are places; then malicious requests. The exit code is 1 if a promise was broken. Needs
the extras `serve` and `dev`.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx

from scripts.loading import abuse
from scripts.loading.findings import Finding, told
from tests.support.server import Server, serving

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
WAITING = 16
MAX_GROWTH = 1.1
"""Largest ratio of the memory at the end to that after a tenth of the requests."""
OVERLOAD_SECONDS = 1.0
UPLOAD_SECONDS = 3.0


def cli_result(path: Path) -> bytes:
    """Return what the command line prints for a file."""
    command = [str(Path(sys.executable).with_name("ocrlc")), "recognize", path.name, "-f", "json"]
    return subprocess.run(command, cwd=path.parent, check=True, stdout=subprocess.PIPE).stdout


def ask(url: str, path: Path) -> tuple[int, bytes, float]:
    """Have a file read; return status, body and seconds from asking to the answer's end."""
    with path.open("rb") as file:
        answer = httpx.post(
            f"{url}/v1/recognize?format=json", files={"file": (path.name, file)}, timeout=600
        )
    return answer.status_code, answer.content, answer.elapsed.total_seconds()


def load(server: Server, files: Sequence[Path], requests: int, concurrency: int) -> list[Finding]:
    """Send requests side by side and compare the answers."""
    wanted = {path: cli_result(path) for path in files}
    chosen = [files[number % len(files)] for number in range(requests)]
    early = max(requests // 10, len(files))
    with ThreadPoolExecutor(concurrency) as pool:
        answers = list(pool.map(partial(ask, server.url), chosen[:early]))
        before = server.megabytes()
        begun = time.perf_counter()
        answers += pool.map(partial(ask, server.url), chosen[early:])
        pace = (time.perf_counter() - begun) / max(requests - early, 1)
    after = server.megabytes()
    statuses = Counter(status for status, *_ in answers)
    differing = sum(
        body != wanted[path] for path, (_, body, _) in zip(chosen, answers, strict=True)
    )
    seconds = sorted(each for *_, each in answers[early:]) or [0.0]
    p95 = seconds[math.ceil(0.95 * len(seconds)) - 1]
    return [
        Finding("no errors", set(statuses) == {200}, f"statuses {dict(statuses)}"),
        Finding("results equal the command line's", differing == 0, f"{differing} differ"),
        Finding(
            "memory is flat",
            after <= MAX_GROWTH * before,
            f"{before:.0f} MB after {early} requests, {after:.0f} MB after {requests}",
        ),
        Finding(
            "p95 is near queue length x time of a document",
            p95 <= 2 * concurrency * pace,
            f"p95 {p95:.2f} s, median {statistics.median(seconds):.2f} s, "
            f"{pace:.2f} s a document, {concurrency} at a time",
        ),
    ]


def overload(server: Server, path: Path, places: int) -> Finding:
    """Send more requests at once than there are places."""
    with ThreadPoolExecutor(2 * places) as pool:
        answers = list(pool.map(partial(ask, server.url), [path] * (2 * places)))
    refused = [seconds for status, _, seconds in answers if status == 503]
    slowest = max(refused, default=0.0)
    statuses = Counter(status for status, *_ in answers)
    kept = bool(refused) and slowest <= OVERLOAD_SECONDS and set(statuses) == {200, 503}
    seen = f"{dict(statuses)}, slowest 503 after {slowest:.2f} s"
    return Finding("overload is answered with 503 within 1 s", kept, seen)


def abuses(path: Path) -> dict[str, tuple[Callable[[str], int], int]]:
    """Send malicious requests; return a description of each with the status it got, 0 for none."""
    leave = partial(abuse.leave_while_reading, document=path.read_bytes())
    return {
        "malformed form": (abuse.malformed_form, 400),
        "200 MB": (abuse.big_body, 413),
        "zip as .png": (abuse.zip_as_png, 415),
        "decompression bomb": (abuse.decompression_bomb, 413),
        "slow upload": (abuse.slow_upload, 408),
        "leaving while sending": (abuse.leave_while_sending, 0),
        "leaving while reading": (leave, 0),
    }


def strange(server: Server, path: Path) -> list[Finding]:
    """Abuse the server, and check that it is as fast as before."""
    before = statistics.median(ask(server.url, path)[2] for _ in range(5))
    findings = []
    for name, (send, wanted) in abuses(path).items():
        status = send(server.url)
        findings.append(Finding(f"{name}: {wanted or 'dropped'}", status == wanted, str(status)))
    ask(server.url, path)
    after = statistics.median(ask(server.url, path)[2] for _ in range(5))
    seen = f"{before:.2f} s before, {after:.2f} s after"
    findings.append(Finding("as fast as before", after <= 1.5 * before + 0.1, seen))
    return findings


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=8)
    arguments = parser.parse_args()
    files = arguments.files or sorted([*SAMPLES.glob("*.jpg"), *SAMPLES.glob("*.png")])
    options = ["--queue", str(WAITING), "--upload-timeout", str(UPLOAD_SECONDS)]
    with serving(*options) as server:
        findings = load(server, files, arguments.requests, arguments.concurrency)
        findings.append(overload(server, files[0], WAITING + 1))
        findings += strange(server, files[0])
    return told(findings)


if __name__ == "__main__":
    sys.exit(main())
