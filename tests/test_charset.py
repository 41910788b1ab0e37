"""Encoding and CTC decoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ocrlc.charset import BLANK, Alphabet, Charset
from ocrlc.errors import ConfigError

LATIN = Charset.load("latin")


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox, 1.234,56 € £ ¥ § © ® ° ± × · • – — ‘ ’ “ ” „ « » … № ² ³ ½",
        "Größe Übermaß Straße ẞ",
        "œuvre naïve façade Noël Ÿ",
        "señor ¿qué? ¡ya! ª º",
        "ação ã õ ç",
        "Žluťoučký kůň ďábelské ódy",
        "Zażółć gęślą jaźń",
        "őű Ő Ű",
        "smørrebrød Å æ ð þ",
        "șțăî ĢĶĻŅ ģķļņ ėįųū ğışİ",
    ],
)
def test_latin_has_what_documents_use(text: str) -> None:
    assert LATIN.encode(text).unknown == ()


def test_encode_reports_what_it_does_not_know() -> None:
    encoded = LATIN.encode("a漢b漢")
    assert encoded.unknown == ("漢", "漢")
    assert len(encoded.classes) == 2


def test_equivalent_signs_are_normalised() -> None:
    assert LATIN.normalise("ﬁn\u00a0e\u0301\u2212\u00ad1") == "fin é-1"


def test_decoding_inverts_encoding() -> None:
    text = "Aal 11 — €"
    steps = []
    for index in LATIN.encode(text).classes:
        steps += [index, index, BLANK]
    probabilities = np.full((len(steps), LATIN.classes), 1e-4, np.float32)
    probabilities[np.arange(len(steps)), steps] = 0.9
    decoded = LATIN.greedy_decode(probabilities)
    assert decoded.text == text
    assert decoded.score == pytest.approx(0.9)
    assert len(decoded.steps) == len(decoded.scores) == len(text)


def test_step_and_score_are_the_most_probable_of_a_run() -> None:
    charset = Charset("ab", "ab")
    decoded = charset.collapse(np.array([1, 1, 1, 0, 1]), np.array([0.5, 0.9, 0.6, 0.9, 0.7]))
    assert (decoded.text, decoded.steps, decoded.scores) == ("aa", (1, 4), (0.9, 0.7))


def test_spaces_with_blanks_between_them_are_one() -> None:
    charset = Charset.load("latin")
    a, space = charset.characters.index("a") + 1, charset.characters.index(" ") + 1
    best = np.array([a, space, 0, space, a, a, 0, a])
    decoded = charset.collapse(best, np.linspace(0.2, 0.9, len(best)))
    assert decoded.text == "a aa"
    assert len(decoded.scores) == len(decoded.steps) == 4
    assert decoded.steps == (0, 1, 5, 7)


def test_blank_line_scores_zero() -> None:
    decoded = LATIN.collapse(np.zeros(5, int), np.ones(5))
    assert (decoded.text, decoded.score) == ("", 0.0)


def test_classes_of_some_characters_come_with_blank_and_space() -> None:
    alphabet = Alphabet("x", ["a", "fi", " ", "f", "b", "a"])
    assert alphabet.classes_of("fa漢") == [BLANK, 1, 3, 4, 6]
    assert alphabet.classes_of("fi") == [BLANK, 2, 3, 4]
    assert alphabet.lacks("fi 漢a") == ["漢"]


def test_unknown_charset_lists_the_known() -> None:
    with pytest.raises(ConfigError, match="latin"):
        Charset.load("klingon")


def test_an_empty_charset_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "none.txt").touch()
    with pytest.raises(ConfigError, match="empty"):
        Charset.load(str(tmp_path / "none.txt"))


def test_doubled_characters_are_an_error() -> None:
    with pytest.raises(ConfigError, match="twice: a"):
        Charset("x", "aba")
