"""The schema of recipes: one frozen model a section. `ocrlc.recipes` reads them."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class Section(BaseModel):
    """Base of all sections: frozen, and without room for unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PlacementConfig(Section):
    """How many blocks have a feature, and where: at the front, middle, tail, or all of them."""

    blocks: int = Field(ge=0, le=13)
    position: Literal["front", "middle", "tail", "all"] = "tail"


Layout = Literal["early", "ppocrv2", "flat", "image"]
"""Where a backbone halves its maps; `image`, in both directions alike, is for classifiers."""


class PPLCNetConfig(Section):
    """PP-LCNet; the last three switch the paper's strategies."""

    name: Literal["pplcnet"] = "pplcnet"
    scale: float = Field(1.0, gt=0)
    layout: Layout = "early"
    activation: Literal["hardswish", "relu"] = "hardswish"
    se: PlacementConfig = PlacementConfig(blocks=2)
    large_kernel: PlacementConfig = PlacementConfig(blocks=7)


class MobileNetV3Config(Section):
    """MobileNetV3, small or large."""

    name: Literal["mobilenet_v3"]
    scale: float = Field(0.5, gt=0)
    layout: Layout = "early"
    size: Literal["small", "large"] = "small"


BackboneConfig = PPLCNetConfig | MobileNetV3Config
BACKBONES: dict[str, type[Section]] = {
    get_args(kind.model_fields["name"].annotation)[0]: kind for kind in get_args(BackboneConfig)
}


class InputConfig(Section):
    """What the network is fed: lines scaled to `height` pixels, width as it comes.

    `stretch` widens lines for reading, so that narrow letters get more time steps.
    """

    height: Literal[32] = 32
    stretch: float = Field(1.0, ge=0.5, le=2)


class NeckConfig(Section):
    """`lstm`: a two-layer BiLSTM, each direction `hidden` wide; `conv`: convolutions as wide."""

    name: Literal["lstm", "conv"] = "lstm"
    hidden: int = Field(64, gt=0)


class HeadConfig(Section):
    """CTC head; `mid` is the width of the layer before the last, 0 for none."""

    mid: int = Field(96, ge=0)


class ModelConfig(Section):
    """The recogniser's architecture."""

    family: Literal["recognizer"] = "recognizer"
    input: InputConfig = InputConfig()
    backbone: Annotated[BackboneConfig, Field(discriminator="name")] = PPLCNetConfig()
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
    backbone: Annotated[BackboneConfig, Field(discriminator="name")] = PPLCNetConfig(layout="image")
    wide: int = Field(1280, ge=0)
    dropout: float = Field(0.2, ge=0, lt=1)


Architecture = ModelConfig | ClassifierConfig


class CharsetConfig(Section):
    """A bundled charset's name, or a file with a character a line."""

    name: str = "latin"


class LabelSource(Section):
    """Lines from a label file `path<TAB>text`.

    Environment variables in the paths are expanded. `images` is the folder or zip the label
    file's paths are relative to; without it, the label file's own folder. A label file that is
    not on disk is looked for inside the zip. `include` and `exclude` are regular expressions
    searched in the paths. Pages in PaddleOCR's detection form are cut into their lines.

    `part` divides the file: about `held_out` of its lines, by whole documents where possible, are
    kept out of training.
    """

    kind: Literal["labels"]
    labels: str
    images: str | None = None
    include: str | None = None
    exclude: str | None = None
    part: Literal["all", "train", "held_out"] = "all"
    held_out: float = Field(0.1, gt=0, lt=1)
    weight: float = Field(1.0, gt=0)
    augment: float = Field(0.0, ge=0, le=1)
    limit: int | None = Field(None, gt=0)
    fold_case: bool = False

    @field_validator("include", "exclude")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return pattern


class SyntheticSource(Section):
    """Lines drawn on the fly, with the fonts of one split.

    `prose` is a folder of `<language>.txt` with a paragraph a line (scripts/harvest_text.py makes
    one); about half of the lines are then pieces of them. Environment variables are expanded.
    """

    kind: Literal["synthetic"]
    split: Literal["train", "test", "all"] = "train"
    profile: str = "documents"
    prose: str | None = None
    weight: float = Field(1.0, gt=0)
    limit: int | None = Field(None, gt=0)


Source = Annotated[LabelSource | SyntheticSource, Field(discriminator="kind")]


class DataConfig(Section):
    """What is trained on, what is validated on, and how batches are made.

    `columns` is a batch's size: the sum of its lines' widths at the network's height, in pixels.
    `stretch`: every second training line is stretched along its width by a factor between these.
    `strips`: this share of the lines is shown in strips, several side by side; a model trained so
    is read so, which is faster (see `ocrlc.batching`).
    `cache`: a folder in which chunks of data are kept, so that runs that train on the same make
    them once. Empty it when fonts, images in a folder or this package's code have changed.
    """

    train: tuple[Source, ...] = Field((SyntheticSource(kind="synthetic"),), min_length=1)
    validation: tuple[Source, ...] = Field(
        (SyntheticSource(kind="synthetic", split="test", limit=300),), min_length=1
    )
    columns: int = Field(6400, gt=0)
    max_width: int = Field(1280, ge=32, le=1280)
    stretch: tuple[float, float] = (1.0, 1.0)
    strips: float = Field(0.0, ge=0, le=1)
    chunk: int = Field(512, gt=0)
    workers: int = Field(1, ge=0)
    cache: str | None = None

    @model_validator(mode="after")
    def _one_division_of_a_file(self) -> DataConfig:
        shares: dict[str, float] = {}
        for source in (*self.train, *self.validation):
            if not isinstance(source, LabelSource) or source.part == "all":
                continue
            if shares.setdefault(source.labels, source.held_out) != source.held_out:
                raise ValueError(f"sources of {source.labels} differ in held_out")
        return self


class OptimConfig(Section):
    """AdamW with linear warm-up and cosine decay, both over lines seen."""

    lr: float = Field(1e-3, gt=0)
    final_lr: float = Field(1e-5, ge=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup_lines: int = Field(4000, ge=0)
    clip_norm: float = Field(5.0, gt=0)
    ema_decay: float = Field(0.999, ge=0, lt=1)


class TrainConfig(Section):
    """Budget, places and intervals.

    `curriculum_lines`: over the first so many lines the longest text allowed grows from 4
    characters to any length, which shortens CTC's plateau.
    `precision`: of products in pointwise convolutions; sums, weights and all else are fp32. `auto`
    is bf16 on a CPU that computes it, fp32 elsewhere.
    `space_factor`: the network learns to give the space so many times the odds that the data do.
    `keep_start`: the share that the weights of `init_from` have in those judged and saved; training
    itself goes on without it.
    `best_by`: what chooses `best/`, the error rate over all validation lines, or the mean of the
    sets' error rates, whatever their sizes.
    `compare_start`: validate the starting weights too, and report before and after.
    `visualdl`: log to `vdl/` as well, for VisualDL.
    """

    output_dir: str = "runs/rec"
    lines: int = Field(400_000, gt=0)
    seed: int = 0
    init_from: str | None = None
    curriculum_lines: int = Field(0, ge=0)
    validate_lines: int = Field(20_000, gt=0)
    checkpoint_seconds: float = Field(180, gt=0)
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    space_factor: float = Field(1.0, gt=0)
    keep_start: float = Field(0.0, ge=0, lt=1)
    best_by: Literal["lines", "sets"] = "lines"
    compare_start: bool = False
    visualdl: bool = False


class Config(Section):
    """A whole recipe."""

    model: Annotated[Architecture, Field(discriminator="family")] = ModelConfig()
    charset: CharsetConfig = CharsetConfig()
    data: DataConfig = DataConfig()
    optim: OptimConfig = OptimConfig()
    train: TrainConfig = TrainConfig()

    @model_validator(mode="after")
    def _start_that_is_kept(self) -> Config:
        if self.train.keep_start and self.train.init_from is None:
            raise ValueError("train.keep_start needs train.init_from")
        return self

    @model_validator(mode="after")
    def _what_only_recognisers_have(self) -> Config:
        if isinstance(self.model, ClassifierConfig) and (
            self.data.strips or self.train.space_factor != 1 or self.train.compare_start
        ):
            raise ValueError(
                "data.strips, train.space_factor and train.compare_start are for recognisers; "
                "this model is a classifier"
            )
        return self
