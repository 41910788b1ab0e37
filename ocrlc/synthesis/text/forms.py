"""Texts of forms, tables of contents and title pages: blanks, leaders, letterspaced capitals."""

from __future__ import annotations

from random import Random

from ocrlc.synthesis.text.numbers import digits
from ocrlc.synthesis.text.references import roman
from ocrlc.synthesis.text.typesetting import letterspaced
from ocrlc.synthesis.text.vocabulary import capitalise, draw_language, draw_word, upper

_LABELS = (
    "Name", "Date", "Signature", "Address", "Phone", "Age", "Sex", "Place", "Title", "City",
    "State",
    "Signed", "Witness", "Amount", "Yes", "No", "Total", "Nom", "Prénom", "Adresse", "Fait à", "le",
    "Ort, Datum", "Unterschrift", "Straße", "Geburtsdatum", "Nombre", "Fecha", "Firma", "Data",
    "Luogo",
    "Naam", "Datum", "Handtekening", "Namn", "Navn", "Podpis", "Imię i nazwisko", "Jméno", "Név",
    "Nume",
    "Ad Soyad", "By", "Its", "Room", "Tel.", "Initials", "Account No.", "S.S.N.", "Zip", "Male",
    "Female",
)  # fmt: skip
_BOXES = ("■", "[ ]", "[ ]", "[x]", "[X]", "( )", "(x)", "✓")


def draw_blank(rng: Random) -> str:
    """Return a form's labels with blanks to fill in, or with boxes to tick."""
    shape = rng.random()
    one, two = rng.sample(_LABELS, 2)
    if shape < 0.35:
        line = "_" * rng.randint(3, 24)
        text = f"{one}{rng.choice((':', ': ', ' ', ''))}{line}"
        return f"{text} {two}: {'_' * rng.randint(3, 10)}" if shape < 0.12 else text
    if shape < 0.5:
        return f"{one}{rng.choice((' ', ': ', ''))}{'.' * rng.randint(4, 28)}"
    if shape < 0.8:
        language = draw_language(rng)
        words = " ".join(draw_word(rng, language) for _ in range(rng.randint(1, 3)))
        label = rng.choice((one, capitalise(words, language), words))
        box = rng.choice(_BOXES)
        return f"{box} {label}" if rng.random() < 0.7 else f"{box} {one} {box} {two}"
    if shape < 0.9:
        return f"{one} (___) ___-____" if rng.random() < 0.3 else f"{one}: __/__/____"
    return f"{rng.randint(1, 40)}{rng.choice('.)')} {one} / {two}{rng.choice((':', '', '*'))}"


def draw_contents_entry(rng: Random) -> str:
    """Return an entry of a table of contents, its leaders in one run or spaced."""
    language = draw_language(rng)
    title = " ".join(draw_word(rng, language) for _ in range(rng.randint(1, 4)))
    title = upper(title, language) if rng.random() < 0.2 else capitalise(title, language)
    first = rng.randint(1, 14)
    number = rng.choice(
        ("", "", f"{first}", f"{first}.", f"{first}.{rng.randint(1, 9)}",
         f"{roman(first).upper()}.",
         f"{first}.{rng.randint(1, 9)}.{rng.randint(1, 9)}", f"{'ABCDEFG'[first % 7]}.",
         f"§ {first}")
    )  # fmt: skip
    page = roman(rng.randint(1, 24)) if rng.random() < 0.2 else str(rng.randint(1, 480))
    count = rng.randint(3, 26)
    leader = "." * count if rng.random() < 0.6 else " ".join("." * (count // 2 + 2))
    if rng.random() < 0.15:
        return f"{number} {title}\t{page}".strip()
    return f"{number} {title} {leader} {page}".strip()


def draw_letterspaced(rng: Random) -> str:
    """Return a heading whose letters stand apart; it reads as words."""
    language = draw_language(rng)
    words = [draw_word(rng, language) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
    text = upper(" ".join(word for word in words if word.isalpha()) or "contents", language)
    return letterspaced(text if rng.random() < 0.85 else capitalise(text.lower(), language))


def draw_numbered_clause(rng: Random) -> str:
    """Return the beginning of a clause: (a), (iv), § 5, Art. 7., 1)."""
    language = draw_language(rng)
    words = " ".join(draw_word(rng, language) for _ in range(rng.randint(1, 5)))
    number, letter = rng.randint(1, 40), rng.choice("abcdefghi")
    mark = rng.choice(
        (f"({letter})", f"{letter})", f"({roman(rng.randint(1, 15))})",
         f"{number}.{rng.randint(1, 9)}", f"({number})",
         f"{number}({letter})", f"§ {number}", f"{number}.", f"{number}°",
         f"{letter.upper()}.{number}", f"({letter})({roman(3)})",
         f"Art. {number}.", f"{roman(rng.randint(1, 15))}.", f"{roman(rng.randint(1, 15))})",
         f"{number}.{digits(rng, 2)}.")
    )  # fmt: skip
    return f"{mark} {capitalise(words, language) if rng.random() < 0.7 else words}"
