"""What a load test found, and telling it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A promise, whether it was kept, and what was seen."""

    promise: str
    kept: bool
    seen: str


def told(findings: Sequence[Finding]) -> int:
    """Print findings, a line each; return the exit code: 1 if a promise was broken."""
    for finding in findings:
        print("kept  " if finding.kept else "BROKEN", f"{finding.promise}: {finding.seen}")
    return 0 if all(finding.kept for finding in findings) else 1
