"""`ocrlc synth`."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ocrlc.cli.synth import command


def draw(*arguments: str) -> None:
    result = CliRunner().invoke(command, ["-n", "3", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_folder_and_archives_hold_the_same_lines(tmp_path: Path) -> None:
    for name in ("lines", "one.zip", "other.ZIP"):
        draw("-o", str(tmp_path / name), "--seed", "7")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.ZIP").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert len(archive.namelist()) == 4
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "lines" / name).read_bytes()


def test_lines_may_come_from_running_text(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("zigzag zigzag zigzag zigzag\n", "utf-8")
    draw("-o", str(tmp_path / "lines"), "--prose", str(tmp_path), "-n", "12")
    assert (tmp_path / "lines" / "labels.txt").read_text("utf-8").lower().count("zigzag") > 3


def test_what_cannot_be_written_is_an_error_of_usage(tmp_path: Path) -> None:
    from ocrlc.errors import ConfigError

    (tmp_path / "file").touch()
    for name in ("file", "file/lines", "file/lines.zip"):
        with pytest.raises(ConfigError, match="file"):
            draw("-o", str(tmp_path / name))


def test_pages_have_labels_of_the_detection_form(tmp_path: Path) -> None:
    from ocrlc.config import LabelSource
    from ocrlc.datasets.labels import read_labels
    from ocrlc.datasets.page_labels import is_detection_labels, parse_detection

    draw("-o", str(tmp_path / "pages"), "--pages", "--seed", "1")
    draw("-o", str(tmp_path / "pages.zip"), "--pages", "--seed", "1")
    source = LabelSource(kind="labels", labels=str(tmp_path / "pages"))
    _, records = read_labels(source)
    assert len(records) == 3
    assert all(is_detection_labels(record) for record in records)
    assert sum(len(parse_detection(record)) for record in records) > 3
    with zipfile.ZipFile(tmp_path / "pages.zip") as archive:
        assert archive.read("Label.txt") == (tmp_path / "pages" / "Label.txt").read_bytes()
