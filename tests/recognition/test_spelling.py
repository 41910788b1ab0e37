"""Doubtful letters are settled by known words; what is no word stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.charset import Charset, Decoded
from ocrlc.recognition.spelling import doubts, settled
from ocrlc.recognition.word_list import ENTRY, WordList, hashes

ALPHABET = Charset(
    "letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .'@Șº°"
)


def word_list(**levels: int) -> WordList:
    entries = sorted((*hashes(word), level) for word, level in levels.items())
    return WordList(np.array(entries, ENTRY))


WORDS = word_list(table=50, the=75, refundable=40, shop=55, old=60, son=55, house=55)


def read(text: str, **rivals: tuple[str, float]) -> str:
    """Read a text, a step a letter, in which letters have rivals, by place: `_3=("l", 0.4)`."""
    probabilities = np.full((2 * len(text), ALPHABET.classes), 1e-6, np.float32)
    probabilities[1::2, 0] = 1
    for place, letter in enumerate(text):
        other, share = rivals.get(f"_{place}", ("", 0.0))
        probabilities[2 * place, ALPHABET.characters.index(letter) + 1] = 1 - share
        if share:
            rival = ALPHABET.characters.index(other) + 1 if other else 0
            probabilities[2 * place, rival] = share
    best, peak = probabilities.argmax(1), probabilities.max(1)
    decoded = ALPHABET.collapse(best, peak)
    assert decoded.text == text
    result = settled(decoded, doubts(probabilities, best, peak), ALPHABET, WORDS)
    assert len(result.scores) == len(result.steps) == len(result.text)
    assert result.score == pytest.approx(sum(result.scores) / len(result.scores))
    return result.text


def test_a_known_word_takes_the_place_of_an_unknown_one() -> None:
    assert read("see Tabie 3", _7=("l", 0.3)) == "see Table 3"
    assert read("Refundabie", _8=("l", 0.2)) == "Refundable"


def test_two_letters_may_be_wrong() -> None:
    assert read("tabic", _3=("l", 0.4), _4=("e", 0.4)) == "table"


def test_an_accent_that_makes_no_word_is_dropped() -> None:
    assert read("ȘHOP", _0=("S", 0.2)) == "SHOP"


def test_a_letter_too_many_is_dropped() -> None:
    assert read("tthe", _1=("", 0.4)) == "the"


def test_case_must_fit() -> None:
    assert read("OId", _1=("l", 0.4)) == "Old"
    assert read("tAbie", _3=("l", 0.4)) == "tAbie"


@pytest.mark.parametrize(
    "text", ["tabie7", "a@tabie", "SDN", "4tabie"], ids=["code", "mail", "abbreviation", "number"]
)
def test_what_is_no_word_stays(text: str) -> None:
    place = text.find("i") if "i" in text else 1
    assert read(text, **{f"_{place}": ("l" if "i" in text else "O", 0.45)}) == text


def test_a_sure_letter_stays() -> None:
    assert read("tabie", _3=("l", 0.02)) == "tabie"


def test_an_improbable_letter_does_not_make_a_rare_word() -> None:
    assert read("house", _0=("m", 0.3)) == "house"


@pytest.mark.parametrize(
    ("text", "ratio", "expected"),
    [
        ("Client nº 20114", 0.25, "Client n° 20114"),
        ("Nº TVA", 0.4, "N° TVA"),
        ("Lote nº 12", 0.1, "Lote nº 12"),
        ("piso nº de", 0.4, "piso nº de"),
        ("1º 5", 0.4, "1º 5"),
    ],
)
def test_a_degree_sign_may_stand_before_a_number(text: str, ratio: float, expected: str) -> None:
    assert read(text, **{f"_{text.index('º')}": ("°", ratio)}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail shop @son.old", "mail shop@son.old"),
        ("mail shop@ son.old", "mail shop@son.old"),
        ("mail shop @son", "mail shop @son"),
        ("2 tables @ 4.50", "2 tables @ 4.50"),
    ],
)
def test_spaces_in_an_address_go_if_they_are_in_doubt(text: str, expected: str) -> None:
    place = text.index("@")
    space = place - 1 if text[place - 1] == " " else place + 1
    assert read(text, **{f"_{space}": ("", 0.3)}) == expected
    assert read(text) == text


def test_nothing_in_doubt_is_nothing_to_settle() -> None:
    decoded = Decoded("tabie", 0.9, (0.9,) * 5, tuple(range(5)))
    assert settled(decoded, {}, ALPHABET, WORDS) is decoded


def test_the_bundled_list_knows_ordinary_words_of_many_languages() -> None:
    words = WordList.bundled()
    for word in ("the", "Table", "Straße", "être", "mañana", "wszystko", "doesn't", "och"):
        assert words.log_frequency(word) is not None, word
    for word in ("tabie", "tne", "xqzzy"):
        assert words.log_frequency(word) is None, word
    the, rare = words.log_frequency("the"), words.log_frequency("refundable")
    assert the is not None
    assert rare is not None
    assert the > -4 > rare
