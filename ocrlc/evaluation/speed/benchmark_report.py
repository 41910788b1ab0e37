"""The results of a benchmark as tables, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ocrlc.evaluation.intervals import Estimate, intervals
from ocrlc.evaluation.lines import LineEvaluation
from ocrlc.evaluation.speed.benchmark import Row
from ocrlc.evaluation.speed.pareto_plot import Point
from ocrlc.inference.selection import ENGINES

Column = tuple[str, Callable[[Row], str]]
Accuracy = dict[str, dict[str, Estimate]]
"""Rates by model and name of the rate."""


def _basic_columns(unit: str) -> tuple[Column, ...]:
    pages: tuple[Column, ...] = (("height", lambda r: str(r.setting.height)),)
    return (
        ("model", lambda r: r.model),
        ("kernels", lambda r: kernels(r.setting)),
        ("threads", lambda r: str(r.setting.threads)),
        ("batch", lambda r: str(r.setting.batch)),
        ("width", lambda r: str(r.setting.width)),
        *(pages if unit == "page" else ()),
        (f"ms/{unit}", lambda r: f"{r.ms_median:.2f}"),
        ("p10", lambda r: f"{r.ms_p10:.2f}"),
        ("p90", lambda r: f"{r.ms_p90:.2f}"),
        (f"{unit}s/s", lambda r: f"{1e3 / r.ms_median:.0f}"),
        ("params", lambda r: f"{r.params / 1e6:.2f} M"),
        ("MACs", lambda r: f"{r.macs / 1e6:.0f} M"),
        ("GFLOP/s", lambda r: f"{r.gflops:.1f}"),
    )


def _footprint_columns() -> tuple[Column, ...]:
    def of(row: Row, name: str) -> float:
        return float(getattr(row.footprint, name))

    return (
        ("of peak", lambda r: f"{100 * r.gflops / (r.peak_gflops or 1):.0f} %"),
        ("load ms", lambda r: f"{of(r, 'load_ms'):.0f}"),
        ("first ms", lambda r: f"{of(r, 'first_ms'):.0f}"),
        ("peak MB", lambda r: f"{of(r, 'peak_mb'):.0f}"),
        ("weights MB", lambda r: f"{of(r, 'model_bytes') / 1e6:.2f}"),
    )


class Computed(Protocol):
    """How a model is computed."""

    @property
    def engine(self) -> str:
        """The engine, one of `ENGINES`."""

    @property
    def onednn(self) -> bool:
        """Whether Paddle uses oneDNN."""

    @property
    def precision(self) -> str:
        """The precision."""


def kernels(how: Computed) -> str:
    """Return the name of an engine's kernels and precision."""
    engine = ENGINES[how.engine]
    if not engine.has_onednn:
        return f"{engine.title} {how.precision}"
    return f"{'oneDNN' if how.onednn else 'plain'} {how.precision}"


def table(rows: Sequence[Row], accuracy: Accuracy | None = None) -> list[list[str]]:
    """Return a table's cells, headings first.

    Args:
        rows: the rows of one run.
        accuracy: rates by model, if they were measured.
    """
    columns = list(_basic_columns(_unit(rows)))
    if any(row.footprint for row in rows):
        columns += _footprint_columns()
    if accuracy:
        columns += [
            ("exact %", lambda r: interval(accuracy[r.model]["exact"])),
            ("CER %", lambda r: interval(accuracy[r.model]["cer"])),
        ]
    return [[name for name, _ in columns], *([cell(r) for _, cell in columns] for r in rows)]


def interval(estimate: Estimate) -> str:
    """Return a rate with its interval as text."""
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"


def plain_text(cells: Sequence[Sequence[str]]) -> str:
    """Return cells as aligned columns of text: the first left-aligned, the others right-aligned."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for first, *others in cells:
        rest = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *rest]))
    return "\n".join(lines)


def markdown_table(cells: Sequence[Sequence[str]]) -> str:
    """Return cells as a Markdown table; all columns except the first are right-aligned."""
    head, *body = cells
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def markdown(rows: Sequence[Row], cpu: str, accuracy: Accuracy | None = None) -> str:
    """Return a report as Markdown: how it was measured, then the table."""
    lines = [
        f"{cpu}. One alternating run of {rows[0].rounds} rounds; medians of milliseconds per "
        f"{_unit(rows)}, with the 10th and 90th percentile. GFLOP/s count a multiply-accumulate "
        "as two operations."
    ]
    peaks = {r.setting.threads: r.peak_gflops for r in rows if r.peak_gflops}
    if peaks:
        speeds = ", ".join(f"{v:.0f} GFLOP/s on {t}" for t, v in sorted(peaks.items()))
        lines.append(
            f"The CPU's peak, a large fp32 matrix product through Paddle: {speeds} thread(s). "
            "Load, first batch and peak memory are those of a fresh process for every row."
        )
    if accuracy:
        lines.append("Accuracy with 95 % bootstrap intervals over lines, in fp32.")
    return "\n".join([*lines, "", markdown_table(table(rows, accuracy))]) + "\n"


def _unit(rows: Sequence[Row]) -> str:
    return "page" if rows[0].of_pages else "line"


def measured(evaluations: dict[str, LineEvaluation]) -> Accuracy:
    """Return the rates of evaluated models with their intervals."""
    return {name: intervals(evaluation.counts) for name, evaluation in evaluations.items()}


def points(rows: Sequence[Row], accuracy: Accuracy) -> list[Point]:
    """Return the points for the chart of accuracy over latency, grouped by setting."""
    found = []
    for row in rows:
        exact, setting = accuracy[row.model]["exact"], row.setting
        group = f"{kernels(setting)}, {setting.threads} thr., batch {setting.batch}"
        group += f", width {setting.width}"
        found.append(Point(row.model, group, row.ms_median, exact.value, exact.low, exact.high))
    return found
