"""The texts of synthetic lines: a mixture of the kinds of text in documents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from random import Random

from ocrlc.errors import ConfigError
from ocrlc.synthesis.text.contacts import (
    draw_account,
    draw_address_line,
    draw_city,
    draw_company,
    draw_person,
    draw_phone,
    draw_street,
)
from ocrlc.synthesis.text.corpus import LONGEST, TextCorpus
from ocrlc.synthesis.text.forms import (
    draw_blank,
    draw_contents_entry,
    draw_letterspaced,
    draw_numbered_clause,
)
from ocrlc.synthesis.text.numbers import (
    draw_amount,
    draw_code,
    draw_date,
    draw_look_alikes,
    draw_number,
    draw_quantity,
    draw_time,
)
from ocrlc.synthesis.text.prose import draw_fragment, draw_heading, draw_rare, draw_short
from ocrlc.synthesis.text.receipts import (
    draw_item,
    draw_label,
    draw_phrase,
    draw_receipt_line,
    draw_table_row,
)
from ocrlc.synthesis.text.references import (
    draw_citation,
    draw_code_line,
    draw_formula,
    draw_mixed_name,
    draw_note,
    draw_reference,
    draw_roman,
)
from ocrlc.synthesis.text.sentences import (
    draw_abbreviation,
    draw_enumeration,
    draw_first_person,
    draw_parenthesis,
    draw_quotation,
)
from ocrlc.synthesis.text.typesetting import MARKS, WIDE_GAP, plain, without_idle_marks
from ocrlc.synthesis.text.vocabulary import Weighted, draw_language

MAX_LENGTH = 62
PROSE_SHARE = 0.55
"""Share of the lines that are pieces of running text, if there is any."""
_LEAST_KEPT = 0.95
"""Smallest share of a piece's characters that must be in the charset."""
RARE = "rare"

KINDS: Mapping[str, Callable[[Random], str]] = {
    "fragment": draw_fragment,
    "heading": draw_heading,
    "short": draw_short,
    "person": draw_person,
    "company": draw_company,
    "street": draw_street,
    "city": draw_city,
    "phone": draw_phone,
    "address": draw_address_line,
    "account": draw_account,
    "date": lambda rng: draw_date(rng, draw_language(rng)),
    "time": draw_time,
    "amount": draw_amount,
    "number": draw_number,
    "quantity": draw_quantity,
    "code": draw_code,
    "item": draw_item,
    "receipt": draw_receipt_line,
    "table": draw_table_row,
    "label": draw_label,
    "phrase": draw_phrase,
    "look_alikes": draw_look_alikes,
    "first_person": draw_first_person,
    "quotation": draw_quotation,
    "parenthesis": draw_parenthesis,
    "abbreviation": draw_abbreviation,
    "enumeration": draw_enumeration,
    "roman": draw_roman,
    "citation": draw_citation,
    "reference": draw_reference,
    "note": draw_note,
    "formula": draw_formula,
    "mixed_name": draw_mixed_name,
    "code_line": draw_code_line,
    "blank": draw_blank,
    "contents": draw_contents_entry,
    "letterspaced": draw_letterspaced,
    "clause": draw_numbered_clause,
    "digits": lambda rng: "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 6))),
}

PROFILES: Mapping[str, Mapping[str, float]] = {
    "documents": {
        "fragment": 20, "heading": 4, "short": 8, "person": 3, "company": 3, "street": 2, "city": 2,
        "phone": 2, "address": 2.5, "account": 2, "date": 3, "time": 1, "amount": 6, "number": 2,
        "quantity": 3, "code": 4, "item": 2, "receipt": 9, "table": 4, "label": 4.5, "phrase": 1,
        "look_alikes": 1.2, "first_person": 4, "quotation": 3.5, "parenthesis": 2.5,
        "abbreviation": 3, "enumeration": 1, "roman": 2, "citation": 2.5, "reference": 3, "note": 2,
        "formula": 2, "mixed_name": 3, "code_line": 2.5, "blank": 1.5, "contents": 1.5,
        "letterspaced": 0.8, "clause": 2, RARE: 14,
    },
    "receipts": {
        "fragment": 8, "heading": 3, "short": 5, "person": 1, "company": 6, "street": 4, "city": 4,
        "phone": 4, "address": 1, "account": 3, "date": 5, "time": 2, "amount": 6, "number": 3,
        "quantity": 4, "code": 7, "item": 8, "receipt": 24, "table": 3, "label": 8, "phrase": 3,
        "look_alikes": 1, RARE: 2,
    },
    "digits": {"digits": 1},
}  # fmt: skip
"""Weight of each kind of text, by name of the profile."""

_COMMON = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-/() ")
_EVERYDAY_LETTERS = frozenset("äöüßàâçéèêëîïôùûœáíñóúìòãõåæøąćęłńśźżčďěňřšťůýžőűăîșț")
_HARD_LETTERS = frozenset("ßàâèêîôûùç")
"""Everyday letters that readers confuse with one another or with letters of the alphabet."""
_EVERYDAY_SIGNS = frozenset("£€§·–—×½“”„‘’°²«»•&%…")
"""Signs that are drawn more often than the others in the charset."""
_LOOKS_LIKE = str.maketrans({"│": "|", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def _weight(letter: str) -> int:
    if letter in _HARD_LETTERS:
        return 10
    return 4 if letter in _EVERYDAY_LETTERS else 1


class TextSource:
    """Makes random texts of the characters of a charset."""

    def __init__(
        self,
        characters: Collection[str],
        profile: str = "documents",
        prose: str | None = None,
    ) -> None:
        """Set the characters and the kinds of texts.

        Args:
            characters: the characters that texts may contain.
            profile: the mixture of kinds, a name in `PROFILES`.
            prose: folder of running text, from which `PROSE_SHARE` of the texts are taken.

        Raises:
            ConfigError: the profile is unknown, or the folder contains no text.
        """
        if profile not in PROFILES:
            known = ", ".join(sorted(PROFILES))
            raise ConfigError(f"synthesis profile {profile!r} is unknown; there are: {known}")
        self.characters = frozenset(characters)
        self.profile = profile
        self.corpus = None if prose is None else TextCorpus(prose)

    @cached_property
    def _kinds(self) -> Weighted:
        return Weighted(PROFILES[self.profile])

    @cached_property
    def _rare_letters(self) -> str:
        letters = sorted(c for c in self.characters - _COMMON if c.isalpha() and c not in "ªºµ")
        return "".join(c * _weight(c.lower()) for c in letters)

    @cached_property
    def _rare_signs(self) -> str:
        signs = sorted(self.characters - _COMMON - set(self._rare_letters))
        return "".join(c * (6 if c in _EVERYDAY_SIGNS else 1) for c in signs)

    def draw(self, rng: Random) -> str:
        """Return a text of 1 to 62 characters, 90 if it is cut from running text.

        A tab stands for a wide gap between columns, `typesetting` has the other marks.
        """
        if self.corpus is not None and rng.random() < PROSE_SHARE:
            piece = self.corpus.draw(rng)
            text = fit(piece, self.characters, LONGEST)
            if text and len(text) >= _LEAST_KEPT * len(piece):
                return text
        for _ in range(8):
            kind = self._kinds.draw(rng)
            if kind == RARE and not self._rare_letters + self._rare_signs:
                continue
            if kind == RARE:
                text = draw_rare(rng, self._rare_letters, self._rare_signs)
            else:
                text = KINDS[kind](rng)
            text = fit(text, self.characters)
            if text:
                return text
        # A charset of digits does not allow most of the texts drawn.
        return "".join(
            rng.choice(sorted(self.characters - {" "})) for _ in range(rng.randint(1, 12))
        )


def fit(text: str, allowed: Collection[str], longest: int = MAX_LENGTH) -> str:
    """Return a text with allowed characters and single spaces only, shortened at a word's end.

    Other characters are replaced by a similar one or lose their accent if the result is allowed;
    otherwise they are dropped.

    Args:
        text: the text.
        allowed: the characters of the charset.
        longest: largest number of characters.
    """
    composed = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    for character in composed:
        if character in allowed or character in MARKS:
            kept.append(character)
        elif (simpler := _simplify(character)) in allowed:
            kept.append(simpler)
        elif " " in allowed and character.isspace():
            kept.append(" ")
    columns = [" ".join(column.split()) for column in "".join(kept).split(WIDE_GAP)]
    tidy = without_idle_marks(WIDE_GAP.join(column for column in columns if column))
    if len(tidy) > longest:
        cut = max(tidy.rfind(" ", 0, longest), tidy.rfind(WIDE_GAP, 0, longest))
        tidy = without_idle_marks(tidy[: cut if cut > 0 else longest].strip())
    return tidy if " " in allowed else plain(tidy).replace(" ", "")


def _simplify(character: str) -> str:
    return unicodedata.normalize("NFD", character.translate(_LOOKS_LIKE))[0]
