"""Evaluating the structure that is found in documents whose Markdown is known."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from ocrlc.batches.outcomes import Reader
from ocrlc.errors import InputError
from ocrlc.evaluation.structure.markdown import parse
from ocrlc.evaluation.structure.metrics import heading_counts, order_distance, table_scores
from ocrlc.writers import write


def evaluate_structure(reader: Reader, folder: str | Path) -> dict[str, Any]:
    """Read the documents of a folder and compare their Markdown with the true one.

    Args:
        reader: reads the documents.
        folder: pictures or PDF files, each with its true Markdown beside it, in a file of the same
            name that ends in `.md`; tables may be HTML.

    Returns:
        In percent: `teds`, the mean similarity of tables with their texts, in which a missing table
        and a surplus one count as 0; `heading_f1` of the headings' texts; `heading_levels`, the
        share of those with their level; `order_distance`, the normalised edit distance of the whole
        text. `teds_by_rules` has the true tables apart by the rules they have, if their HTML tells
        it: `<table rules="all">`, `groups` (around header and body), `rows` or `none`. Beside them
        the numbers of `documents`, `pages` and `tables`, the mean `seconds` of a document, and the
        same rates of each under `by_document`.

    Raises:
        InputError: the folder has no document with its Markdown, or one cannot be read.
    """
    rows = {path.name: _measure(reader, path, truth) for path, truth in _documents(Path(folder))}
    if not rows:
        raise InputError(f"{folder}: there is no document with a .md file beside it")
    tables = [score for row in rows.values() for score in row["tables"]]
    counts = [
        sum(column) for column in zip(*(row["headings"] for row in rows.values()), strict=True)
    ]
    return {
        "documents": len(rows),
        "pages": sum(row["pages"] for row in rows.values()),
        "tables": len(tables),
        **_rates(tables, counts),
        "order_distance": _percent(mean(row["order"] for row in rows.values())),
        "seconds": round(mean(row["seconds"] for row in rows.values()), 4),
        **_by_rules(rows.values()),
        "by_document": {
            name: {
                **_rates(row["tables"], row["headings"]),
                "order_distance": _percent(row["order"]),
            }
            for name, row in rows.items()
        },
        "intervals": {},
    }


def _documents(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every document that has a Markdown file beside it, and the Markdown."""
    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder")
    for path in sorted(folder.iterdir()):
        truth = path.with_suffix(".md")
        if path.suffix != ".md" and truth.is_file():
            yield path, truth.read_text(encoding="utf-8")


def _measure(reader: Reader, path: Path, truth: str) -> dict[str, Any]:
    begun = time.perf_counter()
    document = reader.recognize(path)
    seconds = time.perf_counter() - begun
    found, true = parse(write(document, "markdown").decode()), parse(truth)
    scores = table_scores(found, true)
    return {
        "rules": list(zip(true.rules, scores, strict=False)),
        "pages": len(document.pages),
        "seconds": seconds,
        "tables": scores,
        "headings": heading_counts(found, true),
        "order": order_distance(found, true),
    }


def _by_rules(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the mean score of the true tables by their rules, of those that tell them."""
    groups: dict[str, list[float]] = {}
    for row in rows:
        for rules, score in row["rules"]:
            if rules:
                groups.setdefault(rules, []).append(score)
    if not groups:
        return {}
    return {
        "teds_by_rules": {
            rules: {"tables": len(scores), "teds": _percent(mean(scores))}
            for rules, scores in sorted(groups.items())
        }
    }


def _rates(tables: list[float], headings: tuple[int, ...] | list[int]) -> dict[str, float]:
    """Return the rates of tables and headings, those that there are."""
    matched, read, there, levels = headings
    rates = {}
    if tables:
        rates["teds"] = _percent(mean(tables))
    if read + there:
        rates["heading_f1"] = _percent(2 * matched / (read + there))
    if matched:
        rates["heading_levels"] = _percent(levels / matched)
    return rates


def _percent(share: float) -> float:
    return round(100 * share, 2)
