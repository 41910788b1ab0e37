"""The log of a run: metrics.jsonl, its curves as a picture, and optionally VisualDL."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocrlc.errors import ConfigError
from ocrlc.system.files import write_atomic
from ocrlc.training.curves import draw_curves

logger = logging.getLogger(__name__)

METRICS = "metrics.jsonl"
EVERY = 20
"""Number of training steps between two records."""


def read_metrics(run: Path) -> list[dict[str, Any]]:
    """Return a run's records; lines that a crash or a full disk has damaged are left out."""
    path = run / METRICS
    content = path.read_bytes() if path.is_file() else b""
    records = [_parse(row) for row in content.splitlines(keepends=True) if row.endswith(b"\n")]
    kept = [record for record in records if record is not None]
    if len(kept) < len(records):
        logger.warning("%s: %d damaged lines left out", path, len(records) - len(kept))
    return kept


def _parse(row: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(row)
    except ValueError:
        return None
    whole = isinstance(record, dict) and isinstance(record.get("step"), int)
    return record if whole else None


def is_validation(record: Mapping[str, Any]) -> bool:
    """Whether a record is of a validation, for any model family."""
    return "cer" in record or "error" in record


def rewind(run: Path, step: int) -> None:
    """Drop the records after a step, because a run resumed there writes them again."""
    kept = [record for record in read_metrics(run) if record["step"] <= step]
    write_atomic(run / METRICS, "".join(json.dumps(record) + "\n" for record in kept))


class MetricsLog:
    """Appends records to metrics.jsonl: all validations, and every `EVERY`th training step.

    Args:
        run: the run's folder.
    """

    def __init__(self, run: Path) -> None:
        self.path = run / METRICS

    def __call__(self, record: Mapping[str, Any]) -> None:
        """Write one record."""
        if is_validation(record) or record["step"] % EVERY == 0:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
        if is_validation(record):
            draw_curves(self.path, self.path.with_name("curves.png"))


class VisualLog:
    """Writes the numbers of metrics.jsonl for VisualDL, over the lines trained on.

    Args:
        run: the run's folder.

    Raises:
        ConfigError: visualdl is not installed.
    """

    def __init__(self, run: Path) -> None:
        try:
            from visualdl import LogWriter  # an extra
        except ImportError as error:
            raise ConfigError(
                "train.visualdl needs the package visualdl: pip install 'ocrlc[visualdl]'"
            ) from error
        self.writer = LogWriter(logdir=str(run / "vdl"))

    def __call__(self, record: Mapping[str, Any]) -> None:
        """Write one record."""
        judged = is_validation(record)
        if not judged and record["step"] % EVERY:
            return
        group = "validation" if judged else "training"
        for name, value in record.items():
            if isinstance(value, float):
                self.writer.add_scalar(f"{group}/{name}", value, record["lines"])
        if judged:
            self.writer.file_writer.flush()
