from __future__ import annotations

import os
from pathlib import Path

import pytest

from ocrlc.cli.documents.inputs import expand, is_document


@pytest.mark.parametrize(
    "head",
    [
        b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"GIF89a", b"BM....", b"II*\0", b"MM\0*",
        b"RIFF1234WEBPVP8 ", b"%PDF-1.7", b"\n\n%PDF-1.4",
    ],
)  # fmt: skip
def test_documents_are_known_by_content(tmp_path, head):
    path = tmp_path / "no ending"
    path.write_bytes(head)
    assert is_document(path)


@pytest.mark.parametrize("head", [b"", b"plain text", b"RIFF1234WAVE", b"PK\3\4", b"\x7fELF"])
def test_other_files_are_passed_over(tmp_path, head):
    path = tmp_path / "file.bin"
    path.write_bytes(head)
    assert not is_document(path)


def test_broken_file_with_a_picture_ending_is_kept_to_be_reported(tmp_path):
    path = tmp_path / "scan.TIFF"
    path.write_bytes(b"garbage")
    assert is_document(path)


def test_name_with_glob_characters_is_a_file_first(tmp_path):
    path = tmp_path / "scan[1].png"
    path.write_bytes(b"x")
    assert [item.path for item in expand([str(path)]).inputs] == [path]


def test_missing_input_keeps_its_place(tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(b"x")
    first, second = expand([str(tmp_path / "gone.png"), str(path)]).inputs
    assert "gone.png: no such file" in first.problem
    assert second.problem == ""


def test_dangling_link_is_an_input_not_a_pattern(tmp_path):
    link = tmp_path / "link.png"
    link.symlink_to(tmp_path / "gone.png")
    assert [item.path for item in expand([str(link)]).inputs] == [link]


@pytest.mark.parametrize("name", ["", "x" * 300, "x" * 5000])
def test_names_that_no_file_can_have_are_missing(tmp_path, monkeypatch, name):
    """An empty one, of a script's variable that is not set, is not the folder one is in."""
    (tmp_path / "a.png").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    (item,) = expand([name]).inputs
    assert "no such file" in item.problem


def test_one_missing_name_in_two_spellings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert all(item.problem for item in expand(["gone.png", "./gone.png"]).inputs)


@pytest.fixture
def scan(tmp_path):
    """A folder with a document in it."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x")
    return folder


def names(items) -> list[str]:
    return [str(item.relative) for item in items]


@pytest.mark.parametrize("name", ["pipe", "pipe.png"])
def test_pipes_in_a_folder_are_not_waited_for(scan, name):
    os.mkfifo(scan / name)
    assert names(expand([str(scan)]).inputs) == ["a.png"]


def test_links_to_folders_are_followed_but_not_in_circles(scan, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/b.png").write_bytes(b"x")
    (scan / "link").symlink_to(tmp_path / "other")
    (tmp_path / "other/back").symlink_to(scan)
    (scan / "self").symlink_to(scan)
    assert names(expand([str(scan)]).inputs) == ["a.png", "link/b.png"]


def test_hidden_folders_are_left_out_like_hidden_files(scan):
    (scan / ".cache").mkdir()
    (scan / ".cache/b.png").write_bytes(b"x")
    assert names(expand([str(scan)]).inputs) == ["a.png"]


def test_link_that_leads_nowhere_is_reported(scan):
    (scan / "b.png").symlink_to("gone.png")
    assert names(expand([str(scan)]).inputs) == ["a.png", "b.png"]


def test_results_are_no_inputs(scan):
    """Neither beside the documents nor in a folder of their own below them."""
    for name in ("a.png.pdf", "a.png.overlay.png", "b.pdf"):
        (scan / name).write_bytes(b"x")
    (scan / "out").mkdir()
    (scan / "out/a.png.pdf").write_bytes(b"x")
    found = expand([str(scan)], (str(scan / "out"), None)).inputs
    assert names(found) == ["a.png", "b.pdf"]
    assert names(expand([str(scan)], (str(scan),)).inputs) == ["a.png", "b.pdf", "out/a.png.pdf"]


def test_other_files_in_folders_are_named(scan):
    (scan / "below").mkdir()
    for name in ("notes.docx", "a.png.txt", ".hidden", "below/plan.dwg"):
        (scan / name).write_bytes(b"x")
    found = expand([str(scan), str(scan / "*.docx")])
    assert [os.path.relpath(name, scan) for name in found.left_out] == [
        "below/plan.dwg",
        "notes.docx",
    ]


def test_files_given_by_name_are_never_left_out(scan):
    (scan / "notes.docx").write_bytes(b"x")
    found = expand([str(scan), str(scan / "notes.docx")])
    assert found.left_out == []
    assert names(found.inputs) == ["a.png", "notes.docx"]


def test_what_may_not_be_opened_is_reported(scan, monkeypatch):
    """Permissions would not do: root may open everything."""
    (scan / "locked").write_bytes(b"?")
    openly = Path.open

    def guarded(path, *args, **kwargs):
        if path.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return openly(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", guarded)
    assert names(expand([str(scan)]).inputs) == ["a.png", "locked"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("**/*.png", ["a.png", "one/b.png", "one/two/c.png"]),
        ("one/**/*.png", ["one/b.png", "one/two/c.png"]),
        ("**/two/*.png", ["one/two/c.png"]),
        ("o*/**/t*/**/*.png", ["one/b.png", "one/two/c.png"]),
        ("one/**", ["one/b.png", "one/two/c.png"]),
        ("**", ["a.png", "one/b.png", "one/two/c.png"]),
        ("*.png", ["a.png"]),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_two_stars_go_round_no_loop_of_links(tmp_path, monkeypatch, pattern, found, absolute):
    for name in ("a.png", "one/b.png", "one/two/c.png", ".hidden/d.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    for i in range(3):
        (tmp_path / f"one/two/back{i}").symlink_to(tmp_path / "one", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    items = expand([str(tmp_path / pattern) if absolute else pattern]).inputs
    names = [os.path.relpath(item.path.resolve(), tmp_path) for item in items]
    assert sorted(names) == found
    assert all(item.from_folder for item in items)
