"""The schema of recipes: one frozen model a section. `ocrlc.recipes` reads them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from ocrlc.models.architectures import Architecture, DetectorConfig, ModelConfig
from ocrlc.models.schema import Section


class CharsetConfig(Section):
    """A bundled charset's name, or a file with a character a line."""

    name: str = "latin"


def _is_expression(pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


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

    _compiles = field_validator("include", "exclude")(_is_expression)


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


class PageSource(Section):
    """Whole pages with the regions of their lines, in PaddleOCR's detection form.

    As for `LabelSource`; what is chosen and limited are pages. Regions marked ### are neither
    trained on as text nor as background.
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
    """Pages drawn on the fly, with the fonts of one split."""

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
    """What a detector is shown: square crops of pages, scaled as pages are for reading.

    `size`: of a crop, pixels, a multiple of 32. `batch`: crops a batch. `per_page`: crops cut from
    a page before the next one is opened. `letter_height`: pages are scaled so that their median
    letter has this height, then by a factor between the two of `scale`; `odd_scale` is the share
    of crops that are shown at about half or twice that size instead, for small print beside big.
    `angle`: crops are turned by up to so many degrees to either side. `shrink`: the part of a line
    that the map marks, see `ocrlc.datasets.text_maps`.
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
    """What is trained on, what is validated on, and how batches are made.

    `columns` is a batch's size: the sum of its lines' widths at the network's height, in pixels.
    `stretch`: every second training line is stretched along its width by a factor between these.
    `strips`: this share of the lines is shown in strips, several side by side; a model trained so
    is read so, which is faster (see `ocrlc.recognition.batching`).
    `crops`: of detectors, which have no lines, columns, stretch or strips.
    `chunk`: lines or crops that are mixed with each other.
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
    """AdamW with linear warm-up and cosine decay, both over lines seen, of a detector crops."""

    lr: float = Field(1e-3, gt=0)
    final_lr: float = Field(1e-5, ge=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup_lines: int = Field(4000, ge=0)
    clip_norm: float = Field(5.0, gt=0)
    ema_decay: float = Field(0.999, ge=0, lt=1)


class TrainConfig(Section):
    """Budget, places and intervals.

    `lines`, `validate_lines`: a detector's are crops, whatever the number of lines on them.
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

    def line_data(self, use: Literal["train", "validation"]) -> tuple[LineData, ...]:
        """The sources of lines: all, but for detectors."""
        return tuple(s for s in self._sources(use) if isinstance(s, LabelSource | SyntheticSource))

    def page_data(self, use: Literal["train", "validation"]) -> tuple[PageData, ...]:
        """The sources of pages: all of a detector's."""
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
