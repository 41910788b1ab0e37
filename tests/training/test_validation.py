"""The lines that training is judged by."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.config import LabelSource, SyntheticSource
from ocrlc.errors import InputError
from ocrlc.training.validation import fixed_lines

DIGITS = Charset.load("digits")


def test_a_label_file_without_a_usable_line_is_named(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((32, 100), np.uint8))
    (tmp_path / "labels.txt").write_text("a.png\t12\n", encoding="utf-8")
    source = LabelSource(kind="labels", labels=str(tmp_path / "labels.txt"))
    assert len(fixed_lines(source, DIGITS, 100)) == 1
    with pytest.raises(InputError, match=r"labels\.txt can be used; raise data\.max_width \(99\)"):
        fixed_lines(source, DIGITS, 99)


def test_a_synthetic_source_without_a_usable_line_is_named() -> None:
    source = SyntheticSource(kind="synthetic", split="all", profile="digits", limit=3)
    with pytest.raises(InputError, match=r"none of the 3 lines of .*profile digits, split all"):
        fixed_lines(source, DIGITS, 4)
