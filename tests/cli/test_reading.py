"""What is read of a document, through the command and the bundled model."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.options.character_sets import CHARACTER_SETS


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form of one page: labels on the left, values on the right."""
    image = np.full((400, 900), 255, np.uint8)
    for y, (label, value) in enumerate((("Invoice", "2024-0417"), ("Total", "1,204.50"))):
        for x, text in ((40, label), (500, value)):
            cv2.putText(
                image, text, (x, 120 + 120 * y), cv2.FONT_HERSHEY_DUPLEX, 1.5, 0, 2, cv2.LINE_AA
            )
    path = tmp_path / "form.png"
    cv2.imwrite(str(path), image)
    return path


def test_characters_in_json_on_request(run, form: Path) -> None:
    done = run("recognize", form, "--characters", "-f", "json", real=True)
    assert done.returncode == 0
    (page,) = json.loads(done.stdout)["pages"]
    words = [word for line in page["lines"] for word in line["words"]]
    assert "Invoice" in [word["text"] for word in words]
    for word in words:
        assert "".join(one["text"] for one in word["characters"]) == word["text"]
        mean = sum(one["score"] for one in word["characters"]) / len(word["characters"])
        assert mean == pytest.approx(word["score"], abs=1e-3)
        lefts = [one["polygon"][0][0] for one in word["characters"]]
        assert lefts == sorted(set(lefts))
        assert (lefts[0], word["characters"][-1]["polygon"][1][0]) == (
            word["polygon"][0][0],
            word["polygon"][1][0],
        )


def test_only_allowed_characters_are_read(run, form: Path) -> None:
    done = run("recognize", form, "--allow", "amount", real=True)
    assert done.returncode == 0
    assert {"2024-0417", "1,204.50"} <= set(done.stdout.split())
    assert not set(done.stdout) - set(CHARACTER_SETS["amount"] + " \n")


@pytest.mark.parametrize(
    ("allow", "message"), [("", "digits, amount"), ("漢字", "lcnet-latin cannot read 字 漢")]
)
def test_what_cannot_be_allowed_is_a_usage_error(run, form, allow, message) -> None:
    done = run("recognize", form, "--allow", allow, real=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
