"""Making one record of plain data from recipes and training runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from ocrlc import Recognizer
from ocrlc.config import Config, LabelSource
from ocrlc.evaluation.intervals import Estimate, differences, intervals
from ocrlc.evaluation.lines import evaluate_lines, usable_lines
from ocrlc.evaluation.speed.benchmark import Setting, benchmark
from ocrlc.evaluation.speed.turns import turn_counts
from ocrlc.evaluation.text_metrics import Counts
from ocrlc.recipes import load_config
from ocrlc.recognition.line_classifier import LineClassifier
from scripts.backbones.runs import TrainingRun
from scripts.strategies.arms import ARMS, WHOLE, Arm

Record = dict[str, Any]
BATCHES = (1, 8)
RATE = {"recognizer": "exact", "classifier": "accuracy"}
"""The rate in percent by which arms of each family are compared."""


def latency(rounds: int, width: int, arms: Sequence[Arm] = ARMS) -> list[Record]:
    """Time all arms under oneDNN on one thread in one alternating run, with random weights."""
    settings = [Setting(batch=batch, width=width) for batch in BATCHES]
    rows = benchmark([arm.recipe for arm in arms], settings, rounds)
    return [row.to_dict() for row in rows]


def accuracy(runs: Sequence[TrainingRun], sets: Mapping[str, LabelSource]) -> Record:
    """Judge trained arms on labelled lines, each beside the whole network of its family.

    Args:
        runs: runs of any arms, with any number of seeds and one budget for each family.
        sets: labelled lines by title.

    Returns:
        By family: budget, seeds, and by title and recipe the rate and the difference to the whole.

    Raises:
        ValueError: a run is of no arm, runs of a family differ in more than the strategy, or the
            whole network is missing.
    """
    record: Record = {}
    for family, whole in WHOLE.items():
        own = [run for run in runs if run.config.model.family == family]
        if not own:
            continue
        by_recipe: dict[str, list[TrainingRun]] = {}
        for run in own:
            if _budget(run.config) != _budget(own[0].config):
                raise ValueError(f"{run.path} and {own[0].path} differ in more than the strategy")
            by_recipe.setdefault(_recipe(run), []).append(run)
        if whole.recipe not in by_recipe:
            raise ValueError(f"there is no run of {whole.recipe} to compare with")
        record[family] = {
            "lines_trained": own[0].config.train.lines,
            "seeds": {r: [x.config.train.seed for x in found] for r, found in by_recipe.items()},
            "sets": {
                title: _compared(by_recipe, whole.recipe, source, RATE[family])
                for title, source in sets.items()
            },
        }
    return record


def _compared(
    runs: Mapping[str, Sequence[TrainingRun]], whole: str, source: LabelSource, rate: str
) -> Record:
    counts = {recipe: {rate: _counts(found, source, rate)} for recipe, found in runs.items()}
    return {
        recipe: {
            "lines": len(own[rate]),
            "rate": _plain(intervals(own)[rate]),
            "difference": _plain(differences(own, counts[whole])[rate]),
        }
        for recipe, own in counts.items()
    }


def _counts(runs: Sequence[TrainingRun], source: LabelSource, rate: str) -> Counts:
    """Read lines with all seeds of an arm; a line's counts are those of its runs together."""
    found = [READ[run.config.model.family](run, source)[rate] for run in runs]
    return sum(found[1:], found[0])


def _read(run: TrainingRun, source: LabelSource) -> dict[str, Counts]:
    return evaluate_lines(Recognizer(run.best.path, precision="fp32", lm=False), source).counts


def _classify(run: TrainingRun, source: LabelSource) -> dict[str, Counts]:
    _, usable, _ = usable_lines(source)
    reader = LineClassifier(run.best.path, precision="fp32")
    return turn_counts(reader, [image for _, image in usable])


READ = {"recognizer": _read, "classifier": _classify}


def _recipe(run: TrainingRun) -> str:
    for arm in ARMS:
        if load_config(arm.recipe).model == run.config.model:
            return arm.recipe
    raise ValueError(f"{run.path} is no arm: its architecture is that of no recipe here")


def _budget(config: Config) -> Config:
    """A config without what arms may differ in."""
    train = config.train.model_copy(update={"output_dir": "", "seed": 0})
    return config.model_copy(update={"model": None, "train": train})


def _plain(estimate: Estimate) -> list[float]:
    return [round(value, 3) for value in astuple(estimate)]
