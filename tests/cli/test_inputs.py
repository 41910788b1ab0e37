from __future__ import annotations

import pytest

from ocrlc.cli.inputs import expand, is_document


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
    assert [item.path for item in expand([str(path)])] == [path]


def test_missing_input_keeps_its_place(tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(b"x")
    first, second = expand([str(tmp_path / "gone.png"), str(path)])
    assert "gone.png: no such file" in first.problem
    assert second.problem == ""


def test_dangling_link_is_an_input_not_a_pattern(tmp_path):
    link = tmp_path / "link.png"
    link.symlink_to(tmp_path / "gone.png")
    assert [item.path for item in expand([str(link)])] == [link]
