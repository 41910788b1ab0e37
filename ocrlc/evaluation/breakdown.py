"""Analysis of errors: by length of the line, by class of character, and the most frequent ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein

from ocrlc.evaluation.text_metrics import Pair, line_metrics

LENGTHS = (4, 8, 16, 32, 10_000)
"""Upper bounds, in characters, of the groups of lines by length."""


def character_class(character: str) -> str:
    """Return the class of a character in reports.

    Letters beyond ASCII are `accent`, in upper and lower case. All that is not a letter, digit or
    space is `punctuation`, including currency signs.
    """
    if character.isspace():
        return "space"
    if character.isdigit():
        return "digit"
    if character.isalpha():
        if not character.isascii():
            return "accent"
        return "upper" if character.isupper() else "lower"
    return "punctuation"


def length_groups(texts: Sequence[str]) -> dict[str, list[int]]:
    """Return the indices of the texts in each group of lengths that occurs."""
    groups = {}
    lower = 1
    for upper in LENGTHS:
        chosen = [i for i, text in enumerate(texts) if lower <= len(text) <= upper]
        if chosen:
            groups[f"{lower}-{upper}" if upper < LENGTHS[-1] else f"{lower}+"] = chosen
        lower = upper + 1
    return groups


def by_length(pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    """Return number of lines, CER and share of exact lines for each group of true lengths."""
    groups = {}
    for name, chosen in length_groups([truth for _, truth in pairs]).items():
        metrics = line_metrics([pairs[i] for i in chosen])
        groups[name] = {
            "lines": len(chosen),
            "cer": round(metrics.cer, 3),
            "exact": round(metrics.exact, 3),
        }
    return groups


def by_class(pairs: Iterable[Pair]) -> dict[str, dict[str, Any]]:
    """Return the errors for every class of characters.

    `error_rate` is the share of the class's true characters that were dropped or replaced, in
    percent; `inserted` is the number of characters of the class that were read but not printed.
    """
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    inserted: Counter[str] = Counter()
    for text, truth in pairs:
        total.update(character_class(c) for c in truth)
        for edit in Levenshtein.editops(truth, text):
            if edit.tag == "insert":
                inserted[character_class(text[edit.dest_pos])] += 1
            else:
                wrong[character_class(truth[edit.src_pos])] += 1
    return {
        name: {
            "characters": count,
            "error_rate": round(100 * wrong[name] / count, 3),
            "inserted": inserted[name],
        }
        for name, count in total.most_common()
    }


def confusions(pairs: Iterable[Pair], count: int = 30) -> list[dict[str, Any]]:
    """Return the most frequent edits: `true` is empty for insertions, `read` for dropped ones."""
    counts: Counter[tuple[str, str]] = Counter()
    for text, truth in pairs:
        for edit in Levenshtein.editops(truth, text):
            true = "" if edit.tag == "insert" else truth[edit.src_pos]
            read = "" if edit.tag == "delete" else text[edit.dest_pos]
            counts[true, read] += 1
    return [{"true": a, "read": b, "count": n} for (a, b), n in counts.most_common(count)]
