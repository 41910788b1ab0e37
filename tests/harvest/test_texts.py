"""What is printed."""

from __future__ import annotations

import pytest

from ocrlc.charset import Charset
from ocrlc.harvest.texts import accented, has_leaders, printed


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        ("e\ufb03cient", "efficient"),
        ("sum\u00ad", "sum-"),
        ("a\u00a0b", "a b"),
        ("5\u2032 7\u2033", "5' 7\""),
        ("wait . . . no", "wait ... no"),
        ("cafe\u0301", "café"),
        ("x \u2217 y \u223c z", "x * y ~ z"),
    ],
)
def test_signs_take_the_form_that_the_charset_has(layer: str, says: str) -> None:
    charset = Charset.load("latin")
    text = charset.normalise(printed(layer))
    assert text == says
    assert not charset.encode(text).unknown


def test_accents_drawn_apart() -> None:
    assert accented("e", "´") == "é"
    assert accented("ı", "¨") == "ï"
    assert accented("c", "¸") == "ç"
    assert accented("x", "˝") is None
    assert accented("e", "a") is None


def test_leaders() -> None:
    assert has_leaders("1 Beginning . . . . . . 7")
    assert has_leaders("Name ________")
    assert not has_leaders("and so on ... then")
