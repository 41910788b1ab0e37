import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from ocrlc.charset import Charset
from ocrlc.synthesis.text.forms import draw_blank, draw_contents_entry, draw_letterspaced
from ocrlc.synthesis.text.mixture import TextSource
from ocrlc.synthesis.text.references import (
    draw_citation,
    draw_code_line,
    draw_formula,
    draw_mixed_name,
    draw_note,
    draw_reference,
    draw_roman,
    roman,
)
from ocrlc.synthesis.text.sentences import (
    draw_abbreviation,
    draw_enumeration,
    draw_first_person,
    draw_parenthesis,
    draw_quotation,
)
from ocrlc.synthesis.text.typesetting import LETTER_GAP, LOWERED, NARROW_GAP, RAISED, plain

LATIN = Charset.load("latin").characters


@pytest.mark.parametrize(
    ("draw", "pattern", "share"),
    [
        (draw_first_person, r"(?<!\w)I(?!\w)", 0.9),
        (draw_first_person, r"[a-z] I [a-z]", 0.1),
        (draw_quotation, r"[.,][”\"»“’‘«]| »", 0.1),
        (draw_quotation, r"[”\"»“’][.,;]", 0.05),
        (draw_parenthesis, r"\([^()]+\)", 0.3),
        (draw_parenthesis, r"\[[^]]+\]", 0.1),
        (draw_abbreviation, r"\.,", 0.1),
        (draw_enumeration, NARROW_GAP, 0.3),
        (draw_roman, r"\b[ivxlc]{2,}\b", 0.3),
        (draw_citation, r"\[\d+\]", 0.1),
        (draw_citation, r"\[\d+, ?\d+|\[\d+,", 0.05),
        (draw_citation, r"\[ \]", 0.02),
        (draw_reference, r"et al\.,", 0.02),
        (draw_reference, r"\d+ ?\(\d+\)[:,]", 0.05),
        (draw_note, RAISED, 0.1),
        (draw_formula, LOWERED, 0.1),
        (draw_formula, r"[²³]", 0.1),
        (draw_mixed_name, r"[A-Za-z]\d|\d[A-Za-z]", 0.5),
        (draw_code_line, r"[_(){}=<>/\[\]]", 0.7),
        (draw_code_line, r"^[{}\[\]();,]+$", 0.08),
        (draw_contents_entry, r"\.{3}|\. \. \.", 0.6),
        (draw_blank, r"_{3,}|\.{4}", 0.4),
        (draw_letterspaced, LETTER_GAP, 0.9),
    ],
)
def test_generators_draw_what_they_are_for(
    draw: Callable[[Random], str], pattern: str, share: float
) -> None:
    texts = [draw(Random(seed)) for seed in range(600)]
    assert sum(re.search(pattern, text) is not None for text in texts) >= share * len(texts)


def test_roman_numerals_count() -> None:
    assert [roman(n) for n in (1, 4, 8, 9, 14, 40, 49, 90, 99, 148)] == [
        "i", "iv", "viii", "ix", "xiv", "xl", "xlix", "xc", "xcix", "cxlviii",
    ]  # fmt: skip


def test_the_pronoun_is_far_more_frequent_than_a_bar() -> None:
    source = TextSource(LATIN)
    counts: Counter[str] = Counter()
    for seed in range(20_000):
        text = plain(source.draw(Random(seed)))
        counts["I"] += len(re.findall(r"(?<!\w)I(?!\w)", text))
        counts["|"] += len(re.findall(r"(?<!\S)\|(?!\S)", text))
        counts[".,"] += text.count(".,")
        counts["roman"] += bool(re.search(r"\b(?:ii|iii|iv|vi|vii|viii|ix|xi)\b", text))
        counts["[n]"] += len(re.findall(r"\[\d", text))
    assert counts["I"] > 3 * counts["|"] > 0
    assert counts[".,"] > 100
    assert counts["roman"] > 60
    assert counts["[n]"] > 200
