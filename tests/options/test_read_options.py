"""What a reader is asked for."""

from __future__ import annotations

import pytest

from ocrlc.errors import ConfigError
from ocrlc.options.character_sets import CHARACTER_SETS, characters_of, spelled_out
from ocrlc.options.read_options import ReadOptions


def test_sets_and_single_characters_add_up() -> None:
    allow = ReadOptions(allow=("digits", "EUR")).allow
    assert set(characters_of(allow)) == set("0123456789EUR")
    assert spelled_out(allow) == "EUR"


def test_one_entry_needs_no_list() -> None:
    assert ReadOptions(allow="digits") == ReadOptions(allow=("digits",))
    assert characters_of(ReadOptions(allow="tigid").allow) == "tigid"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("digits", "0123456789"),
        ("amount", "-1.234,50 € $+1,234.50 1'000.00"),
        ("date", "2026-11-29 29.11.2026 11/29/26"),
        ("iban", "DE89 3704 0044 0532 0130 00"),
    ],
)
def test_sets_hold_what_they_are_named_for(name: str, text: str) -> None:
    assert set(text) - {" "} <= set(CHARACTER_SETS[name])


@pytest.mark.parametrize("allow", ["", "  ", ("digits", "")])
def test_nothing_allowed_is_an_error_that_lists_the_sets(allow: str | tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="digits, amount"):
        ReadOptions(allow=allow)


@pytest.mark.parametrize(
    ("allow", "meant"),
    [
        ("digit", "digits"),
        ("Digits", "digits"),
        ("digits.,-", "digits"),
        (("EUR", "amount,date"), "amount"),
        ("amuont", "amount"),
        ("IBAN", "iban"),
        ("dates", "date"),
    ],
)
def test_characters_that_seem_to_mean_a_set_are_an_error(
    allow: str | tuple[str, ...], meant: str
) -> None:
    with pytest.raises(ConfigError, match=f"if the set {meant} is meant"):
        ReadOptions(allow=allow)


@pytest.mark.parametrize(
    ("allow", "written"), [("0-9", "0-9"), ("a-zA-Z", "a-z"), (("EUR", "A-Z"), "A-Z")]
)
def test_ranges_are_an_error(allow: str | tuple[str, ...], written: str) -> None:
    """As characters they would read three letters, and say nothing."""
    with pytest.raises(ConfigError, match=f"{written} is no range"):
        ReadOptions(allow=allow)


@pytest.mark.parametrize(
    "allow",
    [
        "abcdefghijklmnopqrstuvwxyz",
        "0123456789.,-",
        "1234567890-9",
        "EUR",
        "EURUSDGBP",
        "atdei",
        "é-à",
    ],
)
def test_other_characters_are_taken_as_they_are(allow: str) -> None:
    assert ReadOptions(allow=allow).allow == (allow,)


def test_zones_as_text_are_an_error() -> None:
    with pytest.raises(ConfigError, match=r"Zone\.parse"):
        ReadOptions(zones=["1,2,3,4"])  # type: ignore[list-item]
