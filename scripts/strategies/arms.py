"""The arms of the measurement, and what the paper found of each on ImageNet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["recognizer", "classifier"]


@dataclass(frozen=True)
class Arm:
    """A recipe with one strategy switched off or moved.

    Attributes:
        recipe: its bundled name.
        words: what is different from the whole network.
        family: family of the network.
        paper: top-1 in percent and milliseconds, PP-LCNet 0.5x on ImageNet, Xeon 6148 with
            MKLDNN (arXiv 2109.15099): of a strategy switched off, what adding it
            brought when the paper added them one by one, in the order of `STEPS`; of one moved,
            the network's own figures. None where the paper has none.
    """

    recipe: str
    words: str
    family: Family
    paper: tuple[float, float] | None = None


WHOLE: dict[Family, Arm] = {
    "recognizer": Arm("rec_lcnet_small.yml", "all strategies", "recognizer", (63.14, 2.05)),
    "classifier": Arm("line_orientation.yml", "all strategies", "classifier", (63.14, 2.05)),
}

STEPS: dict[str, tuple[float, float]] = {
    "base": (55.58, 1.61),
    "hswish": (58.18, 1.66),
    "5x5": (59.09, 1.70),
    "se": (59.91, 1.85),
    "wide": (62.50, 2.05),
    "dropout": (63.14, 2.05),
}
"""Top-1 and milliseconds as the paper adds one strategy after the other."""


def gain(step: str) -> tuple[float, float]:
    """Return what adding a strategy brought in the paper: points of top-1, milliseconds."""
    names = list(STEPS)
    (top, ms), (top_before, ms_before) = STEPS[step], STEPS[names[names.index(step) - 1]]
    return round(top - top_before, 2), round(ms - ms_before, 2)


LEFT_OUT: dict[Family, tuple[Arm, ...]] = {
    "recognizer": (
        Arm("strategies/relu.yml", "ReLU for H-Swish", "recognizer", gain("hswish")),
        Arm("strategies/3x3.yml", "no 5×5 kernels", "recognizer", gain("5x5")),
        Arm("strategies/no_se.yml", "no SE", "recognizer", gain("se")),
    ),
    "classifier": (
        Arm("strategies/classifier_relu.yml", "ReLU for H-Swish", "classifier", gain("hswish")),
        Arm("strategies/classifier_3x3.yml", "no 5×5 kernels", "classifier", gain("5x5")),
        Arm("strategies/classifier_no_se.yml", "no SE", "classifier", gain("se")),
        Arm("strategies/classifier_no_wide.yml", "no wide last conv", "classifier", gain("wide")),
        Arm("strategies/classifier_no_dropout.yml", "no dropout", "classifier", gain("dropout")),
    ),
}

MOVED: tuple[Arm, ...] = (
    Arm("strategies/se_front.yml", "SE in the first two blocks", "recognizer", (61.73, 2.06)),
    Arm("strategies/se_middle.yml", "SE in two middle blocks", "recognizer", (62.17, 2.03)),
    Arm("strategies/se_all.yml", "SE in all blocks", "recognizer", (64.27, 3.80)),
    Arm("strategies/5x5_front.yml", "5×5 in the first seven blocks", "recognizer", (62.70, 2.07)),
    Arm("strategies/5x5_middle.yml", "5×5 in seven middle blocks", "recognizer"),
    Arm("strategies/5x5_all.yml", "5×5 in all blocks", "recognizer", (63.22, 2.08)),
)

ARMS: tuple[Arm, ...] = (*WHOLE.values(), *(a for row in LEFT_OUT.values() for a in row), *MOVED)
