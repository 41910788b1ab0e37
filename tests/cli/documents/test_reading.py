"""What is read of a document, through the command and the bundled model."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocrlc.options.character_sets import CHARACTER_SETS

FONT = str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf")


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
        # The word’s is calibrated, its characters’ are the network’s own.
        assert 0 < word["score"] < 1
        assert all(0 < one["score"] <= 1 for one in word["characters"])
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
    ("allow", "message"),
    [
        ("", "digits, amount"),
        ("漢字", "lcnet-latin cannot read 字 漢"),
        ("digits.,-", "if the set digits is meant"),
        ("0-9", "0-9 is no range"),
    ],
)
def test_what_cannot_be_allowed_is_a_usage_error(run, form, allow, message) -> None:
    done = run("recognize", form, "--allow", allow, real=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_zones_have_results_by_name(run, form: Path, tmp_path: Path) -> None:
    """Of a template and of the command; one of them with characters of its own."""
    (tmp_path / "form.yml").write_text(
        "zones:\n- {name: number, box: '50%, 15%, 50%, 20%'}\n"
        "- {name: sum, box: [480, 180, 400, 100], allow: amount}\n"
    )
    options = ("--template", "form.yml", "--region", "20,180,300,100:label")
    done = run("recognize", form, *options, "-f", "json,csv", "-o", "out/", real=True)
    assert done.returncode == 0
    (page,) = json.loads((tmp_path / "out/form.png.json").read_text())["pages"]
    expected = {"number": "2024-0417", "sum": "1,204.50", "label": "Total"}
    assert {name: zone["text"] for name, zone in page["zones"].items()} == expected
    assert page["zones"]["sum"]["polygon"] == [[480, 180], [880, 180], [880, 280], [480, 280]]
    lines = [page["lines"][place]["text"] for place in page["zones"]["label"]["lines"]]
    assert lines == ["Total"]
    rows = list(csv.DictReader((tmp_path / "out/form.png.csv").open(newline="")))
    assert rows == [{"source": str(form), "page": "1", **expected}]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--region", "1,2,3", "x,y,w,h"),
        ("--region", "90%,0%,20%,10%:total", "zone total: it reaches beyond 100 %"),
        ("--region", "1e308,0,1e308,9", "zone zone1: it reaches beyond any page"),
        ("--template", "none.yml", "template none.yml: No such file"),
        ("--template", "", "is empty"),
    ],
)
def test_bad_zones_are_usage_errors(run, form, option, value, message) -> None:
    done = run("recognize", form, option, value)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_look_alikes_are_settled_and_the_raw_text_is_kept(run, tmp_path: Path) -> None:
    picture = Image.new("L", (700, 420), 255)
    font = ImageFont.truetype(FONT, 40)
    for row, code in enumerate(("A4293", "B7782", "C5536", "DOO28")):
        ImageDraw.Draw(picture).text((60, 40 + 70 * row), code, 0, font)
    path = tmp_path / "codes.png"
    picture.save(path)
    done = run("recognize", path, "-f", "json", real=True)
    assert done.returncode == 0
    lines = json.loads(done.stdout)["pages"][0]["lines"]
    assert [line["text"] for line in lines][:4] == ["A4293", "B7782", "C5536", "D0028"]
    assert (lines[3]["raw"], lines[3]["words"][0]["raw"]) == ("DOO28", "DOO28")
    assert "raw" not in lines[0]
    plain = run("recognize", path, "--no-normalize", real=True)
    assert plain.stdout.splitlines()[3] == "DOO28"


def test_a_sheet_of_words_to_look_at_first(run, form: Path) -> None:
    done = run("recognize", form, "--review", "2", "-o", "out/", real=True)
    assert done.returncode == 0
    assert "2 words to look at first: out/review.html" in done.stderr
    sheet = (form.parent / "out/review.html").read_text(encoding="utf-8")
    assert sheet.count("data:image/png;base64,") == 2
    assert "form.png, page 1" in sheet


def test_a_sheet_that_cannot_be_is_a_usage_error(run, form: Path) -> None:
    for options, message in (
        (["--sheet", "sheet.html"], "--sheet needs --review"),
        (["--review", "0"], "x>=1"),
        (["--review", "1", "--sheet", "-"], "stdout is for the results"),
        (["--review", "3", "--sheet", form], "is an input"),
        (["--review", "3", "--sheet", form.parent], "is a folder: --sheet names a file"),
        (["--review", "3", "-o", "review.html", "-f", "html"], "named by -o and by --review"),
    ):
        done = run("recognize", form, *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert form.read_bytes()[:4] == b"\x89PNG"


def test_a_sheet_is_not_overwritten_when_all_was_done_before(run, form: Path) -> None:
    (form.parent / "other.png").write_bytes(form.read_bytes())
    options = ("--review", "2", "-o", "out/", "--resume")
    sheet = form.parent / "out/review.html"
    run("recognize", form, *options[:-1])
    before = sheet.read_bytes()
    done = run("recognize", form, *options)
    assert done.returncode == 0
    assert "all inputs were done before" in done.stderr
    assert sheet.read_bytes() == before
    done = run("recognize", form, "other.png", *options)
    assert "without those of 1 inputs done before: out/review.html" in done.stderr
    assert b"other.png" in sheet.read_bytes()
