"""Chunks kept on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.datasets.batches import Batch
from ocrlc.datasets.chunk_cache import StoredChunks, chunk_folder, load_chunk, make_chunk_folder
from ocrlc.datasets.loader import open_chunks
from ocrlc.errors import ConfigError
from ocrlc.recipes import load_config


def assert_equal(one: list[Batch], other: list[Batch]) -> None:
    assert len(one) == len(other) > 0
    for a, b in zip(one, other, strict=True):
        assert a.texts == b.texts
        for name in ("images", "classes", "lengths"):
            first, second = getattr(a, name), getattr(b, name)
            assert first.dtype == second.dtype
            np.testing.assert_array_equal(first, second)


@dataclass
class Maker:
    """Counts what it is asked for."""

    asked: list[int] = field(default_factory=list)

    def chunk(self, number: int) -> list[Batch]:
        self.asked.append(number)
        images = np.full((2, 32, 64), number, np.uint8)
        classes, lengths = np.array([[1, 2], [3, 0]], np.int32), np.array([2, 1])
        return [Batch(images, classes, lengths, ("né", "a\tb"))]


def test_chunks_are_made_once_and_are_the_same(tmp_path: Path) -> None:
    options = ["data.chunk=40", "train.seed=3"]
    charset = Charset.load("digits")
    plain = open_chunks(load_config("smoke.yml", options), charset)
    options.append(f"data.cache={tmp_path}")
    config = load_config("smoke.yml", options)
    assert_equal(open_chunks(config, charset).chunk(5), plain.chunk(5))
    assert (chunk_folder(config) / "5.npz").is_file()
    assert_equal(open_chunks(config, charset).chunk(5), plain.chunk(5))

    maker = Maker()
    chunks = StoredChunks(maker, Batch, tmp_path)
    for number in (1, 2, 1, 2):
        assert_equal(chunks.chunk(number), Maker().chunk(number))
    assert maker.asked == [1, 2]


def test_damaged_files_are_made_anew(tmp_path: Path) -> None:
    maker = Maker()
    chunks = StoredChunks(maker, Batch, tmp_path)
    whole = chunks.chunk(7)
    path = tmp_path / "7.npz"
    content = path.read_bytes()
    for damaged in (b"", b"no archive", content[: len(content) // 2]):
        path.write_bytes(damaged)
        assert_equal(chunks.chunk(7), whole)
        assert_equal(load_chunk(path, Batch), whole)
    assert maker.asked == [7] * 4


def test_bits_that_have_flipped_in_headers_are_noticed(tmp_path: Path) -> None:
    """Of the archive, or of an array: NumPy and the archive's reader have many errors for them."""
    chunks = StoredChunks(Maker(), Batch, tmp_path)
    whole = chunks.chunk(7)
    path = tmp_path / "7.npz"
    content = path.read_bytes()
    first, last = range(256), range(len(content) - 512, len(content))
    for place in (*first, *last):
        damaged = bytearray(content)
        damaged[place] ^= 1 << (place % 8)
        path.write_bytes(damaged)
        assert_equal(chunks.chunk(7), whole)


def test_what_cannot_be_kept_is_used_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    chunks = StoredChunks(Maker(), Batch, tmp_path / "file")
    assert_equal(chunks.chunk(3), Maker().chunk(3))
    assert "data.cache: chunk 3 is not kept" in caplog.text


def test_a_folder_that_cannot_be_made_is_an_error_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = load_config("smoke.yml", [f"data.cache={tmp_path / 'file'}"])
    with pytest.raises(ConfigError, match=r"data\.cache: .*file"):
        make_chunk_folder(config)


@pytest.mark.parametrize(
    ("override", "shared"),
    [
        ("model.backbone.name=mobilenet_v3", True),
        ("train.lines=9", True),
        ("data.workers=0", True),
        ("train.seed=1", False),
        ("data.columns=640", False),
        ("train.curriculum_lines=0", False),
        ("charset.name=latin", False),
    ],
)
def test_only_runs_of_the_same_data_share_a_folder(
    override: str, shared: bool, tmp_path: Path
) -> None:
    options = [f"data.cache={tmp_path}"]
    one = chunk_folder(load_config("smoke.yml", options))
    other = chunk_folder(load_config("smoke.yml", [*options, override]))
    assert (one == other) == shared


def test_changed_label_files_have_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("a.png\t1", encoding="utf-8")
    monkeypatch.setenv("OCRLC_LABELS", str(labels))
    source = "data.train=[{kind: labels, labels: '${OCRLC_LABELS}'}]"
    config = load_config("smoke.yml", [f"data.cache={tmp_path}", source])
    before = chunk_folder(config)
    assert chunk_folder(config) == before
    labels.write_text("a.png\t12", encoding="utf-8")
    changed = chunk_folder(config)
    (tmp_path / "mine.txt").write_text("a.png\t12", encoding="utf-8")
    monkeypatch.setenv("OCRLC_LABELS", str(tmp_path / "mine.txt"))
    assert len({before, changed, chunk_folder(config)}) == 3
