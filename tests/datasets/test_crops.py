"""Crops of pages: scaled as pages are read, their targets in place, the same by seed."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from ocrlc.config import CropsConfig, DataConfig, DrawnPageSource, PageSource
from ocrlc.datasets.crop_chunks import CropMaker
from ocrlc.datasets.crops import ScaledPage, cut_crop, measure
from ocrlc.datasets.pages import DrawnPages, LabelledPages, Page
from ocrlc.datasets.records import Report
from ocrlc.datasets.text_maps import IGNORED, TEXT
from ocrlc.errors import InputError
from ocrlc.preprocess import detector_input


def bars(width: int, height: int, line: int) -> Page:
    """A white page with black bars in place of lines: where the target lies can be seen."""
    image = np.full((height, width), 255, np.uint8)
    lines = []
    for y in range(line, height - 2 * line, 3 * line):
        image[y : y + line, line : width - line] = 0
        corners = [(line, y), (width - line, y), (width - line, y + line), (line, y + line)]
        lines.append(np.array(corners, np.float32))
    return Page(image, tuple(lines))


def page_with_letters(height: int) -> np.ndarray:
    image = np.full((900, 700), 255, np.uint8)
    for y in range(60, 860, 2 * height + 10):
        cv2.putText(image, "nnnnnnnnnnnn", (20, y), cv2.FONT_HERSHEY_SIMPLEX, height / 15, 0, 2)
    return image


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    rows = []
    for i in range(6):
        page = bars(300, 200 + 10 * i, 16)
        cv2.imwrite(str(tmp_path / f"{i}.png"), page.image)
        entries = [{"transcription": "ab", "points": line.tolist()} for line in page.lines]
        entries[0]["transcription"] = "###"
        rows.append(f"{i}.png\t{json.dumps(entries)}")
    (tmp_path / "Label.txt").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path / "Label.txt"


@pytest.mark.parametrize("scale", [1.4, 0.9, 0.3])
@pytest.mark.parametrize("seed", range(6))
def test_targets_lie_on_their_lines(scale: float, seed: int) -> None:
    page = bars(900, 1200, round(20 / scale))
    options = CropsConfig(size=256, scale=(0.9, 1.1), odd_scale=0, angle=4)
    crop = cut_crop(ScaledPage(page, scale), options, 0.0, np.random.default_rng(seed))
    assert crop.image.shape == (256, 256)
    assert crop.target.shape == (128, 128)
    small = cv2.resize(crop.image, (128, 128), interpolation=cv2.INTER_AREA)
    text = crop.target == TEXT
    assert text.any()
    dark = small if small[text].mean() < 128 else 255 - small
    assert dark[text].max() < 60


def test_pages_are_scaled_as_they_are_read() -> None:
    rng = np.random.default_rng(0)
    image = page_with_letters(30)
    small = measure(Page(image, ()), 11.0, rng).scale
    large = measure(Page(image, ()), 22.0, rng).scale
    assert large == pytest.approx(2 * small)
    assert 0.25 < small < 0.7


def test_pages_without_letters_are_scaled_by_their_size_or_their_lines() -> None:
    page = bars(400, 2560, 44)
    scales = {measure(page, 11.0, np.random.default_rng(seed)).scale for seed in range(20)}
    assert scales == {0.5}
    page = bars(400, 2560, 88)
    scales = {measure(page, 11.0, np.random.default_rng(seed)).scale for seed in range(20)}
    assert scales == {0.5, 0.25}


def test_chunks_are_the_same_whoever_makes_them(labels: Path) -> None:
    data = DataConfig(chunk=10, crops=CropsConfig(size=64, batch=4, per_page=3))

    def maker() -> CropMaker:
        source = PageSource(kind="pages", labels=str(labels))
        return CropMaker((LabelledPages(source, Report()),), data, seed=5)

    one, other = maker(), maker()
    other.chunk(0)
    batches = one.chunk(3)
    assert [len(batch) for batch in batches] == [4, 4, 2]
    for a, b in zip(batches, other.chunk(3), strict=True):
        np.testing.assert_array_equal(a.images, b.images)
        np.testing.assert_array_equal(a.targets, b.targets)
    assert not np.array_equal(one.chunk(4)[0].images, batches[0].images)


def test_batches_are_fed_as_pages_are(labels: Path) -> None:
    source = LabelledPages(PageSource(kind="pages", labels=str(labels)), Report())
    data = DataConfig(chunk=4, crops=CropsConfig(size=64, batch=4))
    (batch,) = CropMaker((source,), data, seed=0).chunk(0)
    fed = batch.inputs()
    assert fed.shape == (4, 3, 64, 64)
    np.testing.assert_array_equal(fed[2], detector_input(batch.images[2], 64, 64)[0])


def test_unreadable_regions_are_ignored(labels: Path) -> None:
    source = LabelledPages(PageSource(kind="pages", labels=str(labels)), Report())
    page = source.page(0)
    assert page is not None
    assert len(page.ignored) == 1
    crop = cut_crop(
        ScaledPage(page, 1.0),
        CropsConfig(size=320, scale=(1, 1), odd_scale=0, angle=0),
        0.0,
        np.random.default_rng(1),
    )
    assert (crop.target == IGNORED).any()
    assert (crop.target == TEXT).any()


def test_an_epoch_shows_every_page_once(labels: Path) -> None:
    source = LabelledPages(PageSource(kind="pages", labels=str(labels)), Report())
    heights = [page.image.shape[0] for i in range(6) if (page := source.draw(i, 3))]
    assert sorted(heights) == [200 + 10 * i for i in range(6)]


def test_pages_that_cannot_be_used(labels: Path) -> None:
    (labels.parent / "1.png").unlink()
    with labels.open("a", encoding="utf-8") as file:
        file.write("\n7.png\tno detection label")
    report = Report()
    source = LabelledPages(PageSource(kind="pages", labels=str(labels)), report)
    assert report.counts == {"broken label": 1}
    assert [source.page(i) is None for i in range(3)] == [False, True, False]
    labels.write_text("7.png\tno detection label", encoding="utf-8")
    with pytest.raises(InputError, match="no usable page of 1"):
        LabelledPages(PageSource(kind="pages", labels=str(labels)), Report())


def test_lines_cut_by_a_drawn_pages_edge_are_ignored() -> None:
    line = np.zeros((4, 2), np.float32)
    drawn = SimpleNamespace(
        image=np.zeros((8, 8), np.uint8),
        lines=[
            SimpleNamespace(polygon=line, flags=frozenset()),
            SimpleNamespace(polygon=line + 1, flags=frozenset({"cut"})),
        ],
    )
    source = DrawnPages(DrawnPageSource(kind="drawn_pages"))
    source.synthesizer = SimpleNamespace(page=lambda seed: drawn)  # type: ignore[assignment]
    page = source.draw(0, 0)
    assert len(page.lines) == len(page.ignored) == 1
    assert page.ignored[0].max() == 1
