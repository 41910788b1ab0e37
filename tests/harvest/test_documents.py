"""Which documents and pages."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from ocrlc.harvest.documents import (
    Document,
    find_documents,
    font_family,
    in_turn,
    is_test_document,
    is_test_font,
    page_order,
)


def test_splits_part_the_documents_and_sub_folders_stay_together(tmp_path: Path) -> None:
    for folder in range(60):
        for name in ("a.pdf", "b.PDF"):
            path = tmp_path / f"unit{folder}" / name
            path.parent.mkdir(exist_ok=True)
            path.touch()
    (tmp_path / "notes.txt").touch()
    everything = {d.name for d in find_documents(tmp_path, "all")}
    train = {d.name for d in find_documents(tmp_path, "train")}
    test = {d.name for d in find_documents(tmp_path, "test")}
    assert len(everything) == 120
    assert train | test == everything
    assert not train & test
    assert 0 < len(test) < 30
    assert {name.split("/")[0] for name in train}.isdisjoint(n.split("/")[0] for n in test)


def test_documents_in_the_folder_itself_stand_alone() -> None:
    kept = [is_test_document(Document(Path(), f"letter{n}.pdf")) for n in range(300)]
    assert 10 < sum(kept) < 60


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("ABCDEF+CMR10", "cmr"),
        ("SFBX1200", "sfbx"),
        ("LMRoman10-Regular", "lm"),
        ("TeXGyrePagella-BoldItalic", "texgyrepagella"),
        ("DejaVuSans-Bold", "dejavusans"),
        ("EBGaramond12", "ebgaramond"),
    ],
)
def test_font_families(name: str, family: str) -> None:
    assert font_family(name) == family


def test_common_fonts_are_never_kept_apart_and_some_are() -> None:
    assert not any(map(is_test_font, ["CMR10", "LMSans8-Regular", "Helvetica", "NimbusRomNo9L"]))
    kept = [is_test_font(f"Family{chr(97 + n % 26)}{chr(97 + n // 26)}x") for n in range(400)]
    assert 30 < sum(kept) < 100


def test_groups_take_turns_by_size(tmp_path: Path) -> None:
    documents = []
    for group, size in (("big", 27000), ("small", 1000)):
        for number in range(3):
            path = tmp_path / group / f"{number}.pdf"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x" * size)
            documents.append(Document(path, f"{group}/{number}.pdf"))
    taken = Counter(d.name for d in islice(in_turn(documents, 0), 120))
    groups = Counter()
    for name, count in taken.items():
        groups[name.split("/")[0]] += count
    assert abs(groups["big"] - 90) <= 2  # the cube root of 27 to 1
    assert max(taken.values()) - min(c for n, c in taken.items() if n.startswith("big")) <= 1


def test_pages_come_in_an_order_of_their_own() -> None:
    document = Document(Path(), "a.pdf")
    assert sorted(page_order(document, 9, 0)) == list(range(9))
    assert page_order(document, 9, 0) == page_order(document, 9, 0) != page_order(document, 9, 1)
