"""The conclusion of the comparison, in three sentences made from its figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from scripts.backbones.families import FAMILIES

Record = dict[str, Any]

AHEAD = "faster and more accurate"
LEVEL_TIME = 0.03
"""Times closer than this share count as level: about the spread of repeated runs."""


def verdict(record: Record) -> list[str]:
    """Return sentences: at equal parameters, at equal time, as PP-OCRv2 had it; ahead on both."""
    arms = {arm["name"]: arm for arm in record["arms"]}
    pairs = record["pairs"]

    def unlike(pair: Record) -> tuple[float, bool]:
        one, other = arms[pair["lcnet"]], arms[pair["mobilenet_v3"]]
        layouts = one["backbone"]["layout"] != other["backbone"]["layout"]
        return round(abs(math.log(one["params"] / other["params"])), 2), layouts

    def slower(pair: Record) -> float:
        return abs(math.log(main_ratio(pair)))

    sentences = [
        _sentence("At equal parameters", _closest(pairs, unlike), arms, record),
        _sentence("At equal time", _closest(pairs, slower), arms, record),
    ]
    original = [
        pair for pair in pairs if _as_ppocrv2(arms[pair["lcnet"]], arms[pair["mobilenet_v3"]])
    ]
    if original:
        sentences.append(_sentence("As PP-OCRv2 had it", original[0], arms, record))
    title = next(iter(record["sets"]))
    for pair in pairs:
        if judge(main_ratio(pair), pair["difference"][title][_rate(record)]) == AHEAD:
            sentences.append(_sentence("Ahead on both", pair, arms, record))
    return sentences


def main_ratio(pair: Record) -> float:
    """Return the ratio of times with oneDNN in fp32 on one thread at batch 1.

    Raises:
        ValueError: the benchmark did not measure that.
    """
    wanted = {"engine": "paddle", "onednn": True, "precision": "fp32", "threads": 1, "batch": 1}
    for row in pair["ratios"]:
        if all(row[key] == value for key, value in wanted.items()):
            return float(row["ratio"])
    raise ValueError("the benchmark lacks rows of oneDNN, fp32, one thread, batch 1")


def judge(ratio: float, difference: Sequence[float]) -> str:
    """Say in words what a ratio of times and a difference in accuracy mean.

    Args:
        ratio: LCNet's time over MobileNetV3's.
        difference: LCNet's rate less MobileNetV3's, and its interval, in percentage points.
    """
    faster = "level in time"
    if abs(ratio - 1) > LEVEL_TIME:
        faster = "faster" if ratio < 1 else "slower"
    _, low, high = difference
    better = "level in accuracy"
    if low > 0 or high < 0:
        better = "more accurate" if low > 0 else "less accurate"
    return f"{faster} and {better}"


def _sentence(lead: str, pair: Record, arms: dict[str, Record], record: Record) -> str:
    title = next(iter(record["sets"]))
    ratio, change = main_ratio(pair), pair["difference"][title][_rate(record)]
    one, other = arms[pair["lcnet"]], arms[pair["mobilenet_v3"]]
    return (
        f"**{lead}**, {pair['lcnet']} ({one['params'] / 1e6:.2f} M) is {judge(ratio, change)} "
        f"beside {pair['mobilenet_v3']} ({other['params'] / 1e6:.2f} M): "
        f"{ratio:.2f} of its time, and "
        f"{change[0]:+.2f} points of {FAMILIES[record['family']].judged_by} "
        f"[{change[1]:+.2f}, {change[2]:+.2f}] ({title})."
    )


def _rate(record: Record) -> str:
    return FAMILIES[record["family"]].first


def _closest(pairs: Sequence[Record], unlike: Callable[[Record], Any]) -> Record:
    if not pairs:
        raise ValueError("there is no LCNet beside a MobileNetV3 to judge")
    return min(pairs, key=unlike)


def _as_ppocrv2(one: Record, other: Record) -> bool:
    backbones = one["backbone"], other["backbone"]
    scales = [backbone["scale"] for backbone in backbones]
    layouts = {backbone["layout"] for backbone in backbones}
    return layouts == {"ppocrv2"} and scales == [1.0, 0.5]
