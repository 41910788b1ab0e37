"""Chunks and batches."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.config import DataConfig, LabelSource, SyntheticSource
from ocrlc.datasets.batches import PAD_STEP, Sample, collate, make_batches, make_sample, make_strips
from ocrlc.datasets.chunks import ChunkMaker
from ocrlc.datasets.faults import Scan
from ocrlc.datasets.image_store import ImageStore
from ocrlc.datasets.labels import read_labels
from ocrlc.datasets.records import Report
from ocrlc.datasets.sources import LabelledLines, SyntheticLines
from ocrlc.errors import ConfigError, InputError
from ocrlc.preprocess import line_batch
from ocrlc.recognition.batching import WIDTH_STEP

LATIN = Charset.load("latin")


def sample(width: int, text: str = "ab") -> Sample:
    return Sample(np.zeros((32, width), np.uint8), (text,), LATIN.encode(text).classes)


def png(width: int) -> bytes:
    return cv2.imencode(".png", np.full((32, width), 200, np.uint8))[1].tobytes()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "lines.zip"
    with zipfile.ZipFile(path, "w") as file:
        rows = []
        for i in range(10):
            file.writestr(f"lines/{i}.png", png(40 + 10 * i))
            rows.append(f"lines/{i}.png\tline {i}")
        file.writestr("labels.txt", "\n".join(rows))
    return path


def source(archive: Path, **options: object) -> LabelSource:
    values = {"kind": "labels", "labels": "labels.txt", "images": str(archive), **options}
    return LabelSource.model_validate(values)


def test_label_file_and_images_may_be_in_a_zip(archive: Path) -> None:
    store, records = read_labels(source(archive))
    assert [r.text for r in records] == [f"line {i}" for i in range(10)]
    image = store.grey(records[3].path)
    assert image is not None
    assert image.shape == (32, 70)


def test_include_exclude_and_limit(archive: Path) -> None:
    _, records = read_labels(source(archive, include=r"/[0-7]\.", exclude="/3", limit=3))
    assert [r.path for r in records] == ["lines/0.png", "lines/2.png", "lines/5.png"]


def test_missing_labels_are_an_error(archive: Path) -> None:
    with pytest.raises(InputError, match=r"no such label file"):
        read_labels(source(archive, labels="other.txt"))


def test_unset_variables_are_an_error() -> None:
    with pytest.raises(ConfigError, match="OCRLC_NOT_SET is not set"):
        read_labels(LabelSource(kind="labels", labels="${OCRLC_NOT_SET}/labels.txt"))


def test_an_epoch_shows_every_line_once(archive: Path) -> None:
    lines = LabelledLines(source(archive), LATIN, Report())
    for epoch in range(2):
        drawn = [lines.draw(epoch * 10 + i, seed=1) for i in range(10)]
        assert {d[1] for d in drawn if d} == {f"line {i}" for i in range(10)}


def test_chunks_are_the_same_whoever_makes_them(archive: Path) -> None:
    def maker() -> ChunkMaker:
        lines = LabelledLines(source(archive, augment=1.0), LATIN, Report())
        return ChunkMaker((lines,), LATIN, DataConfig(chunk=16, columns=400), seed=3)

    one, other = maker(), maker()
    other.chunk(0)
    for a, b in zip(one.chunk(5), other.chunk(5), strict=True):
        assert a.texts == b.texts
        np.testing.assert_array_equal(a.images, b.images)


def test_weights_set_the_shares(archive: Path) -> None:
    few = LabelledLines(source(archive, include="/[0-4]"), LATIN, Report())
    many = LabelledLines(source(archive, include="/[5-9]", weight=3), LATIN, Report())
    maker = ChunkMaker((few, many), LATIN, DataConfig(chunk=40), seed=0)
    texts = [text for batch in maker.chunk(2) for text in batch.texts]
    assert sum(int(text[-1]) >= 5 for text in texts) == 30
    assert len(texts) == 40


def test_curriculum_begins_with_short_texts(archive: Path) -> None:
    lines = LabelledLines(source(archive), LATIN, Report())
    maker = ChunkMaker((lines,), LATIN, DataConfig(chunk=10), seed=0, curriculum_lines=100)
    assert maker.chunk(0) == []
    assert sum(len(batch.texts) for batch in maker.chunk(9)) == 10


def test_batches_keep_to_the_budget_and_lose_nothing() -> None:
    rng = np.random.default_rng(0)
    samples = [sample(int(w)) for w in rng.integers(8, 700, 200)]
    batches = make_batches(samples, 2000, rng)
    assert sum(len(batch.texts) for batch in batches) == 200
    for batch in batches:
        lines, _, width = batch.images.shape
        assert width % PAD_STEP == 0
        assert lines * (width - WIDTH_STEP) < 2000 or lines == 1


def test_padding_is_grey_and_becomes_zero() -> None:
    batch = collate([sample(20), sample(60, "abc")])
    assert batch.images.shape == (2, 32, 64)
    assert abs(line_batch(batch.images, 64)[0, :, :, 20:]).max() < 0.01
    assert batch.lengths.tolist() == [2, 3]
    assert batch.classes[0].tolist()[2:] == [0]


@pytest.mark.parametrize(
    ("width", "text", "fits"),
    [(8, "ab", True), (8, "aa", False), (8, "abc", False), (400, "abc", False), (40, "漢", False)],
)
def test_what_ctc_cannot_align_is_left_out(width: int, text: str, fits: bool) -> None:
    made = make_sample(np.zeros((32, width), np.uint8), text, LATIN, max_width=320)
    assert (made is not None) == fits


MISFITS = {"wider than data.max_width": 7, "too short for its text": 1}
"""Of the lines of `odd_lengths`, where 320 pixels are the most."""


@pytest.fixture(params=["lines", "page"])
def odd_lengths(request: pytest.FixtureRequest, tmp_path: Path) -> LabelSource:
    """Lines of 64 x 60, 160, … 1260 pixels, half as wide for the network; the first is too short.

    They are images of their own, or regions of one page.
    """
    widths, texts = range(60, 1261, 100), ["line no. 1", *(f"line {i}" for i in range(2, 14))]
    page = np.full((64 * len(widths), 1300), 200, np.uint8)
    regions, rows = [], []
    for i, (width, text) in enumerate(zip(widths, texts, strict=True)):
        cv2.imwrite(str(tmp_path / f"{i}.png"), page[:64, :width])
        rows.append(f"{i}.png\t{text}")
        top, low = 64 * i, 64 * i + 64
        corners = [[0, top], [width, top], [width, low], [0, low]]
        regions.append({"transcription": text, "points": corners})
    cv2.imwrite(str(tmp_path / "page.png"), page)
    rows = rows if request.param == "lines" else [f"page.png\t{json.dumps(regions)}"]
    (tmp_path / "labels.txt").write_text("\n".join(rows), encoding="utf-8")
    return LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))


def test_lines_that_training_would_drop_are_counted(
    odd_lengths: LabelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []
    grey = ImageStore.grey
    monkeypatch.setattr(ImageStore, "grey", lambda *of: decoded.append(of[1]) or grey(*of))
    report = Report()
    LabelledLines(odd_lengths, LATIN, report, Scan(320))
    assert report.counts == MISFITS
    assert "png: 330 pixels wide" in str(report)
    assert len(decoded) == len(set(decoded))

    lines = LabelledLines(odd_lengths, LATIN, Report())
    drawn = [lines.draw(i, seed=0) for i in range(13)]
    made = [make_sample(*pair, LATIN, 320) for pair in drawn if pair]
    assert len(made) == 13
    assert made.count(None) == sum(MISFITS.values())


def test_stretched_lines_are_counted_by_their_width_then(odd_lengths: LabelSource) -> None:
    report = Report()
    LabelledLines(odd_lengths, LATIN, report, Scan(320, stretch=2))
    assert report.counts == {"wider than data.max_width": 10}


def test_a_source_without_a_usable_line_is_an_error(odd_lengths: LabelSource) -> None:
    with pytest.raises(InputError, match=r"no usable line of 13; .*13 wider than data\.max_width"):
        LabelledLines(odd_lengths, LATIN, Report(), Scan(8))


def test_strips_say_what_their_lines_say_in_their_order() -> None:
    rng = np.random.default_rng(0)
    texts = [f"{number:03d}" for number in range(60)]
    lines = [sample(int(w), t) for w, t in zip(rng.integers(40, 1281, 60), texts, strict=True)]
    strips = make_strips(lines, rng)
    rows = [row for rows in strips.values() for row in rows]
    assert sorted(text for row in rows for text in row.texts) == texts
    for width, rows in strips.items():
        assert {row.image.shape for row in rows} == {(32, width)}
        for row in rows:
            assert row.classes == LATIN.encode("".join(row.texts)).classes


def test_a_share_of_the_lines_is_shown_in_strips_once_the_curriculum_is_over() -> None:
    source = SyntheticLines(SyntheticSource(kind="synthetic", profile="digits"), LATIN)
    data = DataConfig(strips=0.5, chunk=64, columns=2560)
    maker = ChunkMaker((source,), LATIN, data, seed=0, curriculum_lines=64)
    assert all(len(b.texts) == len(b.images) for b in maker.chunk(0))
    batches = maker.chunk(1)
    together = [b for b in batches if len(b.texts) > len(b.images)]
    assert 15 <= sum(len(b.texts) for b in together) <= 50
    assert sum(len(b.texts) for b in batches) <= 64
    assert all(b.images.shape[0] * b.images.shape[2] <= 2560 for b in together)
