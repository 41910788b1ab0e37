import re
import string
from collections import Counter
from random import Random

import pytest

from ocrlc.charset import Charset
from ocrlc.errors import ConfigError
from ocrlc.synthesis.text.mixture import KINDS, PROFILES, RARE, TextSource, fit, plain

LATIN = Charset.load("latin").characters


@pytest.mark.parametrize("profile", PROFILES, ids="{}_mixture".format)
def test_texts_have_only_characters_of_the_charset_and_single_spaces(profile: str) -> None:
    source = TextSource(LATIN, profile)
    for seed in range(3000):
        text = plain(source.draw(Random(seed)))
        assert set(text) <= set(LATIN)
        assert text == text.strip()
        assert "  " not in text
        assert 1 <= len(text) <= 62


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_varies_and_fits_the_charset_mostly(kind: str) -> None:
    texts = {KINDS[kind](Random(seed)) for seed in range(200)}
    assert len(texts) > 30
    texts = {plain(text) for text in texts}
    kept = sum(len(plain(fit(text, LATIN))) for text in texts)
    assert kept > 0.6 * sum(map(len, texts))


def test_profiles_name_known_kinds() -> None:
    for shares in PROFILES.values():
        assert set(shares) <= set(KINDS) | {RARE}


def test_every_character_turns_up() -> None:
    source = TextSource(LATIN)
    counts = Counter("".join(source.draw(Random(seed)) for seed in range(40_000)))
    missing = [character for character in LATIN if counts[character] < 2]
    assert not missing


def test_lengths_are_those_of_document_lines() -> None:
    source = TextSource(LATIN)
    texts = [plain(source.draw(Random(seed))) for seed in range(6000)]
    lengths = sorted(map(len, texts))
    assert 0.15 < sum(length < 8 for length in lengths) / len(lengths) < 0.33
    assert 11 <= lengths[len(lengths) // 2] <= 20
    assert sum(length > 40 for length in lengths) / len(lengths) > 0.06
    assert sum(" " in text for text in texts) / len(texts) > 0.5


def test_money_comes_in_national_notations() -> None:
    text = "\n".join(KINDS["amount"](Random(seed)) for seed in range(5000))
    for notation in (
        r"\d,\d{3}\.\d\d",
        r"\d\.\d{3},\d\d",
        r"\d \d{3},\d\d",
        r"RM ?\d",
        r"\d €",
        r"\(\d",
    ):
        assert re.search(notation, text)


def test_a_charset_of_digits_is_served() -> None:
    source = TextSource("0123456789.,-")
    for seed in range(300):
        assert set(source.draw(Random(seed))) <= set("0123456789.,-")


def test_an_unknown_profile_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"poems.*documents"):
        TextSource(LATIN, "poems")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  a  b ", "a b"),
        ("a\u00a0\u2009b", "a b"),
        ("Total\t \t12", "Total\t12"),
        ("cafe\u0301", "cafe"),
        ("d’or", "d'or"),
        ("\u4e2d", ""),
    ],
)
def test_fit_tidies_and_replaces(raw: str, expected: str) -> None:
    assert fit(raw, string.printable) == expected


def test_fit_shortens_at_a_words_end() -> None:
    text = fit("abcd " * 30, LATIN)
    assert len(text) <= 62
    assert text.endswith("abcd")
