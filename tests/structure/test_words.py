from __future__ import annotations

import pytest

from ocrlc.structure.words import join_lines


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("the", "end"), "the end"),
        (("a hospi-", "tal"), "a hospital"),
        (("Verbesse-", "rung der"), "Verbesserung der"),
        (("a well-", "known"), "a well-known"),
        (("in Nord-", "Süd-Richtung"), "in Nord-Süd-Richtung"),
        (("2020-", "2025"), "2020- 2025"),
        (("a dash -", "here"), "a dash - here"),
        (("und Ein-", "und Ausgang"), "und Ein- und Ausgang"),
        (("", "  spaces   go "), "spaces go"),
        ((), ""),
    ],
)
def test_lines_are_joined_as_they_are_read(lines, text):
    assert join_lines(lines) == text
