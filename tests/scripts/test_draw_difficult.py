"""Difficult pages: their lines lie where the browser printed them, whatever became of the page."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("playwright", reason="difficult pages are laid out by a browser")
pytest.importorskip("faker", reason="their texts need faker")

from ocrlc.evaluation.box_metrics import score_page
from scripts import draw_difficult
from scripts.difficult.browser import BrowserMissingError, Line, browsing, lay_out
from scripts.difficult.causes import causes
from scripts.difficult.kinds import KINDS
from scripts.difficult.looks import LOOKS
from scripts.difficult.markup import Draft, Maker, document, need_fonts
from scripts.difficult.report import KINDS as NAMED
from scripts.difficult.report import coverage, faults
from scripts.drawing.fonts import FontMissingError
from scripts.drawing.prose import LANGUAGES, Writer
from scripts.measure_difficult import measure
from tests.support.debian import lacking

BARS = 4


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        need_fonts()
        with browsing() as opened:
            yield opened
    except (BrowserMissingError, FontMissingError) as error:
        lacking(str(error))


def _lines(browser: Any, body: str, style: str = "") -> list[Line]:
    style = f"body {{ font: 20px 'B612 Mono'; }} {style}"
    _, lines = lay_out(browser, Draft(body, style, (400, 300)))
    return lines


def test_a_line_of_a_block_or_cell_is_a_line(browser: Any) -> None:
    body = """<p style="width:150px">one two <b>three</b> four</p>
    <table><tr><td>left</td><td>right</td></tr></table>
    <div style="display:flex"><span>ends</span><span style="margin-left:60px">apart</span></div>
    <div style="display:flex" data-line><span>entry</span><span style="margin-left:60px">7</span>
    </div><div data-either><i>1</i> <i style="margin-left:50px">2</i></div>"""
    assert [line.text for line in _lines(browser, body)] == [
        "one two", "three four", "left", "right", "ends", "apart", "entry 7", "###",
    ]  # fmt: skip


def test_what_does_not_fit_is_left_out_and_what_is_cut_off_does_not_count(browser: Any) -> None:
    body = """<div data-fit style="height:60px"><p>first</p><p>second</p><p>third</p></div>
    <div style="overflow:hidden;width:40px;white-space:nowrap">too long</div>"""
    texts = [line.text for line in _lines(browser, body)]
    assert texts == ["first", "second", "###"]


@pytest.mark.parametrize("angle", [0, -90, 90, 33])
@pytest.mark.parametrize("family", ["B612 Mono", "Charis SIL", "Sora"])
def test_boxes_hold_the_ink_and_little_else(browser: Any, angle: int, family: str) -> None:
    style = f"p {{ position: absolute; left: 150px; top: 130px; transform: rotate({angle}deg);"
    style += f" font: 30px '{family}'; white-space: nowrap; }}"
    image, (line,) = lay_out(browser, Draft("<p>Agjpx,</p>", style, (400, 300)))
    ink = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) < 128
    inside = np.zeros(ink.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(line.points).astype(np.int32)], 1)
    assert ink.sum() > 100
    assert ink[inside > 0].sum() == ink.sum()
    # Seen along its own axes the ink comes within 0.1 em of all sides.
    rows, columns = np.nonzero(ink)
    across = line.points[1] - line.points[0]
    along = across / np.hypot(*across)
    frame = np.stack((along, [-along[1], along[0]]), axis=1)
    ends = (np.stack((columns + 0.5, rows + 0.5), axis=1) - line.points[0]) @ frame
    size = (line.points[2] - line.points[0]) @ frame
    assert (ends.min(axis=0) < 4).all()
    assert (ends.max(axis=0) > size - 4).all()


def test_a_lone_dash_is_no_hair(browser: Any) -> None:
    (line,) = _lines(browser, "<p>–</p>")
    assert np.ptp(line.points[:, 1]) == pytest.approx(0.45 * 20 + 2 * 1.2, abs=0.2)


@pytest.mark.parametrize("look", LOOKS)
def test_points_go_with_the_page(look: str) -> None:
    image = np.full((700, 500, 3), 255, np.uint8)
    spots = np.array([(100.0, 90), (410, 120), (90, 600), (400, 610)])
    for x, y in spots.astype(int):
        cv2.rectangle(image, (x - BARS, y - BARS), (x + BARS, y + BARS), (0, 0, 0), -1)
    view = LOOKS[look](image, spots, 20.0, np.random.default_rng(5))
    grey = cv2.cvtColor(view.image, cv2.COLOR_BGR2GRAY).astype(float)
    for x, y in view.points:
        near = grey[int(y) - 12 : int(y) + 13, int(x) - 12 : int(x) + 13]
        dark = near < 110
        rows, columns = np.nonzero(dark)
        assert dark.sum() > 30
        middle = np.array([columns.mean() + int(x) - 12, rows.mean() + int(y) - 12])
        assert np.abs(middle - (x, y)).max() < 1.6


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_chance_drafts_the_same_page(kind: str) -> None:
    def draft(seed: int) -> str:
        rng = random.Random(seed)
        return document(KINDS[kind](Maker(rng, Writer("en", rng))))

    assert draft(3) == draft(3) != draft(4)


def test_every_kind_comes_in_every_look() -> None:
    count = len(KINDS)
    for place in range(count):
        turns = {(turn + place) % len(LOOKS) for turn in range(7)}
        assert len(turns) == len(LOOKS)
    assert {*NAMED, "blank"} == set(KINDS)


@pytest.mark.slow
def test_pages_are_written_with_labels_that_load(browser: Any, tmp_path: Path) -> None:
    page = draw_difficult.draw_page(browser, 8, seed=1)
    assert page.kind == "turned"
    again = draw_difficult.draw_page(browser, 8, seed=1)
    assert np.array_equal(page.view.image, again.view.image)
    assert np.array_equal(page.view.points, again.view.points)
    height, width = page.view.image.shape[:2]
    assert len(page.texts) > 30
    corners = page.view.points.reshape(-1, 4, 2)
    assert len(corners) == len(page.texts)
    assert (page.view.points >= 0).all()
    assert (page.view.points <= (width, height)).all()


def test_causes_say_why_lines_are_not_covered() -> None:
    def box(left: float, top: float, right: float, bottom: float) -> Any:
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)

    lines = [box(0, 100 * i, 100, 100 * i + 10) for i in range(6)] + [box(110, 400, 210, 410)]
    found = [
        box(-2, -1, 102, 11),
        *(box(0, 200, 55, 210), box(50, 200, 101, 210)),
        box(0, 300, 60, 310),
        box(0, 399, 211, 410),
        box(-40, 480, 140, 530),
    ]
    expected = {"missed": 1, "split": 1, "cut": 1, "large": 1}
    # The fifth line and its neighbour are in one box, which is not too large for either.
    assert causes(found, lines) == expected
    wide = [*found[:4], box(0, 395, 260, 415), found[5]]
    assert causes(wide, lines) == expected | {"joined": 2}
    assert causes([], lines) == {"missed": 7}
    assert sum(causes(found, lines).values()) == len(lines) - score_page(found, lines).covered


def test_counts_are_kept_by_kind_and_look(tmp_path: Path) -> None:
    from ocrlc.datasets.records import Record

    square = [[0, 0], [40, 0], [40, 10], [0, 10]]
    lower = [[x, y + 50] for x, y in square]
    entries = [{"transcription": "a", "points": square}, {"transcription": "###", "points": lower}]
    records = [
        Record("pages/forms/000-fax.png", json.dumps(entries)),
        Record("pages/blank/001-plain.png", "[]"),
    ]
    boxes = {
        records[0].path: [np.array(square, np.float32), np.array(lower, np.float32)],
        records[1].path: [np.array(square, np.float32)],
    }
    counts = dict(measure(records, boxes))
    assert counts["forms"] == counts["fax"]
    assert (counts["forms"]["covered"], counts["forms"]["predicted"]) == (1, 1)
    assert (counts["all"]["pages"], counts["all"]["true"], counts["all"]["predicted"]) == (2, 1, 2)
    groups = dict.fromkeys((*NAMED, *LOOKS), counts["forms"]) | counts
    result = {"pages": 2, "detectors": {"lcnet-det": groups}}
    assert "| tickets | 1 | 1 | 100.0 |" in coverage(result)
    assert faults(result).endswith("| **lcnet-det** | 66.7 | 0 | 0 | 0 | 0 | 0 | 0 | 1 |")
    assert len(LANGUAGES) == 5
