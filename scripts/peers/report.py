"""The results of a run: a summary for each system, as JSON and as a Markdown table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from statistics import fmean, median, quantiles
from typing import Any

from ocrlc.evaluation.text_metrics import WordCounts
from ocrlc.system.cpu import cpu_name
from scripts.peers.pages import TruePage
from scripts.peers.run import Outcome

Row = dict[str, Any]

# Heading, key in a summary, format.
_COLUMNS = (
    ("system", "name", "{}"),
    ("word F1", "word_f1", "{:.3f}"),
    ("with case", "word_f1_exact", "{:.3f}"),
    ("CER %", "cer_folded", "{:.2f}"),
    ("with case", "cer", "{:.2f}"),
    ("s/page median", "seconds_median", "{:.2f}"),
    ("mean", "seconds_mean", "{:.2f}"),
    ("p10", "seconds_p10", "{:.2f}"),
    ("p90", "seconds_p90", "{:.2f}"),
    ("ratio", "ratio", "{:.2f}"),
    ("peak MB", "peak_mb", "{:.0f}"),
    ("installed MB", "installed_mb", "{:.0f}"),
    ("failed", "failed", "{}"),
)


def summarise(outcome: Outcome, reference: Outcome | None) -> Row:
    """Return a system's figures over all pages.

    Args:
        outcome: results of the system.
        reference: the one whose times `ratio` compares with, page by page; None for no ratio.
    """
    words = sum((score.words for score in outcome.scores), WordCounts())
    exact = sum((score.words_exact for score in outcome.scores), WordCounts())
    characters = max(1, sum(score.characters for score in outcome.scores))
    times = [seconds for seconds in outcome.seconds if not math.isnan(seconds)] or [math.nan]
    tenths = quantiles(times, n=10, method="inclusive") if len(times) > 1 else times * 9
    return {
        "name": outcome.system.name,
        "versions": outcome.versions,
        "options": dict(outcome.system.options),
        "word_f1": words.f1,
        "word_precision": words.precision,
        "word_recall": words.recall,
        "word_f1_exact": exact.f1,
        "cer": 100 * sum(score.edits for score in outcome.scores) / characters,
        "cer_folded": 100 * sum(score.edits_folded for score in outcome.scores) / characters,
        "seconds_median": median(times),
        "seconds_mean": fmean(times),
        "seconds_p10": tenths[0],
        "seconds_p90": tenths[-1],
        "ratio": _ratio(outcome, reference) if reference else None,
        "load_seconds": outcome.load_seconds,
        "peak_mb": outcome.peak_bytes / 1e6,
        "installed_mb": outcome.installed_bytes / 1e6,
        "failed": len(outcome.errors),
        "errors": outcome.errors,
    }


def report(
    outcomes: Sequence[Outcome], pages: Sequence[TruePage], threads: int, reference: str
) -> Row:
    """Return everything a run has found, ready for JSON.

    Args:
        outcomes: results of each system, after the last page or some earlier one.
        pages: the pages read, in order; those not read yet are left out.
        threads: number of threads of each system.
        reference: name of the system that times are compared with.
    """
    pages = pages[: min(len(outcome.seconds) for outcome in outcomes)]
    by_name = {outcome.system.name: outcome for outcome in outcomes}
    per_page = [
        {
            "page": page.name,
            **{
                name: {"seconds": outcome.seconds[i], **asdict(outcome.scores[i])}
                for name, outcome in by_name.items()
            },
        }
        for i, page in enumerate(pages)
    ]
    return {
        "cpu": cpu_name(),
        "threads": threads,
        "pages": len(pages),
        "reference": reference if reference in by_name else None,
        "systems": [summarise(outcome, by_name.get(reference)) for outcome in outcomes],
        "per_page": per_page,
    }


def table(result: Row) -> str:
    """Return a run's summary as a Markdown table."""
    lines = [
        "| " + " | ".join(heading for heading, _, _ in _COLUMNS) + " |",
        "|---|" + "---:|" * (len(_COLUMNS) - 1),
    ]
    for row in result["systems"]:
        cells = [_cell(row[key], form) for _, key, form in _COLUMNS]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def systems(result: Row) -> str:
    """Return what each system of a run was, and what it failed on, as a Markdown list."""
    lines = []
    for row in result["systems"]:
        parts = [f"{name} {version}" for name, version in row["versions"].items()]
        parts += [f"{key}={value}" for key, value in row["options"].items()]
        lines.append(f"- {row['name']}: {', '.join(parts)}")
        lines += [f"  - failed on {error}" for error in row["errors"]]
    return "\n".join(lines)


def markdown(result: Row) -> str:
    """Return a run's circumstances, its table and its systems."""
    circumstances = f"{result['pages']} pages, {result['threads']} threads, {result['cpu']}."
    if result["reference"]:
        circumstances += f" Ratio: time to {result['reference']}'s, median over pages."
    return f"{circumstances}\n\n{table(result)}\n\n{systems(result)}"


def _cell(value: Any, form: str) -> str:
    return "–" if value is None else form.format(value)


def _ratio(outcome: Outcome, reference: Outcome) -> float:
    ratios = [
        own / other
        for own, other in zip(outcome.seconds, reference.seconds, strict=True)
        if not (math.isnan(own) or math.isnan(other))
    ]
    return median(ratios) if ratios else math.nan
