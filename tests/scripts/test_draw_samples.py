from __future__ import annotations

import cv2
import pytest

pytest.importorskip("reportlab", reason="drawing samples needs reportlab")

from scripts.draw_samples import OUT, SAMPLES, draw_sample
from scripts.drawing.fonts import FontMissingError
from scripts.drawing.sheet import Segment
from scripts.samples.common import iban, printed_lines
from tests.support.debian import lacking


def _valid(number: str) -> bool:
    plain = number.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def test_account_numbers_have_right_check_digits() -> None:
    assert iban("GB", "WEST12345698765432") == "GB82 WEST 1234 5698 7654 32"  # ISO's own example
    assert _valid(iban("FR", "99999000010004170880Z41"))


def test_what_stands_on_one_baseline_is_one_line() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    segments = [Segment("Net", box, 10.0), Segment("12.50", box, 10.0), Segment("VAT", box, 22.0)]
    assert printed_lines(segments) == ["Net 12.50", "VAT"]


@pytest.mark.parametrize("name", SAMPLES)
def test_committed_samples_are_what_the_script_draws(name: str) -> None:
    try:
        image, lines = draw_sample(name)
    except FontMissingError as error:
        lacking(str(error))
    text = (OUT / name).with_suffix(".txt").read_text(encoding="utf-8")
    assert text.splitlines() == lines
    committed = cv2.imread(str(OUT / name))
    assert committed.shape[:2] == image.shape[:2]
    # Not pixel by pixel: a renderer's next version may place a dot otherwise.
    assert abs(float(committed.mean()) - float(image.mean())) < 2


def test_samples_are_small() -> None:
    files = list(OUT.iterdir())
    assert {path.name for path in files} >= set(SAMPLES)
    assert sum(path.stat().st_size for path in files) < 2_000_000
    assert all(path.stat().st_size < 500_000 for path in files)
