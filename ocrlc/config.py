"""The schema of recipes: one frozen pydantic model per section. `ocrlc.recipes` reads them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from ocrlc.models.architectures import Architecture, DetectorConfig, ModelConfig
from ocrlc.models.schema import Section


class CharsetConfig(Section):
    """The characters to recognise: a bundled charset's name, or a file with one per line."""

    name: str = "latin"


def _is_expression(pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


class LabelSource(Section):
    """Line images with their text, from a label file with rows `path<TAB>text`.

    `labels`: the label file. One in PaddleOCR's detection format is accepted too; its pages are
    cut into lines. Environment variables in paths are expanded. A file that is not on disk is
    looked for inside the zip that `images` names.
    `images`: the folder or zip that the image paths are relative to; by default the label file's
    own folder.
    `include`, `exclude`: regular expressions searched in the image paths.
    `part`: which part of the file is used. About the share `held_out` of its lines, by whole
    documents where possible, is `held_out` for validation; the rest is `train`.
    `weight`: share of training lines from this source, relative to the other sources' weights.
    `augment`: share of training lines that are altered, such as blurred or tilted.
    `limit`: number of lines used, spread evenly over the file.
    `fold_case`: whether upper and lower case count as equal when errors are counted.
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

    _compiles = field_validator("include", "exclude")(_is_expression)


class SyntheticSource(Section):
    """Lines drawn during training, with their text.

    `split`: which fonts are used; those of `test` never occur in `train`.
    `profile`: the mixture of texts, such as `documents`.
    `prose`: a folder of `<language>.txt` files with one paragraph per line
    (scripts/harvest_text.py makes one); about half of the lines are then taken from them.
    Environment variables are expanded.
    `negatives`: share of crops without text, such as rules, scribbles and edges of other lines,
    with an empty label.
    `weight`: share of training lines from this source, relative to the other sources' weights.
    `limit`: number of lines of a validation set.
    """

    kind: Literal["synthetic"]
    split: Literal["train", "test", "all"] = "train"
    profile: str = "documents"
    prose: str | None = None
    negatives: float = Field(0.0, ge=0, lt=1)
    weight: float = Field(1.0, gt=0)
    limit: int | None = Field(None, gt=0)


class PageSource(Section):
    """Whole pages with the regions of their lines, from a label file in PaddleOCR's format.

    The options are those of `LabelSource`, applied to pages. Regions labelled ### (unreadable) are
    ignored in training: they count neither as text nor as background.
    """

    kind: Literal["pages"]
    labels: str
    images: str | None = None
    include: str | None = None
    exclude: str | None = None
    weight: float = Field(1.0, gt=0)
    augment: float = Field(1.0, ge=0, le=1)
    limit: int | None = Field(None, gt=0)

    _compiles = field_validator("include", "exclude")(_is_expression)


class DrawnPageSource(Section):
    """Whole pages drawn during training; the options are those of `SyntheticSource`."""

    kind: Literal["drawn_pages"]
    split: Literal["train", "test", "all"] = "train"
    profile: str = "documents"
    weight: float = Field(1.0, gt=0)
    augment: float = Field(0.3, ge=0, le=1)
    limit: int | None = Field(None, gt=0)


SOURCES = (LabelSource, SyntheticSource, PageSource, DrawnPageSource)
LineData = LabelSource | SyntheticSource
PageData = PageSource | DrawnPageSource
Source = Annotated[LineData | PageData, Field(discriminator="kind")]


class CropsConfig(Section):
    """A detector's training images: square crops of pages, scaled as pages are for reading.

    `size`: side of a crop in pixels, a multiple of 32.
    `batch`: number of crops per batch.
    `per_page`: number of crops cut from a page before the next page is opened.
    `letter_height`: pages are scaled so that their median letter has this height in pixels, then
    by a random factor between the two values of `scale`.
    `odd_scale`: share of crops scaled to about half or twice that size instead, because a page may
    hold small print beside large.
    `angle`: crops are rotated by a random angle of up to this many degrees either way.
    `shrink`: DB's ratio r, by which lines are shrunk in the target map so that neighbours do not
    touch, see `ocrlc.datasets.text_maps`.
    """

    size: int = Field(384, ge=64, le=1280, multiple_of=32)
    batch: int = Field(8, gt=0)
    per_page: int = Field(4, gt=0)
    letter_height: float = Field(11.0, gt=4)
    scale: tuple[float, float] = (0.75, 1.35)
    odd_scale: float = Field(0.15, ge=0, le=1)
    angle: float = Field(1.5, ge=0, le=45)
    shrink: float = Field(0.55, gt=0, lt=1)


class DataConfig(Section):
    """Training data, validation data, and how batches are made.

    `train`, `validation`: the sources of training and validation data.
    `columns`: size of a batch, as the sum of its lines' widths at the network's height, in pixels.
    `max_width`: largest width of a line at the network's height, in pixels; wider are left out.
    `stretch`: every second training line is widened by a random factor between these two.
    `strips`: share of the training lines that are laid side by side in strips. A model trained
    with strips also reads with them, which is faster (see `ocrlc.recognition.batching`).
    `crops`: the training images of a detector; it ignores columns, max_width, stretch and strips.
    `chunk`: number of lines or crops that are shuffled together.
    `workers`: number of processes that prepare training data; 0 prepares it in the trainer.
    `cache`: folder that keeps prepared chunks, so that further runs on the same data need not
    prepare them again. Empty it after a change of fonts, images in a folder or this package.
    """

    train: tuple[Source, ...] = Field((SyntheticSource(kind="synthetic"),), min_length=1)
    validation: tuple[Source, ...] = Field(
        (SyntheticSource(kind="synthetic", split="test", limit=300),), min_length=1
    )
    columns: int = Field(6400, gt=0)
    max_width: int = Field(1280, ge=32, le=1280)
    stretch: tuple[float, float] = (1.0, 1.0)
    strips: float = Field(0.0, ge=0, le=1)
    crops: CropsConfig = CropsConfig()
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
    """The AdamW optimiser, with linear warm-up and cosine decay of the learning rate.

    The schedule counts training lines; for a detector, crops.
    `lr`, `final_lr`: highest and last learning rate.
    `weight_decay`: AdamW's weight decay.
    `warmup_lines`: number of lines over which the learning rate rises to `lr`.
    `clip_norm`: largest norm of the gradient; larger gradients are scaled down to it.
    `ema_decay`: decay per step of the moving average of the weights that is validated and saved.
    """

    lr: float = Field(1e-3, gt=0)
    final_lr: float = Field(1e-5, ge=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup_lines: int = Field(4000, ge=0)
    clip_norm: float = Field(5.0, gt=0)
    ema_decay: float = Field(0.999, ge=0, lt=1)


class TrainConfig(Section):
    """Length of the training, its start, its output and its intervals.

    `output_dir`: folder of the run.
    `lines`: number of lines to train on, repeats included; for a detector, of crops.
    `seed`: seed of all random choices.
    `init_from`: weights to start from: a bundle's name or folder, or a file of another project.
    `curriculum_lines`: over this many lines at the beginning, the longest text allowed grows from
    4 characters to any length, which shortens the time in which CTC learns nothing.
    `validate_lines`: number of lines between two validations; for a detector, of crops.
    `checkpoint_seconds`: time between two saved states for `--resume`, in seconds.
    `precision`: number format of products in pointwise convolutions; sums, weights and all else
    are fp32. `auto` is bf16 on a CPU that supports it, else fp32.
    `space_factor`: factor by which the network learns to raise the odds of a space over those in
    the data.
    `keep_start`: share of the weights of `init_from` in the average that is validated and saved;
    training itself goes on without it.
    `best_by`: error rate that selects the best weights: over all validation `lines`, or the mean
    of the error rates of the validation `sets`, whatever their sizes.
    `compare_start`: whether to validate the starting weights too and report before and after.
    `visualdl`: whether to log to `vdl/` as well, for the program VisualDL.
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

    def line_data(self, use: Literal["train", "validation"]) -> tuple[LineData, ...]:
        """The sources that yield lines; a detector has none."""
        return tuple(s for s in self._sources(use) if isinstance(s, LabelSource | SyntheticSource))

    def page_data(self, use: Literal["train", "validation"]) -> tuple[PageData, ...]:
        """The sources that yield pages; only a detector has any."""
        return tuple(s for s in self._sources(use) if isinstance(s, PageSource | DrawnPageSource))

    def _sources(self, use: Literal["train", "validation"]) -> tuple[LineData | PageData, ...]:
        return self.data.train if use == "train" else self.data.validation

    @model_validator(mode="after")
    def _start_that_is_kept(self) -> Config:
        if self.train.keep_start and self.train.init_from is None:
            raise ValueError("train.keep_start needs train.init_from")
        return self

    @model_validator(mode="after")
    def _what_only_recognisers_have(self) -> Config:
        if not isinstance(self.model, ModelConfig) and (
            self.data.strips or self.train.space_factor != 1 or self.train.compare_start
        ):
            raise ValueError(
                "data.strips, train.space_factor and train.compare_start are for recognisers; "
                f"this model is a {self.model.family}"
            )
        return self

    @model_validator(mode="after")
    def _data_of_its_kind(self) -> Config:
        pages = isinstance(self.model, DetectorConfig)
        for source in (*self.data.train, *self.data.validation):
            if isinstance(source, PageSource | DrawnPageSource) != pages:
                kinds = "pages or drawn_pages" if pages else "labels or synthetic"
                raise ValueError(f"data of kind {source.kind}: a {self.model.family} needs {kinds}")
        return self
