"""The course of a training run as a picture."""

from __future__ import annotations

import json
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ocrlc.files import atomic_path


def draw_curves(metrics: Path, picture: Path) -> None:
    """Draw loss, character error rate and exact lines over lines seen.

    Args:
        metrics: a run's metrics.jsonl.
        picture: the PNG to write.
    """
    rows = [json.loads(row) for row in metrics.read_text(encoding="utf-8").splitlines()]
    steps = [row for row in rows if "loss" in row]
    judged = [row for row in rows if "cer" in row]
    figure = Figure(figsize=(8, 6), layout="constrained")
    FigureCanvasAgg(figure)
    top, bottom = figure.subplots(2, 1, sharex=True)
    top.semilogy([r["lines"] for r in steps], [max(r["loss"], 1e-3) for r in steps], lw=0.6)
    top.set_ylabel("CTC loss per line")
    lines = [r["lines"] for r in judged]
    bottom.plot(lines, [r["cer"] for r in judged], "o-", ms=3, label="CER, %")
    bottom.plot(lines, [100 - r["exact"] for r in judged], "o-", ms=3, label="lines not exact, %")
    bottom.set_yscale("log")
    bottom.set_xlabel("lines seen")
    bottom.legend()
    for axes in (top, bottom):
        axes.grid(alpha=0.3, which="both")
    with atomic_path(picture) as temporary:
        figure.savefig(temporary, format="png", dpi=110)
