"""Errors by length, by class of character, and what was read for what."""

from __future__ import annotations

import pytest

from ocrlc.evaluation.breakdown import by_class, by_length, character_class, confusions


def test_confusions_tell_drops_from_insertions() -> None:
    found = confusions([("ac", "abc"), ("abcd", "abc")])
    assert found == [
        {"true": "b", "read": "", "count": 1},
        {"true": "", "read": "d", "count": 1},
    ]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("a", "lower"),
        ("Z", "upper"),
        ("é", "accent"),
        ("7", "digit"),
        (" ", "space"),
        ("€", "punctuation"),
    ],
)
def test_character_classes(character: str, name: str) -> None:
    assert character_class(character) == name


def test_lines_are_grouped_by_their_true_length() -> None:
    groups = by_length([("abcd", "abcd"), ("abcdefgx", "abcdefgh"), ("", "x" * 33)])
    assert groups == {
        "1-4": {"lines": 1, "cer": 0.0, "exact": 100.0},
        "5-8": {"lines": 1, "cer": 12.5, "exact": 0.0},
        "33+": {"lines": 1, "cer": 100.0, "exact": 0.0},
    }


def test_classes_count_faults_in_them_and_what_was_added() -> None:
    classes = by_class([("Net 5,00", "Net 500"), ("Ärg er", "Ärger")])
    assert classes["digit"] == {"characters": 3, "error_rate": 0.0, "inserted": 0}
    assert classes["space"] == {"characters": 1, "error_rate": 0.0, "inserted": 1}
    # a class that nothing true is of does not appear, whatever was added
    assert "punctuation" not in classes
    (wrong,) = by_class([("abc", "xbcx")]).values()
    assert wrong == {"characters": 4, "error_rate": 50.0, "inserted": 0}
