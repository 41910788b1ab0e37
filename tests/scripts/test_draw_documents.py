from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("reportlab", reason="drawing documents needs reportlab")

from scripts import draw_documents
from scripts.drawing.fonts import FAMILIES, FontMissingError, face
from scripts.drawing.layouts import LAYOUTS
from scripts.drawing.prose import LANGUAGES, language
from scripts.drawing.sheet import Sheet, Type, wrap
from tests.support.debian import lacking

DPI = 100
PAIR = (0, 3)  # an invoice as printed and a form as scanned


def _missing(family: str) -> str:
    try:
        face(family)
    except FontMissingError as error:
        return str(error)
    return ""


def _need(*families: str) -> None:
    for family in families:
        if reason := _missing(family):
            lacking(reason)


def _need_kind(number: int) -> None:
    style = draw_documents.KINDS[number].style
    _need(style.family, style.second or style.family, "liberation-mono")


@pytest.mark.parametrize("number", PAIR)
def test_boxes_lie_on_ink(number: int) -> None:
    _need_kind(number)
    document = draw_documents.draw_document(number, seed=3, dpi=DPI)
    grey = cv2.cvtColor(document.image, cv2.COLOR_BGR2GRAY).astype(float)
    for text, points in zip(document.texts, document.points, strict=True):
        left, top = np.floor(points.min(axis=0)).astype(int)
        right, bottom = np.ceil(points.max(axis=0)).astype(int)
        inside = grey[top:bottom, left:right]
        # Type on paper or paper on type: both tones are there.
        assert np.ptp(inside) > 60, text
        middle = inside[inside.shape[0] // 4 : -(inside.shape[0] // 4) or None]
        assert np.ptp(middle, axis=0).max() > 40, text


def test_what_is_printed_lies_in_boxes() -> None:
    _need_kind(5)
    document = draw_documents.draw_document(5, seed=3, dpi=DPI, clean=True)
    ink = cv2.cvtColor(document.image, cv2.COLOR_BGR2GRAY) < 128
    boxes = np.zeros(ink.shape, dtype=np.uint8)
    cv2.fillPoly(boxes, list(np.round(document.points).astype(np.int32)), 1)
    # The rest are the rules to sign on.
    assert ink[boxes > 0].sum() > 0.97 * ink.sum()


def test_points_run_clockwise_from_the_top_left() -> None:
    _need_kind(3)
    points = draw_documents.draw_document(3, seed=0, dpi=DPI).points
    top_left, top_right, bottom_right, bottom_left = points.transpose(1, 0, 2)
    assert (top_right[:, 0] > top_left[:, 0]).all()
    assert (bottom_right[:, 0] > bottom_left[:, 0]).all()
    assert (bottom_left[:, 1] > top_left[:, 1]).all()
    assert (bottom_right[:, 1] > top_right[:, 1]).all()


def test_the_same_seed_draws_the_same_page_and_another_does_not() -> None:
    _need_kind(3)
    first, again = (draw_documents.draw_document(3, seed=1, dpi=72) for _ in range(2))
    assert first.texts == again.texts
    assert np.array_equal(first.image, again.image)
    assert draw_documents.draw_document(3, seed=2, dpi=72).texts != first.texts


def test_labels_load_and_name_the_pages(tmp_path: Path) -> None:
    for number in range(2):
        _need_kind(number)
    names = list(draw_documents.draw_documents(tmp_path, pages=2, seed=0, dpi=72))
    lines = (tmp_path / "labels.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == names
    assert [Path(name).suffix for name in names] == [".png", ".jpg"]
    for line in lines:
        name, _, entries = line.partition("\t")
        height, width = cv2.imread(str(tmp_path / name)).shape[:2]
        labels: list[dict[str, Any]] = json.loads(entries)
        assert len(labels) > 20
        for label in labels:
            assert label["transcription"].strip() == label["transcription"] != ""
            points = np.array(label["points"])
            assert points.shape == (4, 2)
            assert (points >= 0).all()
            assert (points <= (width, height)).all()


def test_clean_leaves_the_paper_white() -> None:
    _need_kind(1)
    document = draw_documents.draw_document(1, seed=0, dpi=72, clean=True)
    assert document.quality is None
    assert (document.image[:10] == 255).all()


@pytest.mark.parametrize("number", range(len(draw_documents.KINDS)))
def test_every_kind_draws_inside_its_page(number: int) -> None:
    _need_kind(number)
    kind = draw_documents.KINDS[number]
    assert kind.style.family in FAMILIES
    # Printing over an edge, or a character the type lacks, raises.
    document = draw_documents.draw_document(number, seed=7, dpi=36, clean=True)
    assert len(document.texts) == len(document.points) > 20


def test_kinds_use_every_layout_and_language() -> None:
    assert {kind.layout for kind in draw_documents.KINDS} == set(LAYOUTS)
    assert {kind.language for kind in draw_documents.KINDS} == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages_say_the_same_things(code: str) -> None:
    phrases, english = language(code), language("en")
    assert set(phrases.terms) == set(english.terms)
    for name in ("sentences", "clauses", "products", "fields", "agenda"):
        assert len(getattr(phrases, name)) == len(getattr(english, name))


def test_lines_are_not_broken_before_units_or_marks() -> None:
    _need("liberation-sans")
    type_ = Type("liberation-sans", 10)
    for width in range(20, 200, 3):
        for line in wrap("Le total : 15 358,57 € est « dû »", width, type_):
            assert not line.startswith(("€", ":", "»", "358"))
            assert not line.endswith("«")


def test_printing_over_the_edge_is_an_error() -> None:
    _need("liberation-sans")
    with pytest.raises(ValueError, match="over the edge"):
        Sheet().put(560, 100, "much too long a text", Type("liberation-sans", 12))


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.drawing.fonts._installed", dict)
    face.cache_clear()
    with pytest.raises(FontMissingError, match=r"Lato-Regular\.ttf .* fonts-lato"):
        face("lato")
    face.cache_clear()
