"""The measurement of the strategies as a Markdown page, from its stored record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ocrlc.evaluation.speed.benchmark_report import markdown_table
from scripts.strategies.arms import LEFT_OUT, MOVED, STEPS, WHOLE, Arm

Record = dict[str, Any]

INTRO = """# PP-LCNet's strategies, one by one

<!-- Made by scripts/compare_strategies.py from {source}; do not edit. -->

Times are with oneDNN in fp32 on one thread, medians of one alternating run of {rounds} rounds in
milliseconds per line of 32×{width} pixels, random weights; in brackets the time over that of the
whole network. From run to run times differ, so they compare only within one. CPU: {cpu}.
[Evaluation](../evaluation.md#strategies) has the commands.

The paper's figures are of PP-LCNet 0.5x on ImageNet, Xeon 6148 with MKLDNN (arXiv 2109.15099):
top-1 in percent and milliseconds an image.
"""

LEFT = """
The paper adds the strategies one by one, top-1 and milliseconds: {steps}.

The last column is what the step of the strategy brought there; here it is left out of the whole
network, so that signs are opposite.
"""

NAMES = {"recognizer": "Recogniser", "classifier": "Classifier of lines"}
RATES = {"recognizer": "exact lines", "classifier": "lines told rightly"}
UNTRAINED = "Not trained yet: times alone.\n"


def render(record: Record, source: str) -> str:
    """Return the page.

    Args:
        record: as the script stores it.
        source: name of the file it is stored in.
    """
    rows = record["latency"]
    steps = ", ".join(f"{name} {top:.2f} / {ms:.2f}" for name, (top, ms) in STEPS.items())
    parts = [
        INTRO.format(
            source=source, rounds=rows[0]["rounds"], width=rows[0]["width"], cpu=record["cpu"]
        ),
        "## Left out",
        LEFT.format(steps=steps),
    ]
    for family, arms in LEFT_OUT.items():
        whole = WHOLE[family]
        parts += [
            f"### {NAMES[family]}\n",
            _trained(record, whole),
            _table(record, (whole, *arms), whole, "paper: step"),
        ]
    whole = WHOLE["recognizer"]
    parts += ["## Moved\n", _table(record, (whole, *MOVED), whole, "paper: network")]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(record: Record, arms: Sequence[Arm], whole: Arm, paper: str) -> str:
    times = {(row["model"], row["batch"]): row for row in record["latency"]}
    batches = list(dict.fromkeys(row["batch"] for row in record["latency"]))
    judged = record.get("accuracy", {}).get(whole.family, {"sets": {}})["sets"]
    shown = [title for title, found in judged.items() if any(a.recipe in found for a in arms[1:])]
    head = ["network", "params", *(f"ms, batch {batch}" for batch in batches)]
    head += [f"{title}: {RATES[whole.family]} %" for title in shown]
    head += [f"{title}: less the whole" for title in shown] + [paper]
    cells = [head]
    for arm in arms:
        line = [arm.words, f"{times[arm.recipe, batches[0]]['params'] / 1e6:.2f} M"]
        for batch in batches:
            ms = times[arm.recipe, batch]["ms_median"]
            line.append(f"{ms:.2f} ({ms / times[whole.recipe, batch]['ms_median']:.2f})")
        found = [judged[title].get(arm.recipe) for title in shown]
        line += [_interval(own["rate"]) if own else "–" for own in found]
        line += [
            _interval(own["difference"], "+") if own and arm is not whole else "–" for own in found
        ]
        cells.append([*line, _paper(arm, whole, paper)])
    return markdown_table(cells) + "\n"


def _paper(arm: Arm, whole: Arm, column: str) -> str:
    if arm.paper is None:
        return "–"
    top, ms = arm.paper
    is_step = column == "paper: step" and arm is not whole
    return f"{top:+.2f} / {ms:+.2f}" if is_step else f"{top:.2f} / {ms:.2f}"


def _trained(record: Record, whole: Arm) -> str:
    own = record.get("accuracy", {}).get(whole.family)
    if own is None:
        return UNTRAINED
    seeds = max(len(found) for found in own["seeds"].values())
    counts = {t: next(iter(found.values()))["lines"] for t, found in own["sets"].items()}
    lines = ", ".join(f"{title} ({count:,})" for title, count in counts.items())
    return (
        f"Each trained on {own['lines_trained']:,} lines from scratch, {seeds} seed(s), judged on: "
        f"{lines}. In brackets 95 % bootstrap intervals over lines, paired for differences.\n"
    )


def _interval(estimate: Sequence[float], sign: str = "") -> str:
    value, low, high = (f"{v:{sign}.2f}" for v in estimate)
    return f"{value} [{low}, {high}]"
