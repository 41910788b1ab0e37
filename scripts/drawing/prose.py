"""The texts of the drawn documents: sentences, names, sums and dates in five languages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import wordfreq
import yaml
from faker import Faker

LANGUAGES = ("en", "de", "fr", "es", "pl")

_COMMON = 600  # the most frequent words are function words
_WORDS = 9000
# Frequency lists are not edited for taste; such words have no place in an invoice.
_UNSEEMLY = (
    "fuck",
    "sex",
    "porn",
    "nazi",
    "hitler",
    "shit",
    "rape",
    "kurw",
    "puta",
    "merde",
    "mort",
)


@dataclass(frozen=True)
class Language:
    """The phrases of one language, from its YAML file.

    `{…}` in sentences, clauses, subjects and terms stand for what a Writer fills in.
    """

    code: str
    locale: str
    quotes: list[str]
    months: list[str]
    date: str
    short_date: str
    thousands: str
    point: str
    money: str
    greetings: list[str]
    closings: list[str]
    subjects: list[str]
    sentences: list[str]
    clauses: list[tuple[str, str]]
    products: list[str]
    units: list[str]
    groups: list[str]
    headings: list[str]
    titles: list[str]
    fields: list[str]
    choices: list[str]
    notes: list[str]
    specs: list[tuple[str, str]]
    features: list[str]
    bookings: list[str]
    agenda: list[str]
    tasks: list[str]
    terms: dict[str, str]


@cache
def language(code: str) -> Language:
    """Load a language's phrases.

    Args:
        code: one of LANGUAGES.
    """
    path = Path(__file__).parent / "languages" / f"{code}.yml"
    return Language(**yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _vocabulary(code: str) -> list[str]:
    words = wordfreq.top_n_list(code, _WORDS)[_COMMON:]
    return [
        word
        for word in words
        if 4 <= len(word) <= 13 and word.isalpha() and not any(bad in word for bad in _UNSEEMLY)
    ]


class Writer:
    """Writes one document's text; the same generator state gives the same text.

    Args:
        code: the language, one of LANGUAGES.
        rng: random number generator.
    """

    def __init__(self, code: str, rng: random.Random) -> None:
        self.language = language(code)
        self.rng = rng
        self._faker = Faker(self.language.locale)
        self._faker.seed_instance(rng.getrandbits(32))
        self._unsaid: list[str] = []

    # Words and sentences

    def term(self, key: str, **values: object) -> str:
        """Return a fixed expression such as "Invoice no."."""
        return self._fill(self.language.terms[key], values)

    def word(self) -> str:
        """Return a word from the language's frequency list."""
        return self.rng.choice(_vocabulary(self.language.code))

    def fill(self, template: str) -> str:
        """Return a phrase with its `{…}` filled in."""
        return self._fill(template, {})

    def sentence(self) -> str:
        """Return a sentence; none comes twice before all have come."""
        if not self._unsaid:
            self._unsaid = self.rng.sample(self.language.sentences, len(self.language.sentences))
        return self.fill(self._unsaid.pop())

    def paragraph(self, sentences: int) -> str:
        """Return several sentences."""
        return " ".join(self.sentence() for _ in range(sentences))

    def quoted(self, text: str) -> str:
        """Return a text in the language's quotation marks."""
        before, after = self.language.quotes
        return f"{before}{text}{after}"

    def clauses(self) -> list[tuple[str, str]]:
        """Return the clauses of a contract as (title, text)."""
        return [(title, self.fill(text)) for title, text in self.language.clauses]

    def model(self) -> str:
        """Return a product with a model name, such as "Desk lamp “Harbour”"."""
        product = self.rng.choice(self.language.products)
        return f"{product} {self.quoted(self.word().capitalize())}"

    # People and places

    def company(self) -> str:
        """Return a company's name."""
        return str(self._faker.company())

    def person(self) -> str:
        """Return a person's name."""
        return f"{self._faker.first_name()} {self._faker.last_name()}"

    def city(self) -> str:
        """Return a town."""
        return str(self._faker.city())

    def address(self) -> list[str]:
        """Return street and town, a line each."""
        town = f"{self._faker.postcode()} {self.city()}"
        return [str(self._faker.street_address()).replace("\n", ", "), town]

    def phone(self) -> str:
        """Return a telephone number."""
        return str(self._faker.phone_number())

    def email(self) -> str:
        """Return an e-mail address."""
        return str(self._faker.email())

    def iban(self) -> str:
        """Return an account number in groups of four."""
        iban = str(self._faker.iban())
        return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))

    def bic(self) -> str:
        """Return a bank's code."""
        return str(self._faker.swift8())

    def domain(self) -> str:
        """Return a host name."""
        return f"www.{self._faker.domain_name()}"

    # Figures

    def reference(self) -> str:
        """Return a file number, order number or the like."""
        pattern = self.rng.choice(("??-####", "####/##", "?## ###", "##.###.##", "????-###"))
        return str(self._faker.bothify(pattern, letters="ABCDEFGHKLMNPRSTUVWXYZ"))

    def digits(self, pattern: str) -> str:
        """Return a pattern with each `#` replaced by a digit."""
        return str(self._faker.numerify(pattern))

    def integer(self, low: int, high: int) -> str:
        """Return a whole number in the language's notation."""
        return self.number(self.rng.randint(low, high), 0)

    def number(self, value: float, places: int = 2) -> str:
        """Return a number in the language's notation."""
        text = f"{value:,.{places}f}"
        swap = {",": self.language.thousands, ".": self.language.point}
        return "".join(swap.get(char, char) for char in text)

    def money(self, value: float) -> str:
        """Return a sum of money with its currency."""
        return self.language.money.format(amount=self.number(value))

    def date(self) -> str:
        """Return a date with the month's name."""
        day, month, year = self._day()
        return self.language.date.format(day=day, month=self.language.months[month - 1], year=year)

    def short_date(self, year: int | None = None) -> str:
        """Return a date in figures."""
        day, month, some_year = self._day()
        return self.language.short_date.format(day=day, number=month, year=year or some_year)

    def _day(self) -> tuple[int, int, int]:
        return self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(2019, 2026)

    def _fill(self, template: str, values: dict[str, object]) -> str:
        makers: dict[str, Any] = {
            "company": self.company,
            "person": self.person,
            "city": self.city,
            "date": self.date,
            "email": self.email,
            "phone": self.phone,
            "ref": self.reference,
            "word": self.word,
            "word2": self.word,
            "product": self._thing,
            "number": lambda: self.integer(12, 9800),
            "percent": lambda: f"{self.number(self.rng.uniform(0.5, 40), 1)} %",
            "money": lambda: self.money(self.rng.uniform(20, 90000)),
        }
        needed = {name: make() for name, make in makers.items() if f"{{{name}}}" in template}
        return template.format(**{**needed, **values})

    def _thing(self) -> str:
        return self.rng.choice(self.language.products).split(" ")[0].lower()
