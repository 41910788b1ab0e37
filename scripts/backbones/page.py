"""The comparison as a Markdown page and a picture, from its stored record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ocrlc.evaluation.speed.benchmark_report import markdown_table
from ocrlc.evaluation.speed.pareto_plot import Point, draw_pareto
from scripts.backbones.families import FAMILIES, Family
from scripts.backbones.verdict import judge, main_ratio, verdict

Record = dict[str, Any]

INTRO = """# {title}

<!-- Made by scripts/compare_backbones.py from {source}; do not edit. -->

{network}, data, schedule and budget are the same for all: {lines:,}
{trained} from scratch, drawn, in an order that depends on the seed alone; `train.precision` is
{precision}. {cpu}.
"""

HOW = """
## How

{commands}        {sets}

Accuracy is that of `best` in fp32; several seeds of a backbone count as one set of {item}s. In
brackets are 95 % bootstrap intervals over {item}s (1000 resamples, paired for differences): they
tell what other {item}s might have shown, not what other seeds might. {note}, medians of one
alternating run; from run to run they differ, so they compare only within one. `level` means: within
3 % of the time, or zero inside the interval. The verdict's times are with oneDNN, one thread, batch
1.
"""


def render(record: Record, source: str, picture: str) -> str:
    """Return the page.

    Args:
        record: as `compare` made it.
        source: name of the file it is stored in.
        picture: name of the plot, relative to the page.
    """
    family = FAMILIES[record["family"]]
    row = record["arms"][0]["latency"][0]
    intro = INTRO.format(
        title=family.title,
        network=family.network,
        trained=family.trained,
        source=source,
        lines=record["lines_trained"],
        precision=record["precision_trained"],
        cpu=record["cpu"],
    )
    recipes = dict.fromkeys(row["model"] for arm in record["arms"] for row in arm["latency"])
    sets = " \\\n        ".join(
        f"--set '{title}: {json.dumps(options)}'" for title, options in record["sources"].items()
    )
    parts = [
        intro,
        "## Verdict\n",
        "\n".join(verdict(record)),
        "\n## Accuracy\n",
        *(_accuracy(record, family, title) for title in record["sets"]),
        "## Latency\n",
        markdown_table(_latency(record["arms"], family)),
        f"\n![{family.judged_by} over milliseconds a {family.item}]({picture})\n",
        "## Pairs\n",
        "Time: LCNet's over MobileNetV3's. Points: LCNet's rates less MobileNetV3's.\n",
        *(_pairs(record, family, title) for title in record["sets"]),
        HOW.format(
            commands=family.commands.format(
                lines=record["lines_trained"], recipes=" ".join(recipes)
            ),
            sets=sets,
            item=family.item,
            note=family.note.format(**row),
        ).strip("\n"),
    ]
    return "\n".join(parts) + "\n"


def draw(record: Record, picture: Path) -> None:
    """Draw the accuracy on the first set over time, a colour for every setting."""
    title, family = next(iter(record["sets"])), FAMILIES[record["family"]]
    points = [
        Point(arm["name"], setting(row), row["ms_median"], *arm["accuracy"][title][family.first])
        for arm in record["arms"]
        for row in arm["latency"]
    ]
    draw_pareto(points, picture, f"{title}, {record['cpu']}")


def setting(row: Record) -> str:
    """Name the setting of a benchmark's row."""
    kernels = "oneDNN" if row["onednn"] else "plain"
    precision = "" if row["precision"] == "fp32" else f" {row['precision']}"
    engine = "" if row["engine"] == "paddle" else f"{row['engine']} "
    threads = "" if row["threads"] == 1 else f", {row['threads']} threads"
    return f"{engine}{kernels}{precision}, batch {row['batch']}{threads}"


def _accuracy(record: Record, family: Family, title: str) -> str:
    rows = [["backbone", "params", "MMACs", "seeds", *family.rates.values(), "validation"]]
    for arm in record["arms"]:
        rates = arm["accuracy"][title]
        shown = [_interval(rates[name]) for name in family.rates]
        seen = ", ".join(f"{run[family.first]:.1f}" for run in arm["validation"])
        sizes = [f"{arm['params'] / 1e6:.2f} M", f"{arm['macs'] / 1e6:.0f}"]
        rows.append([arm["name"], *sizes, str(len(arm["seeds"])), *shown, seen])
    count = f"{record['sets'][title]:,}"
    note = f"{title}: {count} {family.item}s. Validation: {family.judged_by} of each seed's best.\n"
    return f"{note}\n{markdown_table(rows)}\n"


def _latency(arms: Sequence[Record], family: Family) -> list[list[str]]:
    settings = list(dict.fromkeys(setting(row) for arm in arms for row in arm["latency"]))
    gains = [name for name in settings if name.replace("oneDNN", "plain") in settings]
    gains = [name for name in gains if "oneDNN" in name]
    titles = [f"oneDNN's gain,{name.removeprefix('oneDNN,')}" for name in gains]
    rows = [[f"ms/{family.item}, median [p10, p90]", *settings, *titles]]
    for arm in arms:
        found = {setting(row): row for row in arm["latency"]}
        cells = [
            f"{row['ms_median']:.2f} [{row['ms_p10']:.2f}, {row['ms_p90']:.2f}]" if row else "–"
            for row in map(found.get, settings)
        ]
        for name in gains:
            fast, plain = found.get(name), found.get(name.replace("oneDNN", "plain"))
            gain = plain["ms_median"] / fast["ms_median"] if fast and plain else None
            cells.append("–" if gain is None else f"{gain:.2f}")
        rows.append([arm["name"], *cells])
    return rows


def _pairs(record: Record, family: Family, title: str) -> str:
    settings = list(dict.fromkeys(setting(row) for p in record["pairs"] for row in p["ratios"]))
    points = [family.rates[name].replace(" %", ", points") for name in family.changes]
    rows = [["LCNet against MobileNetV3", *points, *settings, "LCNet is"]]
    for pair in record["pairs"]:
        ratios = {setting(row): f"{row['ratio']:.2f}" for row in pair["ratios"]}
        change = pair["difference"][title]
        rows.append(
            [
                f"{pair['lcnet']} against {pair['mobilenet_v3']}",
                *(_interval(change[name], "+") for name in family.changes),
                *(ratios.get(name, "–") for name in settings),
                judge(main_ratio(pair), change[family.first]),
            ]
        )
    return f"{title}:\n\n{markdown_table(rows)}\n"


def _interval(estimate: Sequence[float], sign: str = "") -> str:
    value, low, high = (f"{v:{sign}.2f}" for v in estimate)
    return f"{value} [{low}, {high}]"
