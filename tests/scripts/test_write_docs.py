"""The documents show what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.reports.tables import TABLES, fill
from scripts.write_docs import documents

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("path", "text"),
    [pytest.param(p, t, id=str(p.relative_to(ROOT))) for p, t in documents(ROOT).items()],
)
def test_documents_match_the_stored_measurements(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text, "run: python -m scripts.write_docs"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_is_shown_somewhere(name: str) -> None:
    marker = f"<!-- table: {name} -->"
    assert any(marker in text for text in documents(ROOT).values())


def test_a_changed_figure_changes_the_table(tmp_path: Path) -> None:
    text = "before\n<!-- table: receipts-summary -->\nold\n<!-- end -->\nafter\n"
    stored = ROOT / "docs/benchmarks/receipts.json"
    result = json.loads(stored.read_text(encoding="utf-8"))
    result["systems"][0]["word_f1"] = 0.1234
    (tmp_path / stored.name).write_text(json.dumps(result), encoding="utf-8")
    filled = fill(text, tmp_path)
    assert "| 0.123 |" in filled
    assert "old" not in filled
    assert filled.startswith("before\n<!-- table: receipts-summary -->\n| 50 receipts")
    assert filled.endswith(" |\n<!-- end -->\nafter\n")
    assert filled != fill(text, stored.parent)
    assert fill(filled, tmp_path) == filled


def test_a_marker_without_a_table_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"'nope'; there are receipts-summary"):
        fill("<!-- table: nope -->\n<!-- end -->", ROOT)
