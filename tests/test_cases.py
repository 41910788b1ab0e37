"""Small drawn pictures, each of one kind that was once read wrongly; `scripts.read_cases`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocrlc import OCR
from ocrlc.writers import write
from scripts.read_cases import read_case

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def ocr() -> OCR:
    # In bfloat16 a letter of script is read otherwise.
    return OCR(threads=2, precision="fp32")


@pytest.mark.parametrize(
    ("name", "f1"),
    [
        ("01_vertical_up.png", 0.99),  # text in a margin that runs upwards
        ("03_chart_axis_vertical.png", 0.95),  # the title of an axis
        ("12_single_line_crop.png", 0.8),  # ink up to all edges
        ("13_white_on_transparent.png", 0.99),  # bright text made for a dark ground
        ("15_table_digits_dashes.png", 0.99),  # marks alone in their cells
        ("16_table_tight_rules.png", 0.99),  # cells that nearly touch the rules between them
        ("18_skew_12_tight.png", 0.97),  # skewed, dense, and looked at in tiles
        ("21_dotted_vertical_rules.png", 0.99),  # dots that are no colons
        ("23_label_beside_tall_script.png", 0.99),  # a word of script that was passed over
        ("40_format.heic", 0.95),
        ("41_skiptext_rotated.pdf", 0.99),
        ("42_skiptext_small_picture.pdf", 0.99),
    ],
)
def test_words_are_read(name: str, f1: float, ocr: OCR) -> None:
    path = CASES / name
    row = read_case(ocr, path, path.with_suffix(".txt").read_text(encoding="utf-8"))
    assert row["f1"] >= f1, row


@pytest.mark.parametrize(
    "name",
    [
        "15_table_digits_dashes.png",
        "16_table_tight_rules.png",  # rows
        "23_label_beside_tall_script.png",  # small labels before tall script
        "28_newspaper_narrow_gutter.png",  # a gutter no wider than a space
        "36_order_prose_beside_list.png",
        "41_skiptext_rotated.pdf",
        "50_cards_at_angles.png",  # side by side, tilted to both sides
        "51_facing_pages.png",  # two lines and three
    ],
)
def test_words_come_in_order(name: str, ocr: OCR) -> None:
    path = CASES / name
    row = read_case(ocr, path, path.with_suffix(".txt").read_text(encoding="utf-8"))
    assert row["order"] == 0


def test_layout_keeps_a_large_heading_whole(ocr: OCR) -> None:
    path = CASES / "30_layout_large_heading.png"
    heading = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[0]
    layout = write(ocr.recognize(path), "layout").decode()
    assert heading in layout, layout


def test_another_script_gets_a_warning(ocr: OCR) -> None:
    (page,) = ocr.recognize(CASES / "31_other_script_no_warning.png").pages
    assert any("a script that the recogniser does not know" in text for text in page.warnings)
