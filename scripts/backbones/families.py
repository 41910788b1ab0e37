"""What models of one family are compared by: their rates, and the words for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocrlc import Detector, Recognizer
from ocrlc.config import LabelSource
from ocrlc.evaluation.lines import evaluate_lines
from ocrlc.evaluation.pages import detector_counts
from ocrlc.evaluation.text_metrics import Counts
from ocrlc.inference.bundles import Bundle

Measured = dict[str, Counts]


@dataclass(frozen=True)
class Family:
    """A family of models.

    Attributes:
        page: name of the page that compares its backbones.
        title: the page's heading.
        trained: what a budget counts.
        network: what all arms share besides data, schedule and budget.
        item: what is labelled and measured, one of them.
        rates: headings of the rates by name; arms are judged by the first.
        judged_by: the first in words.
        changes: rates that pairs are compared by.
        selects: the key of a validation's record that is lowest for the best weights.
        measure: measures a model on labelled data.
        commands: how the page is made again, without the last command.
        note: what the page's last paragraph says of the rates and the size of what is timed.
    """

    page: str
    title: str
    trained: str
    network: str
    item: str
    rates: dict[str, str]
    judged_by: str
    changes: tuple[str, ...]
    selects: str
    measure: Callable[[Bundle, LabelSource], Measured]
    commands: str
    note: str

    @property
    def first(self) -> str:
        """The rate that arms are judged by."""
        return next(iter(self.rates))


def _read(bundle: Bundle, source: LabelSource) -> Measured:
    reader = Recognizer(bundle.path, precision="fp32", lm=False)
    return dict(evaluate_lines(reader, source).counts)


def _detect(bundle: Bundle, source: LabelSource) -> Measured:
    return detector_counts(Detector(bundle.path, precision="fp32"), source)


FAMILIES: dict[str, Family] = {
    "recognizer": Family(
        page="lcnet_vs_mobilenetv3",
        title="PP-LCNet beside MobileNetV3 as a recogniser's backbone",
        trained="lines",
        network="Neck (two-layer BiLSTM), head, charset",
        item="line",
        rates={
            "exact": "exact %",
            "cer": "CER %",
            "cer_nospace": "CER % nospace",
        },
        judged_by="exact lines",
        changes=("exact", "cer"),
        selects="cer",
        measure=_read,
        commands="""\
    python -m scripts.train_arms backbones --lines {lines} --folder runs/backbones \\
        -o data.cache=runs/chunks
    ocrlc benchmark {recipes} \\
        --both --batch 1 --batch 8 --rounds 60 --json bench.json
    ocrlc synth -o drawn --split test --seed 20000000 -n 2000
    python -m scripts.compare_backbones data/arms/rec_* --benchmark bench.json \\
""",
        note="Exact lines and CER count case and spaces; the rates are defined in "
        "[evaluation](../evaluation.md). Times are milliseconds per line of 32×{width} pixels",
    ),
    "detector": Family(
        page="lcnet_vs_mobilenetv3_detector",
        title="PP-LCNet beside MobileNetV3 as a detector's backbone",
        trained="crops",
        network="Neck, head, post-processing",
        item="page",
        rates={"hmean": "Hmean %", "coverage": "coverage %"},
        judged_by="Hmean",
        changes=("hmean", "coverage"),
        selects="error",
        measure=_detect,
        commands="""\
    python -m scripts.train_arms detectors --lines {lines} --folder runs/det_arms \\
        -o data.cache=runs/det_chunks
    ocrlc benchmark {recipes} \\
        --both --width 384 --rounds 60 --json bench.json
    python -m scripts.draw_difficult difficult
    python -m scripts.compare_backbones data/arms/det_* --benchmark bench.json \\
""",
        note="Hmean (at an IoU of 0.5) and coverage are defined in [evaluation](../evaluation.md); "
        "thresholds and growth of the boxes are the defaults for all. Times are milliseconds per "
        "page of {height}×{width} pixels",
    ),
}
"""All families that have backbones compared, by `model.family`."""
