"""The curves of a training run as a picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ocrlc.system.files import atomic_path
from ocrlc.system.matplotlib_setup import import_matplotlib

matplotlib = import_matplotlib()  # now: where it cannot be imported, no training shall begin

RATES: dict[str, tuple[str, Callable[[float], float]]] = {
    "cer": ("CER, %", lambda rate: rate),
    "exact": ("lines not exact, %", lambda rate: 100 - rate),
    "error": ("error, %", lambda rate: rate),
    "hmean": ("100 - Hmean, %", lambda rate: 100 - rate),
    "coverage": ("lines not covered, %", lambda rate: 100 - rate),
}
"""Rates of validations, with label and conversion for drawing; each model family has some of them.
"""


def draw_curves(metrics: Path, picture: Path) -> None:
    """Draw loss and error rates over the lines trained on.

    Args:
        metrics: a run's metrics.jsonl.
        picture: the PNG to write.
    """
    rows = [json.loads(row) for row in metrics.read_text(encoding="utf-8").splitlines()]
    steps = [row for row in rows if "loss" in row]
    figure = matplotlib.figure.Figure(figsize=(8, 6), layout="constrained")
    matplotlib.backends.backend_agg.FigureCanvasAgg(figure)
    top, bottom = figure.subplots(2, 1, sharex=True)
    top.semilogy([r["lines"] for r in steps], [max(r["loss"], 1e-3) for r in steps], lw=0.6)
    top.set_ylabel("loss per line")
    for name, (label, error) in RATES.items():
        shown = [(r["lines"], error(r[name])) for r in rows if name in r]
        if shown:
            bottom.plot(*zip(*shown, strict=True), "o-", ms=3, label=label)
    bottom.set_yscale("log")
    bottom.set_xlabel("lines seen")
    bottom.legend()
    for axes in (top, bottom):
        axes.grid(alpha=0.3, which="both")
    with atomic_path(picture) as temporary:
        figure.savefig(temporary, format="png", dpi=110)
