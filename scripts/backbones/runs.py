"""Training runs, checked to be comparable and grouped by backbone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocrlc.config import Config
from ocrlc.inference.bundles import CONFIG, Bundle, find_bundle
from ocrlc.models.mobilenet_v3 import MobileNetV3Config
from ocrlc.models.pplcnet import PPLCNetConfig
from ocrlc.models.schema import BackboneConfig
from ocrlc.recipes import load_config
from scripts.backbones.families import FAMILIES

MAY_DIFFER = {("model", "backbone"), ("train", "output_dir"), ("train", "seed")}


@dataclass(frozen=True)
class TrainingRun:
    """A run's folder."""

    path: Path
    config: Config
    best: Bundle

    def lines(self) -> int:
        """Lines seen in training, up to the last validation."""
        return max((record["lines"] for record in self._judged()), default=0)

    def validations(self) -> list[dict[str, Any]]:
        """Records of the validations, in order."""
        selects = FAMILIES[self.config.model.family].selects
        return [record for record in self._judged() if selects in record]

    def _judged(self) -> list[dict[str, Any]]:
        text = (self.path / "metrics.jsonl").read_text(encoding="utf-8")
        records = (json.loads(row) for row in text.splitlines())
        return [record for record in records if "loss" not in record]


@dataclass(frozen=True)
class Arm:
    """Runs of one backbone, each from another seed."""

    backbone: BackboneConfig
    runs: tuple[TrainingRun, ...]

    @property
    def name(self) -> str:
        """The backbone in words: `LCNet 1x early`."""
        return backbone_name(self.backbone)


def backbone_name(backbone: BackboneConfig) -> str:
    """Return a backbone in words, with all options that are not the usual ones."""
    layout = {"ppocrv2": "PP-OCRv2 strides"}.get(backbone.layout, backbone.layout)
    if isinstance(backbone, MobileNetV3Config):
        return f"MobileNetV3-{backbone.size} {backbone.scale:g}x {layout}"
    usual = PPLCNetConfig().model_dump()
    unusual = [
        _words(key, value)
        for key, value in backbone.model_dump().items()
        if value != usual[key] and key not in ("name", "scale", "layout")
    ]
    return ", ".join([f"LCNet {backbone.scale:g}x {layout}", *unusual])


def load_run(path: Path) -> TrainingRun:
    """Open a run's folder.

    Raises:
        ModelError: there is no bundle `best` in it.
        ConfigError: its config is missing or not valid.
        ValueError: it has not used up its budget.
    """
    run = TrainingRun(path, load_config(str(path / CONFIG)), find_bundle(path / "best"))
    seen, budget = run.lines(), run.config.train.lines
    if seen < budget:
        raise ValueError(f"{path} is not finished: {seen:,} of {budget:,} lines")
    return run


def group(runs: Sequence[TrainingRun]) -> list[Arm]:
    """Group runs by backbone, in the order given.

    Raises:
        ValueError: runs differ in more than backbone, folder and seed, or two are the same.
    """
    found: dict[str, list[TrainingRun]] = {}
    for run in runs:
        unequal = _differences(runs[0].config.model_dump(), run.config.model_dump())
        if unequal:
            raise ValueError(f"{run.path} and {runs[0].path} differ in {', '.join(unequal)}")
        found.setdefault(run.config.model.backbone.model_dump_json(), []).append(run)
    for same in found.values():
        if len({run.config.train.seed for run in same}) < len(same):
            names = ", ".join(str(run.path) for run in same)
            raise ValueError(f"these runs have one backbone and one seed: {names}")
    return [Arm(same[0].config.model.backbone, tuple(same)) for same in found.values()]


def _differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return [
        f"{section}.{key}"
        for section, values in first.items()
        for key, value in values.items()
        if (section, key) not in MAY_DIFFER and value != second[section][key]
    ]


def _words(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f"{key} {value}"
    if not value["blocks"]:
        return {"large_kernel": "3×3 kernels", "se": "no SE"}[key]
    return f"{key} {value['blocks']} {value['position']}"
