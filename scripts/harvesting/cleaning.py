"""Choosing paragraphs to keep: prose in the expected language."""

from __future__ import annotations

import re
from functools import cache
from math import log10

import wordfreq

from scripts.harvesting.piece import Piece

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sv", "da", "nb", "fi", "et",
    "hu", "ro", "sl", "hr", "lt", "lv", "is", "ca", "tr",
)  # fmt: skip
_ALIASES = {"no": "nb", "sh": "hr", "nb-no": "nb", "en-us": "en", "en-gb": "en", "pt-br": "pt",
            "pt-pt": "pt"}  # fmt: skip
_LISTS = {"hr": "sh"}
"""Names of languages where the word lists have another."""
_FREQUENT = 3000
_RARE = -6.0
"""Logarithm of the frequency of words that are not in a list."""

_WORD = re.compile(r"[^\W\d_]+")
_PROGRAM = re.compile(
    r"[{}<>\\|=]{2}|\w\(\)|\)\)|;$|--\w+[= ]\S+ --|%[sd]|\$\w|::|://\S+ .*://|^\s*[.#/]|\w_\w+_\w"
    r"|^[\W\d]*$|\t|[\ue000-\uf8ff\ufffd]"
)
_SIGNS = re.compile(r"[{}<>=|\\_/$#@~^*+`\[\]]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff]")
_END = re.compile(r"[.!?:…)»”“\"'’]$")


def language_of(code: str) -> str | None:
    """Return the name a language's file has, `None` for languages that are not gathered.

    Args:
        code: as in the paths of packages: `pt_BR`, `de-DE`, `fi`, `no`.
    """
    low = code.lower().replace("_", "-").split(".")[0].split("@")[0]
    short = _ALIASES.get(low, _ALIASES.get(low.split("-")[0], low.split("-")[0]))
    return short if short in LANGUAGES else None


@cache
def _weights(language: str) -> dict[str, float]:
    """Return the logarithms of the frequencies of a language's most frequent words."""
    name = _LISTS.get(language, language)
    if name not in wordfreq.available_languages():
        return {}
    frequencies = wordfreq.get_frequency_dict(name)
    return {w: log10(frequencies[w]) for w in wordfreq.top_n_list(name, _FREQUENT)}


def speaks(text: str, language: str) -> bool:
    """Tell whether a text is in a language rather than in English, by its words' frequencies."""
    words = [word.lower() for word in _WORD.findall(text)]
    mine, english = _weights(language), _weights("en")
    if language == "en":
        return sum(word in english for word in words) >= 0.4 * len(words)
    if not mine:
        return sum(word in english for word in words) <= 0.3 * len(words)
    return sum(mine.get(word, _RARE) - english.get(word, _RARE) for word in words) > 0


def is_clean(piece: Piece, language: str) -> bool:
    """Tell whether a piece is worth keeping."""
    text = piece.text
    if _OTHER_SCRIPT.search(text):
        return False
    if piece.kind == "code":
        return 6 <= len(text) <= 120
    letters = sum(character.isalpha() or character == " " for character in text)
    if _PROGRAM.search(text) or letters < 0.8 * len(text):
        return False
    if piece.kind == "heading":
        return 4 <= len(text) <= 90 and speaks(text, language)
    if not 25 <= len(text) <= 6000 or len(_SIGNS.findall(text)) > 0.025 * len(text):
        return False
    return _END.search(text) is not None and speaks(text, language)
