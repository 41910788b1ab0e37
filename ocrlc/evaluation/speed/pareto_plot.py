"""A chart of accuracy over latency, with the models that no other beats in both (Pareto front)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from ocrlc.system.files import atomic_path
from ocrlc.system.matplotlib_setup import import_matplotlib

MARKERS = "os^Dv*PX<>hp"
"""Marker shapes, one for each model; colours stand for settings."""


@dataclass(frozen=True, slots=True)
class Point:
    """A model in one setting.

    Attributes:
        name: name of the model, which determines the marker.
        group: the setting; points of one group are comparable and share a colour and a front.
        ms: median time per line, in milliseconds.
        exact: share of lines read without an error, in percent.
        low: lower bound of the interval of `exact`.
        high: upper bound of the interval of `exact`.
    """

    name: str
    group: str
    ms: float
    exact: float
    low: float
    high: float


def front(points: Sequence[Point]) -> list[Point]:
    """Return the points for which no other is both faster and more accurate, sorted by time."""
    chosen: list[Point] = []
    for point in sorted(points, key=lambda p: (p.ms, -p.exact)):
        if not chosen or point.exact > chosen[-1].exact:
            chosen.append(point)
    return chosen


def draw_pareto(points: Sequence[Point], picture: Path, title: str = "") -> None:
    """Draw the share of exact lines over milliseconds per line, with intervals and fronts.

    Args:
        points: the measured models.
        picture: the PNG to write.
        title: title of the chart; it should name the CPU.
    """
    matplotlib = import_matplotlib()
    figure = matplotlib.figure.Figure(figsize=(9, 6), layout="constrained")
    matplotlib.backends.backend_agg.FigureCanvasAgg(figure)
    key = matplotlib.lines.Line2D
    axes = figure.subplots()
    groups = list(dict.fromkeys(p.group for p in points))
    names = list(dict.fromkeys(p.name for p in points))
    markers = dict(zip(names, cycle(MARKERS), strict=False))
    keys = []
    for number, group in enumerate(groups):
        members, colour = [p for p in points if p.group == group], f"C{number}"
        best = front(members)
        axes.plot([p.ms for p in best], [p.exact for p in best], "--", lw=1, color=colour)
        keys.append(key([], [], linestyle="--", color=colour, label=group))
        for p in members:
            around = [[max(0.0, p.exact - p.low)], [max(0.0, p.high - p.exact)]]
            axes.errorbar(p.ms, p.exact, yerr=around, fmt=markers[p.name], capsize=3, color=colour)
    for name in names:
        keys.append(key([], [], linestyle="", marker=markers[name], color="grey", label=name))
    axes.set_xscale("log")
    axes.set_xlabel("ms per line, median")
    axes.set_ylabel("lines read without a fault, %")
    axes.set_title(title, fontsize=10)
    axes.grid(alpha=0.3, which="both")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("{x:g}")
    figure.legend(handles=keys, loc="outside lower center", ncols=3, fontsize=8)
    with atomic_path(picture) as temporary:
        figure.savefig(temporary, format="png", dpi=110)
