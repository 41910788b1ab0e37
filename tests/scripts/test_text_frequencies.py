from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from scripts.text_frequencies import count_pairs, count_sequences, main, too_rare


def test_sequences_are_counted_where_they_stand() -> None:
    counts = count_sequences(
        [
            "If I go, I'm late; (so I | say). Smith et al., see p. xiv [28] and [12, 14] or [ ].",
            "He said “no.” Then “yes”. mix civil lil A4 4A n° 7 nº 8 IV Ivan II",
        ]
    )
    assert counts["I, alone or in I'm"] == 3
    assert counts["| alone"] == 1
    assert counts[".,"] == 1
    assert counts["et al."] == 1
    assert counts["stop and closing quote"] == 1
    assert counts["closing quote and stop"] == 1
    assert counts["small roman numeral"] == 1
    assert counts["[number]"] == 2
    assert counts["[ ]"] == 1
    assert counts["letter and digit"] == 1
    assert counts["n°, N°"] == counts["nº, Nº"] == 1


def test_pairs_and_characters_are_counted() -> None:
    assert count_pairs(["abab"]) == Counter({"a": 2, "b": 2, "ab": 2, "ba": 1})


def test_what_is_too_rare_comes_worst_first() -> None:
    real = Counter({".,": 100, "I ": 200, "zz": 3, "a": 900})
    drawn = Counter({".,": 10, "I ": 0, "a": 800})
    assert too_rare(drawn, real, least=20, share=0.2) == [("I ", 0, 200), (".,", 10, 100)]


def test_the_table_has_both_sides(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("If I may, etc., I will stay ǂ here ‡‡ now.\n" * 9, "utf-8")
    result = CliRunner().invoke(main, [str(tmp_path), "-n", "300"])
    assert result.exit_code == 0, result.output
    assert "| .," in result.output
    row = next(line for line in result.output.splitlines() if line.startswith("| I, alone"))
    alone, mixed, text = (int(cell.replace(",", "")) for cell in row.split("|")[2:5])
    assert alone < mixed < text
