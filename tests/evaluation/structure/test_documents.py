"""Structure of documents against their true Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocrlc.document import Document
from ocrlc.errors import InputError
from ocrlc.evaluation.structure.documents import evaluate_structure


class Reads:
    """Reads the same document from every file."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def recognize(self, source: object) -> Document:
        return self.document


TABLE = """| Description | Qty | Total |
| --- | --- | --- |
| Widget, large | 2 | 2,400.00 € |
| Bolt | 10 | 50.00 € |
"""


def test_rates_of_a_folder(document: Document, tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "a.md").write_text(TABLE)
    (tmp_path / "b.pdf").touch()
    (tmp_path / "b.md").write_text(TABLE.replace("Bolt", "Bolz") + "\n## Annex\n\n" + TABLE)
    (tmp_path / "alone.png").touch()
    report = evaluate_structure(Reads(document), tmp_path)
    assert (report["documents"], report["pages"], report["tables"]) == (2, 4, 3)
    assert report["by_document"]["a.png"]["teds"] == 100
    assert report["by_document"]["b.pdf"]["teds"] == 50
    assert report["teds"] == pytest.approx(200 / 3, abs=0.01)
    assert report["heading_f1"] == 0
    assert 0 < report["by_document"]["a.png"]["order_distance"] < report["order_distance"]


def test_tables_apart_by_their_rules(document: Document, tmp_path: Path) -> None:
    rows = "<tr><td>Description</td><td>Qty</td><td>Total</td></tr>"
    truth = TABLE + f'\n<table rules="all">{rows}</table>\n\n<table rules="none">{rows}</table>\n'
    (tmp_path / "a.png").touch()
    (tmp_path / "a.md").write_text(truth.replace(TABLE, ""))
    report = evaluate_structure(Reads(document), tmp_path)
    assert {rules: one["tables"] for rules, one in report["teds_by_rules"].items()} == {
        "all": 1, "none": 1,
    }  # fmt: skip
    scores = sorted(one["teds"] for one in report["teds_by_rules"].values())
    assert scores[0] == 0 < scores[1] < 100
    (tmp_path / "a.md").write_text(TABLE)
    assert "teds_by_rules" not in evaluate_structure(Reads(document), tmp_path)


def test_folders_without_truth_are_errors(document: Document, tmp_path: Path) -> None:
    (tmp_path / "alone.png").touch()
    with pytest.raises(InputError, match=r"no document with a .md file"):
        evaluate_structure(Reads(document), tmp_path)
    with pytest.raises(InputError, match="is not a folder"):
        evaluate_structure(Reads(document), tmp_path / "alone.png")
