"""The report of a run: error rates of the starting weights and of the best ones."""

from __future__ import annotations

from pathlib import Path

from ocrlc.config import Config, LineData, SyntheticSource
from ocrlc.system.files import write_atomic
from ocrlc.training.metrics_log import is_validation, read_metrics
from ocrlc.training.validation import standing

REPORT = "report.md"


def write_report(run: Path, config: Config) -> None:
    """Write `report.md`, a table of each validation set before and after training.

    Args:
        run: folder of the run; its metrics begin with a validation of the starting weights.
        config: the run's recipe.
    """
    judged = [record for record in read_metrics(run) if is_validation(record)]
    before, after = judged[0], min(judged, key=lambda r: standing(r, config.train.best_by))
    rows = [
        f"| {describe(source)} | {old['lines']} | {old['cer']:.2f} | {new['cer']:.2f} "
        f"| {old['exact']:.1f} | {new['exact']:.1f} |"
        for source, old, new in zip(
            config.line_data("validation"), before["sets"], after["sets"], strict=True
        )
    ]
    text = "\n".join(
        [
            f"# {run.name}: before and after\n",
            f"Before: `{config.train.init_from or 'random weights'}`. After: `best/`, from "
            f"{after['lines']:,} lines seen. None of the lines below was trained on.\n",
            "| lines | count | CER % before | after | exact % before | after |",
            "|---|---:|---:|---:|---:|---:|",
            *rows,
        ]
    )
    write_atomic(run / REPORT, text + "\n")


def describe(source: LineData) -> str:
    """Return the name of a validation set for the report."""
    if isinstance(source, SyntheticSource):
        fonts = {"test": ", fonts held out", "train": "", "all": ""}[source.split]
        return f"drawn {source.profile}{fonts}"
    return f"{source.labels}{', held-out part' if source.part == 'held_out' else ''}"
