"""Making one record of plain data from runs, labelled lines and a benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from itertools import combinations
from pathlib import Path
from typing import Any

from ocrlc.config import Config, LabelSource
from ocrlc.errors import OcrlcError
from ocrlc.evaluation.intervals import Estimate, differences, intervals
from ocrlc.inference.bundles import find_bundle
from ocrlc.recipes import load_config
from scripts.backbones.families import FAMILIES, Family, Measured
from scripts.backbones.runs import Arm, backbone_name

Record = dict[str, Any]

SHARED = ("engine", "onednn", "precision", "threads", "batch", "width", "height")
"""Fields of a benchmark's row that make its setting; only rows of detectors have a height."""


def compare(
    arms: Sequence[Arm], sets: Mapping[str, LabelSource], benchmark: Path, cpu: str
) -> Record:
    """Measure all arms and every pair of a LCNet and a MobileNetV3.

    Args:
        arms: to compare, all of one family.
        sets: labelled lines or pages by title.
        benchmark: rows of `ocrlc benchmark --json`, of all arms in one run; models may be runs'
            bundles or recipes.
        cpu: what the benchmark ran on.

    Returns:
        Plain data, as it is stored: budget, arms with accuracy and latency, pairs with
        differences and ratios.

    Raises:
        ValueError: an arm has no row in the benchmark, or two in one setting.
    """
    latency = _latency(json.loads(benchmark.read_text(encoding="utf-8")), arms)
    config = arms[0].runs[0].config
    family = FAMILIES[config.model.family]
    counts = [
        {title: _measure(arm, family, source) for title, source in sets.items()} for arm in arms
    ]
    return {
        "family": config.model.family,
        "cpu": cpu,
        "lines_trained": config.train.lines,
        "precision_trained": config.train.precision,
        "sets": {title: len(c[family.first]) for title, c in counts[0].items()},
        "sources": {
            title: source.model_dump(exclude_defaults=True, exclude={"kind"})
            for title, source in sets.items()
        },
        "arms": [
            _arm(arm, family, found, rows)
            for arm, found, rows in zip(arms, counts, latency, strict=True)
        ],
        "pairs": [
            _pair(arms[i], arms[j], (counts[i], counts[j]), (latency[i], latency[j]))
            for i, one in enumerate(arms)
            for j, other in enumerate(arms)
            if (one.backbone.name, other.backbone.name) == ("pplcnet", "mobilenet_v3")
        ],
    }


def _measure(arm: Arm, family: Family, source: LabelSource) -> Measured:
    """Measure all of an arm's runs; the counts of a line or page are those of its runs together."""
    total: Measured = {}
    for run in arm.runs:
        counts = family.measure(run.best, source)
        total = {name: counts[name] + total.get(name, 0) for name in family.rates}
    return total


def _arm(
    arm: Arm, family: Family, counts: Mapping[str, Measured], rows: Sequence[Record]
) -> Record:
    return {
        "name": arm.name,
        "backbone": arm.backbone.model_dump(mode="json"),
        "params": rows[0]["params"],
        "macs": rows[0]["macs"],
        "seeds": [run.config.train.seed for run in arm.runs],
        "validation": [_best(run.validations(), family) for run in arm.runs],
        "accuracy": {title: _plain(intervals(values)) for title, values in counts.items()},
        "latency": list(rows),
    }


def _pair(
    one: Arm,
    other: Arm,
    counts: tuple[Mapping[str, Measured], Mapping[str, Measured]],
    rows: tuple[Sequence[Record], Sequence[Record]],
) -> Record:
    return {
        "lcnet": one.name,
        "mobilenet_v3": other.name,
        "difference": {
            title: _plain(differences(counts[0][title], counts[1][title])) for title in counts[0]
        },
        "ratios": [
            {**_setting(a), "ratio": a["ms_median"] / b["ms_median"]}
            for a in rows[0]
            for b in rows[1]
            if _setting(a) == _setting(b)
        ],
    }


def _latency(rows: Sequence[Record], arms: Sequence[Arm]) -> list[list[Record]]:
    """Find each arm's rows: those of models with its backbone."""
    names = {
        name: backbone_name(_config(name).model.backbone) for name in {r["model"] for r in rows}
    }
    found = [[row for row in rows if names[row["model"]] == arm.name] for arm in arms]
    missing = [arm.name for arm, own in zip(arms, found, strict=True) if not own]
    if missing:
        raise ValueError(f"the benchmark has no row of {', '.join(missing)}")
    for arm, own in zip(arms, found, strict=True):
        if any(_setting(row) == _setting(other) for row, other in combinations(own, 2)):
            raise ValueError(f"the benchmark has several rows of {arm.name} in one setting")
    return found


def _config(name: str) -> Config:
    try:
        return load_config(name) if name.endswith((".yml", ".yaml")) else find_bundle(name).config
    except OcrlcError as error:
        raise ValueError(f"the benchmark names a model that is not to be found: {error}") from error


def _setting(row: Record) -> Record:
    return {key: row[key] for key in SHARED if key in row}


def _best(validations: Sequence[Record], family: Family) -> Record:
    best = min(validations, key=lambda record: record[family.selects])
    return {key: best[key] for key in ("step", "lines", *family.rates) if key in best}


def _plain(estimates: Mapping[str, Estimate]) -> dict[str, list[float]]:
    return {name: [round(v, 3) for v in astuple(e)] for name, e in estimates.items()}
