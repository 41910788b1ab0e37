"""A page's numbers follow the same sign."""

from __future__ import annotations

from ocrlc.reading.number_signs import settle_number_signs
from ocrlc.results import Character, Line, Word
from tests.conftest import box


def line(text: str) -> Line:
    place = box(0, 0, 100, 20)
    words = tuple(
        Word(word, 0.9, place, tuple(Character(letter, 0.9, place) for letter in word))
        for word in text.split()
    )
    return Line(text, 0.9, place, words)


def texts(*given: str) -> list[str]:
    lines = settle_number_signs([line(text) for text in given])
    for one in lines:
        assert [word.text for word in one.words] == one.text.split()
        assert all("".join(c.text for c in w.characters) == w.text for w in one.words)
    return [one.text for one in lines]


def test_what_half_of_the_numbers_follow_is_the_sign_of_all() -> None:
    assert texts("Facture nº 17", "Bon N° 4 du 3º jour") == ["Facture n° 17", "Bon N° 4 du 3º jour"]


def test_a_page_with_the_other_sign_keeps_it() -> None:
    given = ["Factura nº 17", "Pedido nº 4", "Lote n° 5"]
    assert texts(*given) == given


def test_only_what_stands_before_a_number_counts() -> None:
    given = ["piso nº de", "n° 5"]
    assert texts(*given) == given
