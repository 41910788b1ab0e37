"""Validation in the training loop of a detector: fixed pages, looked at as the reader does."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.config import Config, PageData, PageSource
from ocrlc.datasets.pages import LabelledPages, Page, open_pages
from ocrlc.datasets.records import Report
from ocrlc.detection.detector import DetectorOptions, LineFinder
from ocrlc.detection.weights import box_options
from ocrlc.errors import InputError
from ocrlc.evaluation.box_metrics import DetectionScore, score_page, total, within
from ocrlc.inference.weights import Arrays, load_arrays
from ocrlc.models.architectures import DetectorConfig
from ocrlc.models.build import build_detector
from ocrlc.training.validation import SEED

DEFAULT_PAGES = 50


def fixed_pages(source: PageData) -> list[Page]:
    """The pages of one validation source: the first `limit`.

    Raises:
        InputError: none of them can be used.
    """
    (opened,) = open_pages([source], Report())
    count = source.limit or DEFAULT_PAGES
    if isinstance(opened, LabelledPages):
        drawn = [opened.page(i) for i in range(min(count, len(opened.pages)))]
    else:
        drawn = [opened.draw(i, SEED) for i in range(count)]
    pages = [page for page in drawn if page is not None]
    if not pages:
        name = source.labels if isinstance(source, PageSource) else "the drawn pages"
        raise InputError(f"data.validation: none of the {len(drawn)} images of {name} can be read")
    return pages


class PageValidator:
    """Judges weights on a recipe's validation pages.

    Args:
        config: the recipe, of a detector.
        charset: not looked at: a detector has none.
    """

    def __init__(self, config: Config, charset: Charset) -> None:
        del charset
        assert isinstance(config.model, DetectorConfig)
        self.model = build_detector(config.model)
        self.model.eval()
        options = DetectorOptions(letter_height=config.data.crops.letter_height)
        self.finder = LineFinder(self._run, box_options(config), options)
        self.sets = [fixed_pages(source) for source in config.page_data("validation")]

    def judge(self, weights: Arrays) -> dict[str, Any]:
        """Return rates in percent over all pages, and per set under `sets`.

        `error` is what Hmean and coverage lack of 100, on average.
        """
        load_arrays(self.model, weights, "validation")
        scores = [total(self._score(page) for page in pages) for pages in self.sets]
        return {**_rates(total(scores)), "sets": [_rates(score) for score in scores]}

    def _score(self, page: Page) -> DetectionScore:
        found = self.finder.detect(page.image)
        beside = within(found, page.ignored)
        found = [polygon for polygon, flag in zip(found, beside, strict=True) if not flag]
        return score_page(found, page.lines)

    def _run(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        with paddle.no_grad():
            probability: NDArray[np.float32] = F.sigmoid(self.model(paddle.to_tensor(x))).numpy()
        return probability


def _rates(score: DetectionScore) -> dict[str, float]:
    rates = {
        "error": 1 - (score.hmean + score.coverage) / 2,
        "hmean": score.hmean,
        "precision": score.precision,
        "recall": score.recall,
        "coverage": score.coverage,
    }
    return {
        **{name: round(100 * rate, 3) for name, rate in rates.items()},
        "split": score.split,
        "merged": score.merged,
    }
