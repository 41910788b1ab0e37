"""What a batch notes about itself."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from ocrlc.batches.journal import NAME, content_hash, model_hash, open_journal
from ocrlc.errors import ConfigError
from ocrlc.system.files import TEMPORARY

SETTINGS = {"rec": "a", "precision": "fp32"}


@pytest.fixture
def noted(tmp_path):
    """A folder whose journal has one input with a text and two pictures."""
    (tmp_path / "sub").mkdir()
    files = {"text": ["sub/a.txt"], "overlay": ["a-1.png", "a-2.png"]}
    results = {kind: [tmp_path / name for name in names] for kind, names in files.items()}
    for paths in results.values():
        for path in paths:
            path.write_text("result")
    with open_journal(tmp_path, SETTINGS) as journal:
        journal.add("sub/a", Path("a"), "123", results)
        assert journal.has("sub/a", "123", ["text"])
    return tmp_path


def has(folder, name="sub/a", content="123", kinds=("text", "overlay"), settings=SETTINGS):
    with open_journal(folder, settings, resume=True) as journal:
        return journal.has(name, content, kinds)


def test_what_is_noted_is_done(noted):
    assert has(noted)
    assert has(noted, kinds=["text"])


@pytest.mark.parametrize(
    "other",
    [
        {"name": "sub/b"},
        {"content": "124"},
        {"kinds": ["text", "pdf"]},
        {"settings": {**SETTINGS, "precision": "bf16"}},
    ],
)
def test_anything_else_is_not(noted, other):
    assert not has(noted, **other)


@pytest.mark.parametrize("name", ["sub/a.txt", "a-2.png"])
def test_result_that_is_gone_or_changed_is_not_done(noted, name):
    (noted / name).write_text("res")
    assert not has(noted)
    (noted / name).unlink()
    assert not has(noted)


def test_nothing_is_believed_without_resume(noted):
    with open_journal(noted, SETTINGS) as journal:
        assert not journal.has("sub/a", "123", ["text"])


@pytest.mark.parametrize("length", range(1, 60, 7))
def test_row_that_a_killed_process_began_is_passed_over(noted, length):
    path = noted / NAME
    row = path.read_bytes()
    path.write_bytes(row + row[:length])
    assert has(noted)
    with open_journal(noted, SETTINGS, resume=True) as journal:
        journal.add("b", Path("b"), "9", {"text": [noted / "a-1.png"]})
    assert has(noted)
    assert has(noted, "b", "9", ["text"])


def test_formats_of_the_same_reading_add_up(noted):
    with open_journal(noted, SETTINGS) as journal:
        journal.add("sub/a", Path("a"), "123", {"json": [noted / "a-1.png"]})
    assert has(noted, kinds=["text", "json"])
    with open_journal(noted, SETTINGS) as journal:
        journal.add("sub/a", Path("a"), "124", {"json": [noted / "a-1.png"]})
    assert not has(noted, content="124", kinds=["text"])


def test_what_killed_processes_left_is_removed_only_when_alone(noted):
    left = noted / "sub" / f".x{TEMPORARY}"
    left.write_text("half")
    with (
        open_journal(noted, SETTINGS),
        open_journal(noted, SETTINGS, [noted / "sub"], resume=True),
    ):
        assert left.exists()
    with open_journal(noted, SETTINGS, [noted / "sub"], resume=True):
        assert not left.exists()
    assert (noted / "sub/a.txt").exists()


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(ConfigError, match=NAME), open_journal(tmp_path, SETTINGS):
        pass


def test_rows_are_json(noted):
    row = json.loads((noted / NAME).read_text().splitlines()[-1])
    assert row["results"]["overlay"] == {"a-1.png": 6, "a-2.png": 6}


def test_content_hash():
    assert content_hash(BytesIO(b"a")) == content_hash(BytesIO(b"a")) != content_hash(BytesIO(b"b"))


def test_model_is_its_files_not_its_name(tmp_path):
    assert model_hash(None) is None
    assert model_hash("lcnet-latin") not in (None, "lcnet-latin")
    (tmp_path / "model").mkdir()
    (tmp_path / "model/config.yml").write_text("a")
    before = model_hash(str(tmp_path / "model"))
    (tmp_path / "model/config.yml").write_text("b")
    assert model_hash(str(tmp_path / "model")) != before


@pytest.fixture
def claim(tmp_path):
    """Claim the results of an input in a call of its own."""

    def call(path, content="1", kinds=("text",), written=True, name="scan.jpg"):
        with open_journal(tmp_path, SETTINGS) as journal:
            journal.claim(name, Path(path), content, kinds)
            if written:
                result = tmp_path / f"{name}.txt"
                result.write_text(path)
                journal.add(name, Path(path), content, {kind: [result] for kind in kinds})

    return call


def test_result_of_another_input_is_not_replaced(claim, tmp_path):
    claim("may/scan.jpg")
    with pytest.raises(ConfigError, match=r"would replace that of .*/may/scan.jpg"):
        claim("june/scan.jpg", "2")
    claim("june/scan.jpg", "2", kinds=("pdf",))
    claim("copy/scan.jpg", "1")
    claim("june/scan.jpg", "2", name="other.jpg")


def test_input_replaces_its_own_result_and_one_that_was_changed_or_removed(claim, tmp_path):
    claim("may/scan.jpg")
    claim("may/scan.jpg", "changed")
    (tmp_path / "scan.jpg.txt").unlink()
    claim("june/scan.jpg", "2")


def test_first_of_two_calls_at_the_same_time_has_the_result(tmp_path, claim):
    with open_journal(tmp_path, SETTINGS) as one, open_journal(tmp_path, SETTINGS) as two:
        one.claim("scan.jpg", Path("may/scan.jpg"), "1", ["text"])
        with pytest.raises(ConfigError, match=r"may/scan.jpg"):
            two.claim("scan.jpg", Path("june/scan.jpg"), "2", ["text"])
        one.claim("scan.jpg", Path("may/scan.jpg"), "1", ["text"])
    claim("june/scan.jpg", "2")
