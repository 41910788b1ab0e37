"""Words by language and names by country, loaded once per process when first asked for."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from itertools import accumulate
from random import Random

import wordfreq

WORDS_PER_LANGUAGE = 20_000

LANGUAGES: Mapping[str, float] = {
    "en": 30, "de": 15, "fr": 15, "es": 5, "it": 5, "nl": 4, "pt": 3.5, "pl": 3, "sv": 2.2,
    "da": 2, "nb": 2, "fi": 2, "cs": 2.2, "sk": 1.2, "hu": 2, "ro": 1.8, "sl": 1, "sh": 1.2,
    "lt": 1.2, "lv": 1.2, "is": 0.8, "ca": 1, "tr": 1.5, "ms": 1.5,
}  # fmt: skip
"""Share of each language in running text, in percent, roughly."""

ALPHABETS: Mapping[str, str] = {
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúü", "it": "àèéìòù", "nl": "ëïéèöü",
    "pt": "áâãàçéêíóôõú", "pl": "ąćęłńóśźż", "sv": "åäöé", "da": "æøåé", "nb": "æøåòô",
    "fi": "äöåš", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű",
    "ro": "ăâîșț", "sl": "čšž", "sh": "čćđšž", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž",
    "is": "áéíóúýþæöð", "ca": "àèéíïòóúüç", "tr": "çğıöşüâî",
}  # fmt: skip
"""Letters beyond a to z of the languages there are word lists for."""

OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "ŵ": ("dŵr", "ŵyn", "cŵn", "gŵr", "sŵn", "tŵr"),
    "ŷ": ("tŷ", "llŷr", "ŷd", "hŷn", "gŵydd", "ffŷrdd"),
    "ċ": ("ċentru", "ċans", "bċejjeċ", "liċenzja", "riċevuta"),
    "ġ": ("ġdid", "ġnien", "paġna", "ġurnata", "leġiżlazzjoni"),
    "ħ": ("ħobż", "għalik", "tħallas", "ħanut", "ħlas", "lingwaħ"),
    "ĉ": ("ĉiuj", "ĉambro", "aĉeti", "ĉefurbo"),
    "ĝ": ("ĝis", "paĝo", "ĝardeno", "manĝaĵo"),
    "ĥ": ("ĥoro", "eĥo", "monaĥo", "ĥemio"),
    "ĵ": ("ĵaŭdo", "ĵurnalo", "aĵo", "manĝaĵo"),
    "ŝ": ("ŝi", "ŝlosilo", "poŝto", "fiŝo"),
    "ŭ": ("antaŭ", "eŭropa", "hodiaŭ", "ankaŭ", "laŭ"),
    "ŋ": ("maŋŋel", "eŋgel", "jiŋgi", "aŋkor"),
    "ŧ": ("ruoŧŧa", "muŧŧo", "ruoŧa"),
    "ĳ": ("ĳs", "prĳs", "tĳd", "wĳn"),
    "ş": ("şi", "aceşti", "ştiri", "şeker", "şehir"),
    "ţ": ("ţară", "preţ", "bucureşti", "plăţi", "cetăţean"),
    "ō": ("tōkyō", "māori", "ōsaka", "kōrero"),
    "ũ": ("mũra", "cũng", "gĩkũyũ"),
    "ĩ": ("gĩkũyũ", "nghĩa", "lĩnh"),
    "ẁ": ("ẁyt", "ẁad"), "ẃ": ("ẃac", "bẃyd"), "ẅ": ("ẅan", "sẅir"), "ỳ": ("ỳr", "swỳn"),
    "ŏ": ("sŏul", "kŏryŏ"), "ĕ": ("brĕve", "mĕus"), "ĭ": ("ĭn", "fĭt"), "ŗ": ("jūŗa", "kaŗš"),
}  # fmt: skip
"""Words with letters of languages there are no lists for, and of older spellings."""

LOCALES: Mapping[str, float] = {
    "en_US": 14, "en_GB": 12, "de_DE": 12, "de_AT": 2, "de_CH": 2, "fr_FR": 12, "es_ES": 6,
    "it_IT": 6, "pt_PT": 4, "nl_NL": 5, "sv_SE": 3, "da_DK": 3, "no_NO": 3, "fi_FI": 3,
    "pl_PL": 4, "cs_CZ": 3, "sk_SK": 2, "hu_HU": 3, "ro_RO": 3, "sl_SI": 1, "hr_HR": 2,
    "lt_LT": 2, "lv_LV": 2, "is_IS": 2, "es_CA": 1, "tr_TR": 3, "id_ID": 2,
}  # fmt: skip

_LATIN = re.compile(
    r"[a-zà-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĳĵķĺļľłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžșțẁẃẅỳ'’-]+"
)
# Sample lines end up in documentation, so the frequency lists' coarsest words stay out.
_COARSE = re.compile(
    r"n[i1]gg|fuck|cunt|whore|slut|porn|rape|pussy|faggot|bitch|wank|putain|fick|fotze|nazi|kurw"
)


class Weighted:
    """A choice among names in proportion to their weights, cheaper than `Random.choices`."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.names = tuple(weights)
        self.bounds = tuple(accumulate(weights.values()))

    def draw(self, rng: Random) -> str:
        """Return one of the names."""
        place = bisect(self.bounds, rng.random() * self.bounds[-1])
        return self.names[min(place, len(self.names) - 1)]


_LANGUAGE = Weighted(LANGUAGES)
_LOCALE = Weighted(LOCALES)


def draw_language(rng: Random) -> str:
    """Return a language code by its share in running text."""
    return _LANGUAGE.draw(rng)


def draw_locale(rng: Random) -> str:
    """Return a Faker locale."""
    return _LOCALE.draw(rng)


@cache
def words(language: str) -> tuple[str, ...]:
    """Return a language's most frequent words, most frequent first, in lower case."""
    listed = wordfreq.top_n_list(language, WORDS_PER_LANGUAGE)
    normal = (unicodedata.normalize("NFC", word) for word in listed)
    return tuple(w for w in normal if _LATIN.fullmatch(w) and not _COARSE.search(w))


@lru_cache(maxsize=512)
def words_with(language: str, letter: str) -> tuple[str, ...]:
    """Return a language's words that have a letter."""
    return tuple(word for word in words(language) if letter in word)


def draw_word(rng: Random, language: str) -> str:
    """Return a word; frequent ones come often, but far less so than in running text."""
    known = words(language)
    return known[int(len(known) * rng.random() ** 2.2)]


def draw_word_with(rng: Random, letter: str) -> str:
    """Return a word that has a (lower-case) letter, made up if no list has one."""
    languages = [code for code, alphabet in ALPHABETS.items() if letter in alphabet]
    if languages and rng.random() < 0.9:
        known = words_with(rng.choice(languages), letter)
        if known:
            return known[int(len(known) * rng.random())]
    if letter in OTHER_WORDS and rng.random() < 0.7:
        return rng.choice(OTHER_WORDS[letter])
    base = unicodedata.normalize("NFD", letter)[0]
    word = draw_word(rng, "en" if rng.random() < 0.5 else draw_language(rng))
    places = [i for i, character in enumerate(word) if character == base]
    place = rng.choice(places) if places else rng.randrange(len(word))
    return word[:place] + letter + word[place + 1 :]


def upper(text: str, language: str) -> str:
    """Return the text in capitals as its language writes them."""
    if language == "tr":
        text = text.replace("i", "İ").replace("ı", "I")
    # str.upper would lengthen these two; the first has a capital of its own in few fonts.
    return text.replace("ß", "SS").upper() if "ß" in text else text.upper()


def capitalise(word: str, language: str) -> str:
    """Return the word with its first letter in upper case."""
    if language == "nl" and word.startswith("ij"):
        return "IJ" + word[2:]
    return upper(word[:1], language) + word[1:]


@cache
def _provider(kind: str, locale: str) -> object | None:
    try:
        return getattr(import_module(f"faker.providers.{kind}.{locale}"), "Provider", None)
    except ModuleNotFoundError:
        return None


@cache
def names(kind: str, locale: str, pattern: str) -> tuple[str, ...]:
    """Return the texts in those lists of a Faker provider whose attribute matches a pattern.

    Faker's own generators are a hundred times too slow, so only their data are used.

    Args:
        kind: Faker's provider package, such as "person".
        locale: such as "de_DE".
        pattern: regular expression for the whole attribute name.
    """
    provider = _provider(kind, locale)
    found: set[str] = set()
    for attribute in dir(provider) if provider is not None else ():
        value = getattr(provider, attribute)
        if re.fullmatch(pattern, attribute) and isinstance(value, tuple | list | dict):
            found.update(unicodedata.normalize("NFC", v) for v in value if isinstance(v, str))
    return tuple(sorted(text for text in found if 1 < len(text) < 40 and "{" not in text))
