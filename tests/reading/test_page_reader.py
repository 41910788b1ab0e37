"""What a page's reader takes for text."""

from __future__ import annotations

import pytest

from ocrlc.charset import Decoded
from ocrlc.reading.page_reader import is_writing


def read(text: str, score: float) -> Decoded:
    return Decoded(text, score, (score,) * len(text), tuple(range(len(text))))


@pytest.mark.parametrize("text", ["=::=::5:=", "- - - -", ":::::", "-·-·-", ".", "'.", "•"])
def test_a_rule_or_dust_read_as_characters_is_no_text(text: str) -> None:
    assert not is_writing(read(text, 0.6))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("*****", 0.97),
        ("•", 0.95),
        ("= 6%", 0.95),
        (":", 0.5),
        ("$9", 0.6),
        ("* 12.50 *", 0.6),
        ("", 0.0),
    ],
)
def test_sure_marks_and_whatever_holds_letters_are_text(text: str, score: float) -> None:
    assert is_writing(read(text, score))
