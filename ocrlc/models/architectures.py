"""The architectures of recipes: which backbone, and what comes behind it. Loads no Paddle."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ocrlc.models.registry import NECKS, AnyBackbone, NeckName, default_backbone
from ocrlc.models.schema import Section


class InputConfig(Section):
    """What the network is fed: lines scaled to `height` pixels, width as it comes.

    `stretch` widens lines for reading, so that narrow letters get more time steps.
    """

    height: Literal[32] = 32
    stretch: float = Field(1.0, ge=0.5, le=2)


class NeckConfig(Section):
    """`lstm`: a two-layer BiLSTM, each direction `hidden` wide; `conv`: convolutions as wide."""

    name: NeckName = NECKS[0]
    hidden: int = Field(64, gt=0)


class HeadConfig(Section):
    """CTC head; `mid` is the width of the layer before the last, 0 for none."""

    mid: int = Field(96, ge=0)


class ModelConfig(Section):
    """The recogniser's architecture."""

    family: Literal["recognizer"] = "recognizer"
    input: InputConfig = InputConfig()
    backbone: AnyBackbone = default_backbone()
    neck: NeckConfig = NeckConfig()
    head: HeadConfig = HeadConfig()

    @model_validator(mode="after")
    def _time_steps(self) -> ModelConfig:
        if self.backbone.layout == "image":
            raise ValueError("layout image, of classifiers, has no time steps for a recogniser")
        return self


class ClassifierConfig(Section):
    """A classifier of lines as upright or turned by 180 degrees.

    `wide` is the width of the convolution after pooling, 0 for none, and `dropout` the share of
    its channels dropped in training: the strategies of PP-LCNet that only a classifier has.
    """

    family: Literal["classifier"]
    input: InputConfig = InputConfig()
    backbone: AnyBackbone = default_backbone(layout="image")
    wide: int = Field(1280, ge=0)
    dropout: float = Field(0.2, ge=0, lt=1)


class PyramidConfig(Section):
    """The detector's neck: `laterals` channels a size, of which `branches` reach the head."""

    laterals: int = Field(32, gt=0)
    branches: int = Field(8, gt=0)


class MapConfig(Section):
    """The detector's head; `mid` is the width of the layer before the map."""

    mid: int = Field(16, gt=0)


class BoxesConfig(Section):
    """How the map becomes boxes, see `ocrlc.detection.postprocess.BoxOptions`.

    Not part of the network: a bundle's may be changed without training again. Lengths are in
    pixels of the map, which has half of the input's size.
    """

    bin_thresh: float = Field(0.4, gt=0, lt=1)
    box_thresh: float = Field(0.5, ge=0, lt=1)
    unclip_ratio: float = Field(1.1, ge=0)
    inset: float = 0.15
    shift: float = 0.0
    min_side: float = Field(2.0, ge=0)


class DetectorConfig(Section):
    """A detector of text lines: DB (arXiv 1911.08947) on maps of four sizes."""

    family: Literal["detector"]
    backbone: AnyBackbone = default_backbone(scale=0.5, layout="image")
    neck: PyramidConfig = PyramidConfig()
    head: MapConfig = MapConfig()
    boxes: BoxesConfig = BoxesConfig()

    @model_validator(mode="after")
    def _four_sizes(self) -> DetectorConfig:
        if self.backbone.layout != "image":
            raise ValueError(f"layout {self.backbone.layout} is for lines; a detector needs image")
        return self


Architecture = ModelConfig | ClassifierConfig | DetectorConfig
