"""Documents and results in stores, through the command."""

from __future__ import annotations

import pytest

from ocrlc.batches.url_journal import NAME
from ocrlc.cli.common import Settings
from ocrlc.cli.main import cli
from ocrlc.document import Document
from ocrlc.errors import BatchError, ConfigError, InputError
from ocrlc.loading.load import read_file
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Line, Page
from tests.support.stores import memory_store

DOCUMENTS = ("a.png", "sub/b.pdf")
BOTH = [f"memory://in/{name}" for name in DOCUMENTS]
PLACE = ((0, 0), (9, 0), (9, 9), (0, 9))


class Echo:
    """Reads of a file what it contains."""

    def __init__(self, load_options: LoadOptions, read: list[str]) -> None:
        self.load_options = load_options
        self.read = read

    def recognize(self, source):
        text = read_file(str(source), self.load_options).decode()
        self.read.append(str(source))
        if text == "broken":
            raise InputError(f"{source}: not an image")
        return Document((Page(str(source), 1, 10, 10, (Line(text, 1.0, PLACE),)),))


@pytest.fixture
def store():
    with memory_store() as files:
        for name in (
            "a.png",
            "sub/b.pdf",
            "sub/.hidden.png",
            "notes.txt",
            "a.png.json",
            "a.png.pdf",
        ):
            files.pipe_file(f"/in/{name}", name.encode())
        yield files


@pytest.fixture
def recognize(monkeypatch):
    """Run the command in this process; return what was read."""

    def call(*args: object) -> list[str]:
        read: list[str] = []
        monkeypatch.setattr(
            "ocrlc.cli.recognize.load_ocr", lambda load_options, **_: Echo(load_options, read)
        )
        cli.main(["recognize", *map(str, args)], "ocrlc", standalone_mode=False, obj=Settings())
        return read

    return call


def results(store, folder: str = "/out") -> dict[str, bytes]:
    found = (path for path in store.find(folder) if NAME not in path)
    return {path.removeprefix(f"{folder}/"): store.cat_file(path) for path in found}


def test_a_folder_in_a_store_is_read_into_another(store, recognize):
    assert recognize("memory://in/", "-f", "text,json", "-o", "memory://out/") == BOTH
    found = results(store)
    assert set(found) == {
        "a.png.txt", "a.png.json", "sub/b.pdf.txt", "sub/b.pdf.json",
    }  # fmt: skip
    assert found["sub/b.pdf.txt"] == b"sub/b.pdf\n"
    assert b'"source": "memory://in/sub/b.pdf"' in found["sub/b.pdf.json"]


def test_a_single_file_and_a_pattern(store, recognize):
    recognize("memory://in/a.png", "-o", "memory://out/one.json")
    assert recognize("memory://in/*/*.pdf", "-o", "memory://out/") == BOTH[1:]
    assert set(results(store)) == {"one.json", "sub/b.pdf.txt"}


def test_resume_reads_what_is_missing_or_changed(store, recognize):
    call = ("memory://in/", "-o", "memory://out/", "--resume")
    assert recognize(*call) == BOTH
    assert recognize(*call) == []
    assert recognize(*call, "--no-lm") == BOTH
    assert recognize(*call, "-f", "json") == BOTH
    store.rm("/out/sub/b.pdf.txt")
    assert recognize(*call) == BOTH[1:]
    store.pipe_file("/in/a.png", b"changed")
    assert recognize(*call) == BOTH[:1]
    assert results(store)["a.png.txt"] == b"changed\n"


def test_an_output_folder_among_the_documents_is_not_read(store, recognize):
    for _ in range(2):
        assert recognize("memory://in/", "-f", "text,json", "-o", "memory://in/new/") == BOTH
    store.pipe_file("/in/new/c.png", b"c")
    assert recognize("memory://in/", "-o", "memory://in/new/") == BOTH
    assert recognize("memory://in/", "-o", "memory://in/") == [
        BOTH[0], "memory://in/new/c.png", BOTH[1],
    ]  # fmt: skip


def test_a_document_named_like_a_result_is_not_left_unread_without_a_word(store, recognize, capsys):
    assert recognize("memory://in/", "-o", "memory://out/") == BOTH
    assert "warning: memory://in/a.png.pdf left unread" in capsys.readouterr().err
    named = "memory://in/a.png.pdf"
    assert recognize("memory://in/", named, "-o", "memory://out/") == [*BOTH, named]
    assert "unread" not in capsys.readouterr().err


def test_a_document_named_like_a_result_is_not_replaced(store, recognize):
    store.rm("/in/sub/b.pdf")
    echo = ("memory://in/", "-f", "pdf", "-o", "memory://in/")
    with pytest.raises(ConfigError, match=r"memory://in/a\.png\.pdf is a document"):
        recognize(*echo)
    assert store.cat_file("/in/a.png.pdf") == b"a.png.pdf"


def test_results_of_earlier_runs_are_no_documents(store, recognize, capsys):
    store.rm("/in/a.png.pdf")
    assert recognize("memory://in/", "-o", "memory://in/") == BOTH
    store.pipe_file("/in/a.png.pdf", b"as if it were written by a run with -f pdf")
    assert recognize("memory://in/", "-o", "memory://out/") == BOTH
    assert "unread" not in capsys.readouterr().err


def test_without_resume_all_is_read_again(store, recognize):
    for _ in range(2):
        assert recognize("memory://in/", "-o", "memory://out/") == BOTH


def test_a_result_that_is_not_uploaded_is_not_done(store, recognize, monkeypatch):
    upload = store.pipe_file

    def fail(path, value, **options):
        if path.endswith("a.png.txt"):
            raise ConnectionResetError("the line is dead")
        upload(path, value, **options)

    call = ("memory://in/", "-o", "memory://out/", "--resume")
    with monkeypatch.context() as patch:
        patch.setattr(store, "pipe_file", fail)
        with pytest.raises(BatchError, match="1 of 2"):
            recognize(*call)
    assert set(results(store)) == {"sub/b.pdf.txt"}
    assert recognize(*call) == BOTH[:1]


def test_between_stores_and_paths(store, recognize, tmp_path):
    call = ("memory://in/", "-o", tmp_path / "out", "--resume")
    assert recognize(*call) == BOTH
    assert (tmp_path / "out/sub/b.pdf.txt").read_text() == "sub/b.pdf\n"
    assert recognize(*call) == []
    (tmp_path / "c.png").write_text("c")
    call = (tmp_path / "c.png", "-o", "memory://up/", "--resume")
    assert recognize(*call) == [str(tmp_path / "c.png")]
    assert recognize(*call) == []
    assert results(store, "/up") == {"c.png.txt": b"c\n"}


def test_files_of_equal_names_keep_their_folders(store, recognize):
    store.pipe_file("/more/a.png", b"other")
    recognize("memory://in/a.png", "memory://more/a.png", "-o", "memory://out/")
    assert results(store) == {"in/a.png.txt": b"a.png\n", "more/a.png.txt": b"other\n"}


def test_one_bad_file_stops_no_other(store, recognize, capsys):
    store.pipe_file("/in/a.png", b"broken")
    store.pipe_file("/in/large.png", bytes(200))
    with pytest.raises(BatchError, match="2 of 3 inputs failed"):
        recognize("memory://in/", "-o", "memory://out/", "--max-bytes", 100)
    assert "memory://in/large.png: larger than" in capsys.readouterr().err
    assert set(results(store)) == {"sub/b.pdf.txt"}


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["memory://nowhere/"], "there is no JPEG"),
        (["memory://in/notes.txt/x"], "there is no JPEG"),
        (["memory://in/a.png", "-o", "memory://in/a.png"], "is an input"),
        (["memory://in/", "-o", "https://example.org/"], "results can be written to"),
        (["memory://in/", "-o", "ftp://example.org/"], "results can be written to"),
        (["memory://in/", "-o", "out/", "--overlay", "memory://seen/"], "to paths only"),
        ([*BOTH, "memory://in/a.png.pdf", "-f", "pdf", "-o", "memory://in/"], "is a document"),
    ],
)
def test_what_cannot_be(store, recognize, tmp_path, monkeypatch, args, error):
    monkeypatch.chdir(tmp_path)
    before = store.find("/")
    with pytest.raises((ConfigError, InputError, BatchError), match=error):
        recognize(*args)
    assert store.find("/") == before
    assert list(tmp_path.iterdir()) == []


def test_names_do_not_lead_out_of_the_folder(store, recognize, tmp_path):
    store.pipe_file("/in/../../up.png", b"x")
    assert recognize("memory://in/", "-o", tmp_path / "deep/out") == BOTH
    assert not list(tmp_path.rglob("up.png*"))
