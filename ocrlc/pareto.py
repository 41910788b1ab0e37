"""Accuracy over latency as a picture: which models are beaten on both axes, and which are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ocrlc.files import atomic_path


@dataclass(frozen=True, slots=True)
class Point:
    """A model in one setting.

    Attributes:
        name: of the model.
        group: the setting; points of one group are comparable and share a colour and a front.
        ms: median time per line, milliseconds.
        exact: lines read without a fault, percent.
        low: lower bound of the interval of `exact`.
        high: upper bound.
    """

    name: str
    group: str
    ms: float
    exact: float
    low: float
    high: float


def front(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other beats on one axis without losing on the other, by time."""
    chosen: list[Point] = []
    for point in sorted(points, key=lambda p: (p.ms, -p.exact)):
        if not chosen or point.exact > chosen[-1].exact:
            chosen.append(point)
    return chosen


def draw_pareto(points: Sequence[Point], picture: Path, title: str = "") -> None:
    """Draw exact lines over milliseconds a line, with intervals and each group's front.

    Args:
        points: what was measured.
        picture: the PNG to write.
        title: above the axes; the CPU belongs here.
    """
    figure = Figure(figsize=(9, 6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for group in dict.fromkeys(p.group for p in points):
        members = [p for p in points if p.group == group]
        below = [max(0.0, p.exact - p.low) for p in members]
        above = [max(0.0, p.high - p.exact) for p in members]
        bars = axes.errorbar(
            [p.ms for p in members], [p.exact for p in members], yerr=[below, above],
            fmt="o", capsize=3, label=group,
        )  # fmt: skip
        best = front(members)
        colour = bars.lines[0].get_color()
        axes.plot([p.ms for p in best], [p.exact for p in best], "--", lw=1, color=colour)
        for p in members:
            axes.annotate(
                p.name, (p.ms, p.exact), (5, 4), textcoords="offset points", fontsize=8,
                color=colour,
            )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlabel("ms per line, median")
    axes.set_ylabel("lines read without a fault, %")
    axes.set_title(title, fontsize=10)
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    with atomic_path(picture) as temporary:
        figure.savefig(temporary, format="png", dpi=110)
