"""Label files as PPOCRLabel writes them, and their parts."""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.config import DataConfig, LabelSource
from ocrlc.datasets.faults import Scan, find_fault
from ocrlc.datasets.held_out import document_of, held_out
from ocrlc.datasets.image_store import ImageStore
from ocrlc.datasets.labels import read_line_labels
from ocrlc.datasets.records import Record, Report
from ocrlc.errors import InputError

LATIN = Charset.load("latin")


def crops(documents: int, lines: int) -> list[Record]:
    return [
        Record(f"crop_img/scan{d}_crop_{i}.jpg", f"text {i}")
        for d in range(documents)
        for i in range(lines)
    ]


def write_labels(folder: Path, records: list[Record]) -> Path:
    path = folder / "rec_gt.txt"
    path.write_text("".join(f"{r.path}\t{r.text}\n" for r in records), encoding="utf-8")
    return path


def part(labels: Path, name: str, **options: object) -> set[str]:
    source = {"kind": "labels", "labels": str(labels), "part": name, **options}
    _, records = read_line_labels(LabelSource.model_validate(source), Report())
    return {record.path for record in records}


def test_a_tenth_is_held_out_in_whole_documents(tmp_path: Path) -> None:
    labels = write_labels(tmp_path, crops(25, 20))
    train, kept = part(labels, "train"), part(labels, "held_out")
    assert not train & kept
    assert len(train | kept) == 500
    assert 50 <= len(kept) <= 60
    documents = {document_of(Record(path, "")) for path in kept}
    assert len(kept) == 20 * len(documents)


def test_filters_do_not_mix_the_parts(tmp_path: Path) -> None:
    labels = write_labels(tmp_path, crops(25, 20))
    chosen = part(labels, "train", include="scan1", limit=30)
    assert len(chosen) == 30
    assert not chosen & part(labels, "held_out")


def test_the_division_stays_when_lines_are_added() -> None:
    records = crops(100, 5)
    before, after = held_out(records[:-50], 0.1), held_out(records, 0.1)
    assert len(before & after) >= 0.7 * len(before)
    assert held_out(records[::-1], 0.1) == after


@pytest.mark.parametrize(("documents", "lines"), [(1, 50), (2, 200), (1, 2), (300, 1)])
def test_few_or_large_documents_are_divided_by_lines(documents: int, lines: int) -> None:
    records = crops(documents, lines)
    kept = held_out(records, 0.1)
    assert len(kept) == max(1, round(0.1 * len(records)))


def test_one_long_document_does_not_take_all() -> None:
    records = crops(20, 5) + crops(1, 400)
    kept = held_out(records, 0.1)
    assert 25 <= len(kept) <= 100


def test_parts_of_one_file_must_agree_on_the_share() -> None:
    source = {"kind": "labels", "labels": "a.txt"}
    with pytest.raises(ValueError, match=r"a\.txt differ in held_out"):
        DataConfig.model_validate(
            {
                "train": [{**source, "part": "train"}],
                "validation": [{**source, "part": "held_out", "held_out": 0.2}],
            }
        )


def region(text: str, x: int, **more: object) -> dict[str, object]:
    return {
        "transcription": text,
        "points": [[x, 10], [x + 40, 10], [x + 40, 30], [x, 30]],
        "difficult": False,
        **more,
    }


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder as PPOCRLabel leaves it: pages and Label.txt, whose paths begin with the folder."""
    folder = tmp_path / "scans"
    folder.mkdir()
    image = np.tile(np.arange(200, dtype=np.uint8), (60, 1))
    cv2.imwrite(str(folder / "a.png"), image)
    entries = [
        region("left", 0),
        region("right", 100),
        region("blurred", 100, difficult=True),
        region("###", 50),
        region("round", 50, points=[[1, 1], [9, 1], [12, 5], [9, 9], [1, 9]]),
    ]
    (folder / "Label.txt").write_text(f"scans/a.png\t{json.dumps(entries)}\n", encoding="utf-8")
    return folder / "Label.txt"


def test_labelled_pages_are_cut_into_lines(pages: Path) -> None:
    store, records = read_line_labels(LabelSource(kind="labels", labels=str(pages)), Report())
    assert [record.text for record in records] == ["left", "right"]
    for record, first in zip(records, (0, 100), strict=True):
        image = store.line(record)
        assert image is not None
        np.testing.assert_array_equal(image, np.tile(np.arange(first, first + 40), (20, 1)))


def square(*corners: object) -> str:
    return json.dumps([{"transcription": "a", "points": corners}])


@pytest.mark.parametrize(
    "label",
    [
        '[{"transcription": "cut off", "points": [[0, 0], [1,',
        '[{"points": 1}]',
        '[{"transcription": "no points"}]',
        "[{x}] is a line of text",
        '[{"transcription": "a", "points": [[0, 0], [9, 0], [9, 9], [0, 9]]}, 5]',
        square("ab", "cd", "ef", "gh"),
        square("12", "34", "56", "78"),
        square([0, 0], [9, 0], [9, 9], [0]),
        square([0, 0], [9, 0], [9, 9], [0, 9, 1]),
        square([0, 0], [9, 0], [9, 9], [0, None]),
        square([0, 0], [9, 0], [9, 9], [0, float("nan")]),
        square([0, 0], [9, 0], [9, 9], [0, 10**400]),
        square(1, 2, 3, 4),
    ],
)
def test_pages_with_a_broken_label_are_counted_and_left_out(pages: Path, label: str) -> None:
    with pages.open("a", encoding="utf-8") as file:
        file.write(f"scans/b.png\t{label}\nscans/c.png\ta line\n")
    report = Report()
    _, records = read_line_labels(LabelSource(kind="labels", labels=str(pages)), report)
    assert [record.text for record in records] == ["left", "right", "a line"]
    assert str(report) == "1 broken label (first: scans/b.png)"


def test_pages_that_are_not_asked_for_are_not_counted(pages: Path) -> None:
    with pages.open("a", encoding="utf-8") as file:
        file.write("scans/b.png\t[{\n")
    report = Report()
    read_line_labels(LabelSource(kind="labels", labels=str(pages), exclude="b.png"), report)
    assert not report.counts


def test_labels_of_another_encoding_name_the_byte(tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_bytes("a.png\tStraße".encode("cp1252"))
    with pytest.raises(InputError, match="not UTF-8 at byte 10"):
        read_line_labels(LabelSource(kind="labels", labels=str(labels)), Report())


def test_an_image_damaged_inside_a_zip_counts_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "lines.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", cv2.imencode(".png", np.zeros((32, 64), np.uint8))[1].tobytes())
    data = path.read_bytes()
    path.write_bytes(data.replace(b"IHDR", b"IHDX"))
    assert ImageStore(path).grey("a.png") is None


def test_the_folder_or_zip_that_holds_the_labels_is_enough(pages: Path, tmp_path: Path) -> None:
    _, records = read_line_labels(LabelSource(kind="labels", labels=str(pages.parent)), Report())
    assert [record.text for record in records] == ["left", "right"]
    path = tmp_path / "lines.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rec_gt.txt", "crop_img/a.png\tone\n")
        archive.writestr("crop_img/a.png", cv2.imencode(".png", np.zeros((32, 64)))[1].tobytes())
    store, (record,) = read_line_labels(LabelSource(kind="labels", labels=str(path)), Report())
    image = store.line(record)
    assert (record.text, image is not None and image.shape) == ("one", (32, 64))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no label file.*rec_gt\.txt"):
        read_line_labels(LabelSource(kind="labels", labels=str(tmp_path / "empty")), Report())


def png(value: int, width: int = 64) -> bytes:
    image = np.full((32, width), value, np.uint8)
    return bytes(cv2.imencode(".png", image)[1].tobytes())


def test_images_of_a_zip_come_from_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(0))
    path = tmp_path / "lines.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("labels.txt", "a.png\tone\n")
        archive.writestr("a.png", png(255))
    store, (record,) = read_line_labels(LabelSource(kind="labels", labels=str(path)), Report())
    image = store.line(record)
    assert image is not None
    assert image.min() == 255


def test_the_label_tools_file_loads_from_its_own_folder(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pages.parent)
    store, records = read_line_labels(LabelSource(kind="labels", labels="Label.txt"), Report())
    assert [store.line(record) is not None for record in records] == [True, True]


def test_rows_end_at_line_feeds_alone(tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_bytes("a.png\tone\x0ctwo\u2028three\r\n\n\tno path\n".encode())
    _, records = read_line_labels(LabelSource(kind="labels", labels=str(labels)), Report())
    assert [tuple(r.text.split()) for r in records] == [("one", "two", "three"), ("no", "path")]


def locked(data: bytes) -> bytes:
    """Set the flag of encryption in a zip's two headers of its one file."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        data = data[:at] + bytes([data[at] | 1]) + data[at + 1 :]
    return data


def test_images_that_nothing_can_open_are_damaged(tmp_path: Path) -> None:
    enormous = png(0)
    enormous = enormous[:16] + (60000).to_bytes(4, "big") * 2 + enormous[24:]
    checked = enormous[:29] + zlib.crc32(enormous[12:29]).to_bytes(4, "big") + enormous[33:]
    (tmp_path / "enormous.png").write_bytes(checked)
    jpeg = bytes(cv2.imencode(".jpg", np.zeros((32, 640), np.uint8))[1].tobytes())
    (tmp_path / "half.jpg").write_bytes(jpeg[: len(jpeg) // 2])
    (tmp_path / "whole.jpg").write_bytes(jpeg)
    store = ImageStore(tmp_path)
    assert store.grey("enormous.png") is None
    assert store.grey("half.jpg") is None
    assert store.grey("whole.jpg") is not None
    with pytest.raises(FileNotFoundError):
        store.grey("a\0b.png")
    with zipfile.ZipFile(tmp_path / "lines.zip", "w") as archive:
        archive.writestr("a.png", png(0))
    path = tmp_path / "locked.zip"
    path.write_bytes(locked((tmp_path / "lines.zip").read_bytes()))
    assert ImageStore(path).grey("a.png") is None


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0], [100000, 0], [100000, 90000], [0, 90000]],
        [[1e9, 0], [1e9 + 9, 0], [1e9 + 9, 9], [1e9, 9]],
        [[-50, 10], [-10, 10], [-10, 30], [-50, 30]],
        [[20, 20], [20, 20], [20, 20], [20, 20]],
    ],
)
def test_regions_that_are_none_of_the_page_give_no_line(pages: Path, points: list[object]) -> None:
    store, (record, _) = read_line_labels(LabelSource(kind="labels", labels=str(pages)), Report())
    corners = tuple((float(x), float(y)) for x, y in points)  # type: ignore[misc,attr-defined]
    assert store.line(record) is not None
    assert store.line(replace(record, corners=corners)) is None
    fault = find_fault(replace(record, corners=corners), store, LATIN, Scan(1280))
    assert fault == ("corrupt page or region off it", "")
