"""The base of every backbone's config. Neither this module nor the configs load Paddle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from ocrlc.models.backbone import Backbone

Activation = Literal["relu", "hardswish", "none"]
Stride = tuple[int, int]
"""Stride along the height and along the width."""

Layout = Literal["early", "ppocrv2", "late", "flat", "image"]
"""Where a backbone halves the size of its feature maps. `image` halves height and width together,
for classifiers and detectors; the others are for recognisers, which need many columns."""


class Section(BaseModel):
    """Base of all sections of a recipe: immutable, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


MAX_SCALE = 8.0
"""Largest factor of channels. A stranger's bundle must not ask for terabytes of weights before they
are compared with those in its file; so the other sizes of networks are bounded too."""
MAX_WIDTH = 8192
"""Largest number of channels that a config states."""


class BackboneConfig(Section):
    """Options of all backbones; a subclass adds its own options and builds the network.

    `name`: in a subclass, a `Literal` of the name by which recipes choose it.
    `scale`: factor of the channels of all layers.
    `layout`: where the feature maps are halved.
    """

    name: str
    scale: float = Field(1.0, gt=0, le=MAX_SCALE)
    layout: Layout = "early"

    def build(self) -> Backbone:
        """Build the network with random weights."""
        raise NotImplementedError


def make_divisible(value: float, divisor: int = 8) -> int:
    """Round a number of channels to a multiple of `divisor`, down by at most 10 % (MobileNet)."""
    rounded = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded
