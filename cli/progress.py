"""Training progress on stderr: a bar on a terminal, elsewhere a line every half minute."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from multiprocessing.util import Finalize
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

QUIET_SECONDS = 30
RATES = {
    "cer": "CER",
    "exact": "exact",
    "accuracy": "accuracy",
    "hmean": "Hmean",
    "coverage": "coverage",
}


class TrainingProgress:
    """Shows lines seen, lines/s, loss and time left.

    Args:
        total: number of lines that the run trains on in all.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.console = Console(stderr=True)
        self.recent: deque[tuple[float, int]] = deque(maxlen=200)
        self.printed = 0.0
        self.bar = Progress(
            TextColumn("{task.completed:,}/{task.total:,} lines"),
            BarColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
            console=self.console,
        )
        self.task = self.bar.add_task("train", total=total, note="")
        if self.console.is_terminal:
            self.bar.start()
            # The bar hides the cursor: show it again however training ends, in any process.
            Finalize(None, self.bar.stop, exitpriority=0)

    def __call__(self, record: Mapping[str, Any]) -> None:
        """Show one record of metrics.jsonl."""
        if "loss" not in record:
            rates = [f"{RATES[k]} {record[k]:.2f} %" for k in RATES if k in record]
            text = ", ".join(rates)
            self.console.print(f"validation at {record['lines']:,} lines: {text}")
        else:
            self._step(record)
        if record["lines"] >= self.total:
            self.bar.stop()

    def _step(self, record: Mapping[str, Any]) -> None:
        self.recent.append((time.monotonic(), record["lines"]))
        (start, first), (end, last) = self.recent[0], self.recent[-1]
        speed = (last - first) / (end - start) if end > start else 0.0
        note = f"loss {record['loss']:.3f}" + (f" · {speed:.0f} lines/s" if speed else "")
        if self.console.is_terminal:
            self.bar.update(self.task, completed=record["lines"], note=note)
        elif end - self.printed > QUIET_SECONDS:
            self.printed = end
            left = f" · {(self.total - last) / speed / 60:.0f} min left" if speed else ""
            self.console.print(f"{last:,}/{self.total:,} lines · {note}{left}")
