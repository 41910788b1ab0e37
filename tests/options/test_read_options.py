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
    assert characters_of(ReadOptions(allow="digit").allow) == "digit"


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
