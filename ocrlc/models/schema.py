"""What every backbone's config has; nothing here, nor in the configs, loads Paddle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from ocrlc.models.backbone import Backbone

Activation = Literal["relu", "hardswish", "none"]
Stride = tuple[int, int]
"""Of height and of width."""

Layout = Literal["early", "ppocrv2", "late", "flat", "image"]
"""Where a backbone halves its maps; `image`, in both directions alike, is for classifiers and
detectors."""


class Section(BaseModel):
    """Base of all sections: frozen, and without room for unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class BackboneConfig(Section):
    """What all backbones share; a subclass adds its own options, and says how it is built.

    Its field `name` is a `Literal` of the one name that recipes choose it by.
    """

    name: str
    scale: float = Field(1.0, gt=0)
    layout: Layout = "early"

    def build(self) -> Backbone:
        """Build the network with random weights."""
        raise NotImplementedError


def make_divisible(value: float, divisor: int = 8) -> int:
    """Round channels to a multiple of `divisor` without losing more than 10 % (MobileNet)."""
    rounded = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded
