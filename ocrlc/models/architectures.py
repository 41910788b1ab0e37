"""The architectures of recipes: backbone, neck and head of each kind of model. Loads no Paddle."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ocrlc.models.registry import NECKS, AnyBackbone, NeckName, default_backbone
from ocrlc.models.schema import MAX_WIDTH, Section


class InputConfig(Section):
    """The network's input: lines scaled to a height of `height` pixels, of any width.

    `stretch`: factor by which lines are widened, so that narrow letters get more time steps.
    """

    height: Literal[32] = 32
    stretch: float = Field(1.0, ge=0.5, le=2)


class NeckConfig(Section):
    """The neck, which adds context along the line.

    `name`: `lstm`, a two-layer bidirectional LSTM, or `conv`, convolutions along the line.
    `hidden`: hidden size of each direction of the LSTM; the convolutions have twice as many
    channels.
    """

    name: NeckName = NECKS[0]
    hidden: int = Field(64, gt=0, le=MAX_WIDTH)


class HeadConfig(Section):
    """The CTC head. `mid`: width of the layer before the last one; 0 leaves that layer out."""

    mid: int = Field(96, ge=0, le=MAX_WIDTH)


class ModelConfig(Section):
    """A recogniser: reads the text of a line image."""

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
    """A classifier: tells whether a line is upright or turned by 180 degrees.

    `wide`: channels of the convolution after pooling, 0 for none. `dropout`: share of these
    channels dropped in training. Both are strategies of PP-LCNet that only a classifier has.
    """

    family: Literal["classifier"]
    input: InputConfig = InputConfig()
    backbone: AnyBackbone = default_backbone(layout="image")
    wide: int = Field(1280, ge=0, le=MAX_WIDTH)
    dropout: float = Field(0.2, ge=0, lt=1)


class PyramidConfig(Section):
    """The detector's neck, a feature pyramid over maps of several sizes.

    `laterals`: channels of each map inside the pyramid. `branches`: channels of each map that go
    to the head.
    """

    laterals: int = Field(32, gt=0, le=MAX_WIDTH)
    branches: int = Field(8, gt=0, le=MAX_WIDTH)


class MapConfig(Section):
    """The detector's head. `mid`: channels of the layer before the text map."""

    mid: int = Field(16, gt=0, le=MAX_WIDTH)


class BoxesConfig(Section):
    """How boxes are made from the text map; `ocrlc.detection.postprocess.BoxOptions` explains each.

    They are not part of the network: a bundle's values may be changed without training it again.
    Lengths are in pixels of the network's input.
    """

    bin_thresh: float = Field(0.5, gt=0, lt=1)
    box_thresh: float = Field(0.5, ge=0, lt=1)
    unclip_ratio: float = Field(1.0, ge=0)
    inset: float = 0.3
    shift: float = 0.0
    small_peak: float = Field(0.0, ge=0, lt=1)
    min_side: float = Field(4.0, ge=0)


class DetectorConfig(Section):
    """A detector of text lines: DB (arXiv 1911.08947) on feature maps of four sizes."""

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
