"""Characters that look alike are settled by their surroundings; what is meant so stays."""

from __future__ import annotations

import pytest

from ocrlc.reading import look_alikes
from ocrlc.results import Character, Line, Word


def settled(line_at, *texts: str) -> list[str]:
    lines = [line_at(text, 50, 50 + 30 * row) for row, text in enumerate(texts)]
    return [line.text for line in look_alikes.settle(lines)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Total 1O.5O EUR", "Total 10.50 EUR"),
        ("on l2/03/2019", "on 12/03/2019"),
        ("at 1O:3O", "at 10:30"),
        ("1,2O4.50", "1,204.50"),
    ],
)
def test_letters_in_amounts_and_dates_are_digits(line_at, read: str, meant: str) -> None:
    assert settled(line_at, read) == [meant]


@pytest.mark.parametrize(
    "text", ["0.5l", "ICD O50.2", "400O0O", "H2O", "1o", "IO-2024", "Il 3", "v1.0l", "I.12", "1O"]
)
def test_units_codes_and_formulas_stay(line_at, text: str) -> None:
    assert settled(line_at, text) == [text]


def test_a_code_is_as_the_others_in_its_column(line_at) -> None:
    codes = ("A4293", "B7782", "C5536", "D9O28")
    assert settled(line_at, *codes) == ["A4293", "B7782", "C5536", "D9028"]
    amounts = ("RM5.00", "RM7.50", "RM8.40", "100.00")
    assert settled(line_at, *amounts) == list(amounts)


def test_a_column_that_does_not_agree_settles_nothing(line_at) -> None:
    codes = ("A4293", "B7782", "CX536", "D9O28", "EK782")
    assert settled(line_at, *codes) == list(codes)


def test_words_elsewhere_are_no_column(line_at) -> None:
    lines = [
        line_at(text, x, 50 + 30 * row)
        for row, (x, text) in enumerate(
            ((50, "A4293"), (250, "B7782"), (450, "C5536"), (650, "D9O28"))
        )
    ]
    assert look_alikes.settle(lines)[-1].text == "D9O28"


def test_apostrophes_have_the_page_s_own_form(line_at) -> None:
    most = ("don't it's", "we'll can't", "l’été")
    assert settled(line_at, *most) == ["don't it's", "we'll can't", "l'été"]
    mixed = ("don't it's", "we’ll can’t")
    assert settled(line_at, *mixed) == list(mixed)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("T0TAL", "TOTAL"),
        ("lnvoice", "Invoice"),
        ("BlLL", "BILL"),
        ("A1l", "A1l"),
        ("c0de", "code"),
    ],
)
def test_letters_of_known_words(line_at, read: str, meant: str) -> None:
    assert settled(line_at, read) == [meant]


@pytest.mark.parametrize(
    "text", ["POS1", "1ST", "NO1", "SET10", "N0T 3JN", "Illinois", "AI", "Xl0r"]
)
def test_codes_and_known_words_stay(line_at, text: str) -> None:
    assert settled(line_at, text) == [text]


@pytest.mark.parametrize(
    ("around", "read", "meant"),
    [
        ("pour les clients et le service", "Facture nº 12", "Facture n° 12"),
        ("para los clientes y el servicio", "Factura n° 12", "Factura nº 12"),
        ("for the customers", "Invoice n° 12", "Invoice n° 12"),
        ("for the customers", "at 25 ºC", "at 25 °C"),
    ],
)
def test_ordinals_are_those_of_the_language(line_at, around, read, meant) -> None:
    assert settled(line_at, around, read) == [around, meant]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (["Facture nº 17", "Bon N° 4 du 3º jour"], ["Facture n° 17", "Bon N° 4 du 3º jour"]),
        (["Factura nº 17", "Pedido nº 4", "Lote n° 5"], None),
    ],
)
def test_where_words_do_not_tell_half_of_the_numbers_do(line_at, read, meant) -> None:
    assert settled(line_at, *read) == (meant or read)


def test_a_low_quotation_mark_that_opens_nothing_is_a_comma(line_at) -> None:
    assert settled(line_at, "12‚50 and SETIA ‚U13") == ["12,50 and SETIA ,U13"]
    quoted = ("er sagte ‚komm", "mit‘ und ging")
    assert settled(line_at, *quoted) == list(quoted)


def test_what_was_read_is_kept_in_line_word_and_characters() -> None:
    corners = ((0, 0), (9, 0), (9, 9), (0, 9))
    characters = tuple(Character(one, 0.9, corners) for one in "1O.50")
    word = Word("1O.50", 0.9, corners, characters)
    (line,) = look_alikes.settle([Line("1O.50", 0.9, corners, (word,))])
    (changed,) = line.words
    assert (line.text, line.raw, changed.text, changed.raw) == ("10.50", "1O.50") * 2
    assert "".join(one.text for one in changed.characters) == "10.50"
    assert line.to_dict()["raw"] == changed.to_dict()["raw"] == "1O.50"
    same = look_alikes.settle([Line("12.50", 0.9, corners, (Word("12.50", 0.9, corners),))])[0]
    assert "raw" not in same.to_dict()
