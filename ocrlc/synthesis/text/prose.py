"""Running text: fragments of sentences, headings, single words, and words with rare letters."""

from __future__ import annotations

from random import Random

from ocrlc.synthesis.text.signs import draw_around
from ocrlc.synthesis.text.vocabulary import (
    capitalise,
    draw_language,
    draw_word,
    draw_word_with,
    upper,
)

_QUOTES = ("“{}”", "„{}“", "«{}»", "« {} »", "‘{}’", '"{}"', "‚{}‘", "”{}”", "»{}«", "'{}'", "‹{}›",
           "({})", "[{}]", "„{}”", "({}", "{})", "<{}>", "{{{}}}", "“{}", "{}”", "{}’s",
           "l’{}")  # fmt: skip
_JOINTS = (", ", ", ", ", ", ". ", ": ", "; ", " – ", " - ", " — ", "/", " / ", "-", " & ", " + ",
           "—", "… ", "? ", "! ", " · ", "’", "'", "–", " = ", ":", ",", " • ",
           " → ")  # fmt: skip
_ENDS = (".", ".", ".", ",", ",", ":", ";", "!", "?", "…", "...", ".)", ").", " !", " ?", " :", "-",
         "¹", "²", "³", " (1)", "[3]", "*", "†", "‡", "®", "™", "©", " –", " »", "“", "”",
         "%")  # fmt: skip
_STARTS = ("• ", "- ", "– ", "— ", "* ", "· ", "(a) ", "(1) ", "1. ", "2) ", "a) ", "■ ",
           "● ",
           "✓ ", "→ ", "§ 3 ", "¿", "¡", "… ", "¹ ", "² ", "© 2024 ", "1.2 ", "3.1.4 ", "A. ",
           "IV. ",
           "¶ ", "# ", "> ", "№ 5 ", "Nº ", "† ", "+ ", "« ", "„", "“", "«", "...", "@", "& ",
           "~")  # fmt: skip

_ELISIONS = {
    "fr": (
        "l",
        "l",
        "l",
        "d",
        "d",
        "qu",
        "n",
        "s",
        "c",
        "j",
        "m",
        "t",
        "jusqu",
        "lorsqu",
        "puisqu",
    ),
    "it": ("l", "l", "dell", "all", "d", "un", "nell", "dall", "sull", "c", "quell"),
    "ca": ("l", "l", "d", "n", "s", "m"),
}
"""Words that are contracted with a following vowel; word lists have only the parts."""
_VOWELS = frozenset("aeiouyhàâéèêëîïôûùœáíóú")


def draw_length(rng: Random) -> int:
    """Return how many characters a fragment of running text should have."""
    shape = rng.random()
    if shape < 0.16:
        return rng.randint(1, 8)
    if shape < 0.42:
        return rng.randint(8, 20)
    return rng.randint(20, 60)


def draw_fragment(rng: Random) -> str:
    """Return part of a sentence, with the punctuation of documents."""
    language = draw_language(rng)
    length = draw_length(rng)
    capital = rng.random()
    text = ""
    while len(text) < length:
        word = _with_apostrophe(rng, draw_word(rng, language), language)
        dice = rng.random()
        if dice < 0.03:
            word = rng.choice(_QUOTES).format(word)
        elif dice < 0.06:
            word = str(rng.randint(0, 2100))
        elif dice < 0.16 or (dice < 0.35 and language == "de"):
            word = capitalise(word, language)
        elif dice < 0.18:
            word = upper(word, language)
        joint = " " if rng.random() < 0.9 else rng.choice(_JOINTS)
        text = f"{text}{joint}{word}" if text else word
    if capital < 0.45:
        text = capitalise(text, language)
    elif capital < 0.56:
        text = upper(text, language)
    elif capital < 0.64:
        text = " ".join(capitalise(word, language) for word in text.split())
    if rng.random() < 0.25:
        text += rng.choice(_ENDS)
    if rng.random() < 0.07:
        text = rng.choice(_STARTS) + text
    return rng.choice(_QUOTES).format(text) if rng.random() < 0.03 else text


def _with_apostrophe(rng: Random, word: str, language: str) -> str:
    """Return the word with an elided article before it or an English ending behind it, at times."""
    dice = rng.random()
    mark = "'" if rng.random() < 0.6 else "’"
    if dice < 0.5 and language in _ELISIONS and word[0] in _VOWELS:
        return rng.choice(_ELISIONS[language]) + mark + word
    if dice < 0.03 and language == "en" and word.isalpha():
        return word + mark + rng.choice(("s", "s", "s", "re", "ll", "t"))
    return word


def draw_heading(rng: Random) -> str:
    """Return a title, in capitals or Title Case, with a number now and then."""
    language = draw_language(rng)
    words = [draw_word(rng, language) for _ in range(rng.randint(1, 5))]
    if rng.random() < 0.55:
        text = upper(" ".join(words), language)
    else:
        text = " ".join(capitalise(word, language) for word in words)
    if rng.random() < 0.25:
        text = f"{rng.randint(1, 20)}{rng.choice(('.', '.1', '.2.3', ')', ' –', ''))} {text}"
    return text


def draw_short(rng: Random) -> str:
    """Return a single word, character, number or page number."""
    shape = rng.random()
    if shape < 0.45:
        language = draw_language(rng)
        word = draw_word(rng, language)
        case = rng.random()
        if case < 0.3:
            word = capitalise(word, language)
        elif case < 0.55:
            word = upper(word, language)
        return word + (rng.choice(_ENDS) if rng.random() < 0.15 else "")
    if shape < 0.7:
        return str(int(10 ** (rng.random() * rng.choice((1, 2, 3, 5)))))
    if shape < 0.84:
        return rng.choice(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%€$&+-*#{}[]()<>=/"
        )
    page = rng.randint(1, 99)
    forms = (f"- {page} -", f"– {page} –", f"{page}/{page + 3}", f"Page {page} of {page + 4}",
             f"{page}.",
             f"Seite {page}", f"Page {page}", f"S. {page}", f"p. {page}", f"({page})", f"[{page}]",
             f"Seite {page} von {page + 2}", f"{page})", f"Pág. {page}", f"x{page}",
             f"No. {page}")  # fmt: skip
    return rng.choice(forms)


def draw_rare(rng: Random, letters: str, signs: str) -> str:
    """Return a line chosen because it has characters that are rare elsewhere.

    Args:
        rng: source of chance.
        letters: letters to draw from, of both cases.
        signs: what else to draw from.
    """
    if signs and (not letters or rng.random() < 0.4):
        return draw_around(rng, rng.choice(signs))
    return " ".join(
        _word_with(rng, rng.choice(letters)) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))
    )


def _word_with(rng: Random, letter: str) -> str:
    """Return a word in which the letter stands in its own case."""
    low = "ß" if letter == "ẞ" else "i" if letter == "İ" else letter.lower()
    word = draw_word_with(rng, low)
    if letter == low:
        return (
            capitalise(word, "tr" if "ı" in word else "")
            if rng.random() < 0.2 and word[0] != low
            else word
        )
    if word.startswith(low) and rng.random() < 0.7:
        return letter + word[1:]
    return letter.join(part.upper() for part in word.split(low))
