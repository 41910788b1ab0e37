"""The results of a benchmark of pages as tables, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ocrlc.evaluation.speed.benchmark_report import kernels, markdown_table, plain_text
from ocrlc.evaluation.speed.page_rows import PageRow

Column = tuple[str, Callable[[PageRow], str]]

WARM: tuple[Column, ...] = (
    ("kernels", lambda r: variant_name(r)),
    ("threads", lambda r: str(r.threads)),
    ("ms/page", lambda r: f"{r.ms_median:.0f}"),
    ("p10", lambda r: f"{r.ms_p10:.0f}"),
    ("p90", lambda r: f"{r.ms_p90:.0f}"),
    ("ratio", lambda r: f"{r.ratio:.2f}"),
    ("CPU ms", lambda r: f"{r.cpu_ms:.0f}"),
    ("CPU ratio", lambda r: f"{r.cpu_ratio:.2f}"),
)
COLD: tuple[Column, ...] = (
    ("cold ms", lambda r: f"{r.cold('wall_ms'):.0f}"),
    ("cold CPU ms", lambda r: f"{r.cold('cpu_ms'):.0f}"),
    ("peak MB", lambda r: f"{r.cold('peak_mb'):.0f}"),
)


def variant_name(row: PageRow) -> str:
    """Return the name of a row's kernels and precision, with the detector's if it is another."""
    name = kernels(row)
    same = row.det_precision == row.precision
    return name if same else f"{name}, detector {row.det_precision}"


def table(rows: Sequence[PageRow]) -> list[list[str]]:
    """Return a table's cells, headings first: a row for each variant."""
    columns = WARM + (COLD if all(row.starts for row in rows) else ())
    return [[name for name, _ in columns], *([cell(r) for _, cell in columns] for r in rows)]


def stage_table(rows: Sequence[PageRow]) -> list[list[str]]:
    """Return a table's cells: a row for each stage, a column for each variant.

    Cells are milliseconds of a page and, in percent, the share of its whole time.
    """
    several = len({row.threads for row in rows}) > 1
    heads = [f"{variant_name(r)}, {r.threads} thr." if several else variant_name(r) for r in rows]
    found = [{one.stage: f"{one.ms:.1f} ({one.share:.0%})" for one in row.stages} for row in rows]
    # A stage that only a later variant runs through comes after the others, before the rest.
    names = list(dict.fromkeys(one.stage for row in rows for one in row.stages[:-1]))
    names.append(rows[0].stages[-1].stage)
    return [
        ["ms a page", *heads],
        *([name, *(one.get(name, "") for one in found)] for name in names),
    ]


def circumstances(rows: Sequence[PageRow]) -> str:
    """Return in a line how the rows were measured."""
    first = rows[0]
    starts = f", {len(first.starts)} cold start(s) a row" if first.starts else ""
    return f"{first.cpu}, {first.pages} page(s), {first.rounds} alternating rounds{starts}"


def plain(rows: Sequence[PageRow]) -> str:
    """Return both tables as text."""
    return f"{plain_text(table(rows))}\n\n{plain_text(stage_table(rows))}"


def markdown(rows: Sequence[PageRow]) -> str:
    """Return a report as Markdown: how it was measured, then both tables."""
    lines = [
        f"{circumstances(rows)}. Medians of milliseconds a page, with the 10th and 90th "
        "percentile, and of processor time; ratios are to the first row, of the same page in the "
        "same round. Cold: a fresh process that reads the first page, with its peak memory.",
        markdown_table(table(rows)),
        markdown_table(stage_table(rows)),
    ]
    return "\n\n".join(lines) + "\n"
