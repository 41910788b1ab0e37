"""`ocrlc synth --pdf`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ocrlc.cli.synth import command
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_line_labels
from ocrlc.datasets.records import Report
from tests.harvest.papers import PROSE, write


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, list(arguments))
    return result.exit_code, result.output


@pytest.mark.parametrize("dpi", ["300-72", "0", "72-", "many", "100,5000"])
def test_resolutions_that_make_no_sense(dpi: str, tmp_path: Path) -> None:
    code, output = run("-o", str(tmp_path / "out"), "--pdf", str(tmp_path), "--dpi", dpi)
    assert code == 2
    assert dpi in output


def test_a_harvest_in_an_archive(tmp_path: Path) -> None:
    write(tmp_path / "pdf/a.pdf")
    target = tmp_path / "lines.zip"
    arguments = ["--pdf", str(tmp_path / "pdf"), "--dpi", "150", "--degraded", "0"]
    code, output = run("-o", str(target), *arguments, "-n", "50")
    assert code == 0, output
    _, lines = read_line_labels(LabelSource(kind="labels", labels=str(target)), Report())
    assert {line.text for line in lines} <= set(PROSE)
    assert f"{len(lines)} lines, 1 pages harvested" in output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.zip", "pdf"]
