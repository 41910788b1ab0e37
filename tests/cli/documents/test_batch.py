"""Batches through the command: resuming, giving up, workers, what is said at the end."""

from __future__ import annotations

import gc
import io
import json
import os
import random
import signal
import subprocess
import time
import weakref
from io import BytesIO
from pathlib import Path, PurePath

import numpy as np
import pytest
from pikepdf import Pdf
from PIL import Image

from ocrlc.batches.journal import NAME
from ocrlc.cli.documents.batch import Batch
from ocrlc.cli.documents.inputs import Input
from ocrlc.cli.documents.outputs import Stdout
from ocrlc.errors import BatchError, InputError
from ocrlc.loading.input_formats import INPUT_FORMATS, InputFormat
from ocrlc.loading.options import LoadOptions
from ocrlc.system.files import TEMPORARY
from tests.support.hostile_pdfs import add_tiling
from tests.support.seeds import text_pdf

FULL = bool(os.environ.get("OCRLC_FULL"))
"""Whether to kill as often as the promise says: 200 files, twenty times."""
FILES, KILLS = (200, 20) if FULL else (60, 5)


def errors(done) -> list[str]:
    return [row for row in done.stderr.splitlines() if row.startswith("ocrlc: ")]


@pytest.fixture
def names(tmp_path):
    """Three documents."""
    for name in "abc":
        (tmp_path / f"{name}.png").write_text(name)
    return ["a.png", "b.png", "c.png"]


def written(tmp_path: Path) -> dict[str, int]:
    """Return when each result was written."""
    return {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("out/[!.]*.*")}


def test_resume_skips_what_is_done(run, names, tmp_path):
    assert run("recognize", *names, "-o", "out").returncode == 0
    before = written(tmp_path)
    done = run("recognize", *names, "-o", "out", "--resume")
    assert done.returncode == 0
    assert "3 done before" in errors(done)[-1]
    assert written(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--rec=other"], "abc"),
        (["--precision=fp32"], "abc"),
        (["--no-onednn"], "abc"),
        (["-f", "json"], "abc"),
        (["-f", "text,tsv"], "abc"),
        (["--threads=1"], ""),
        (["--workers=2"], ""),
    ],
)
def test_resume_reads_again_with_settings_that_matter(run, names, tmp_path, options, changed):
    assert run("recognize", *names, "-o", "out").returncode == 0
    done = run("recognize", *names, "-o", "out", "--resume", *options)
    assert f"{len(changed)} of 3 inputs read" in errors(done)[-1]


def test_resume_reads_again_what_changed_failed_or_is_gone(run, names, tmp_path):
    (tmp_path / "broken.png").write_text("x")
    (tmp_path / "new.png").write_text("new")
    assert run("recognize", *names, "broken.png", "-o", "out").returncode == 5
    (tmp_path / "a.png").write_text("another")
    (tmp_path / "out/b.png.txt").unlink()
    done = run("recognize", *names, "broken.png", "new.png", "-o", "out", "--resume")
    assert done.returncode == 5
    assert "3 of 5 inputs read, 3 pages, 1 done before" in errors(done)[-2]
    assert (tmp_path / "out/a.png.txt").read_text() == "text of another\n"
    assert (tmp_path / "out/b.png.txt").read_text() == "text of b\n"


def test_resume_adds_a_format_and_keeps_the_other(run, names):
    for form in ("text", "json"):
        assert run("recognize", *names, "-f", form, "-o", "out", "--resume").returncode == 0
    done = run("recognize", *names, "-f", "text,json", "-o", "out", "--resume")
    assert "3 done before" in errors(done)[-1]


@pytest.mark.parametrize("output", [[], ["-o", "out.txt"]])
def test_resume_needs_a_folder(run, names, output):
    done = run("recognize", "a.png", "--resume", *output)
    assert done.returncode == 2
    assert "--resume needs -o with a folder" in errors(done)[0]


def test_pictures_are_resumed_too(run, tmp_path):
    from PIL import Image

    for name in ("a.png", "b.png"):
        Image.new("RGB", (300, 100)).save(tmp_path / name)
    command = ("recognize", "a.png", "b.png", "-o", "out", "--overlay", "seen/", "--resume")
    assert run(*command).returncode == 0
    (tmp_path / "seen/b.png.overlay.png").unlink()
    assert "1 of 2 inputs read, 1 pages, 1 done before" in errors(run(*command))[-1]
    assert (tmp_path / "seen/b.png.overlay.png").exists()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 3])
def test_bad_pages_and_bad_files_stop_no_other(run, names, tmp_path, workers):
    (tmp_path / "b.png").write_text("one\fslow\fthree")
    (tmp_path / "slow.png").write_text("x")
    (tmp_path / "crash.png").write_text("x")
    inputs = [*names, "slow.png", "crash.png", "gone.png", "a.png"]
    command = ["recognize", *inputs, "-f", "json", "-o", "out", "--workers", workers]
    done = run(*command, "--timeout", 3)
    assert done.returncode == 5
    said = errors(done)
    assert "b.png: page 2 given up: took longer than 3 s" in "\n".join(said)
    assert "slow.png: page 1 given up: took longer than 3 s" in "\n".join(said)
    assert "crash.png: this is a bug, RuntimeError: RuntimeError: something" in "\n".join(said)
    assert "4 of 6 inputs failed: b.png, slow.png, crash.png, gone.png" in said[-1]
    pages = json.loads((tmp_path / "out/b.png.json").read_text())["pages"]
    assert [len(page["lines"]) for page in pages] == [1, 0, 1]
    assert pages[1]["warnings"] == ["given up: took longer than 3 s"]
    found = sorted(path.name for path in tmp_path.glob("out/*.json"))
    assert found == ["a.png.json", "b.png.json", "c.png.json"]
    again = run(*command, "--resume")
    assert "2 done before" in "\n".join(errors(again))


def test_what_was_read_of_the_one_input_is_printed(run, tmp_path):
    (tmp_path / "a.png").write_text("one\fslow")
    done = run("recognize", "a.png", "-f", "json", "--timeout", 3)
    assert done.returncode == 3
    assert [len(page["lines"]) for page in json.loads(done.stdout)["pages"]] == [1, 0]


def test_greedy_page_is_given_up(run, tmp_path):
    (tmp_path / "a.png").write_text("one\fgreedy\fthree")
    done = run("recognize", "a.png", "--max-memory", 250)
    assert done.returncode == 3
    assert "page 2 given up: took more than 250 MB" in errors(done)[-1]
    assert "text of three" in done.stdout


@pytest.mark.slow
def test_page_that_takes_minutes_to_draw_is_given_up_alone(run, tmp_path):
    with Pdf.open(BytesIO(text_pdf("before", "after"))) as pdf:
        add_tiling(pdf)
        pdf.pages.insert(1, pdf.pages[2])
        del pdf.pages[3]
        pdf.save(tmp_path / "slow.pdf")
    done = run("recognize", "slow.pdf", "-f", "json", "--timeout", 20, real=True)
    assert done.returncode == 3
    pages = json.loads(done.stdout)["pages"]
    assert [[line["text"] for line in page["lines"]] for page in pages] == [
        ["before"],
        [],
        ["after"],
    ]
    assert pages[1]["warnings"] == ["given up: took longer than 20 s"]
    assert "slow.pdf: page 2 given up: took longer than 20 s" in errors(done)[-1]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_on_stdout_keep_their_order(run, tmp_path, workers):
    for number in range(8):
        (tmp_path / f"{number}.png").write_text("pause" if number % 3 == 0 else f"{number}")
    done = run("recognize", *(f"{n}.png" for n in range(8)), "-f", "jsonl", "--workers", workers)
    sources = [json.loads(row)["source"] for row in done.stdout.splitlines()]
    assert sources == [f"{number}.png" for number in range(8)]


def test_workers_share_the_threads(run, tmp_path):
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_text("options")
    command = ("recognize", "a.png", "b.png", "--threads", 5, "--workers")
    assert run(*command, 2).stdout.startswith("None lcnet-latin 2 True auto")
    assert run(*command, 9).stdout.startswith("None lcnet-latin 1 True auto")


def test_model_that_is_missing_ends_it_whatever_reads(run, names):
    done = run("recognize", *names, "--rec", "nowhere", "--timeout", 9, "-o", "out")
    assert done.returncode == 4
    assert len(errors(done)) == 1


def test_summary_counts_pages_and_warnings(run, names, tmp_path):
    (tmp_path / "turned.png").write_text("1\f2")
    done = run("recognize", *names, "turned.png", "-o", "out")
    assert errors(done)[-1] == "ocrlc: 4 of 4 inputs read, 5 pages, 2 warnings"


def test_page_with_text_is_told_once_and_counted(run, names, tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "text.pdf"))
    canvas.drawString(100, 100, "text")
    canvas.save()
    done = run("recognize", "text.pdf", "gone.pdf", "-f", "pdf", "-o", "out")
    assert "ocrlc: warning: " in done.stderr
    assert done.stderr.count("page 1 has text already") == 1
    assert "pikepdf" not in done.stderr
    assert ", 1 warnings" in done.stderr


def test_failed_inputs_are_not_kept(monkeypatch):
    """An error refers to all that was being computed, such as a page's pixels."""
    pixels = []

    class Failing:
        def recognize(self, source):
            page = np.zeros(1000)
            pixels.append(weakref.ref(page))
            raise InputError("truncated")

    items = [Input(f"{n}.jpg", None, PurePath(f"{n}.jpg")) for n in range(5)]
    batch = Batch(items, Stdout(BytesIO(), ["text"], LoadOptions()))
    monkeypatch.setattr("ocrlc.cli.documents.batch.open_input", lambda item, options: item.name)
    with pytest.raises(BatchError, match="5 of 5 inputs failed"):
        batch.run([Failing()], bar=False)
    gc.collect()
    assert sum(page() is not None for page in pixels[:-1]) == 0


def test_many_failures_are_counted_not_all_listed(run, tmp_path):
    for number in range(15):
        (tmp_path / f"broken{number:02}.png").write_text("x")
    last = errors(run("recognize", tmp_path, "-o", "out"))[-1]
    assert "15 of 15 inputs failed" in last
    assert last.endswith("and 5 more")


def test_journal_that_cannot_be_written_is_told_before_anything_is_read(run, names, tmp_path):
    (tmp_path / "out" / NAME).mkdir(parents=True)
    done = run("recognize", *names, "-o", "out")
    assert done.returncode == 2
    assert NAME in errors(done)[0]
    assert written(tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--workers", "2", "--timeout", "20"]])
def test_interrupted_batch_ends_at_once_with_its_processes(fake_command, tmp_path, options):
    for number in range(4):
        (tmp_path / f"slow{number}.png").write_text("x")
    command = [*fake_command, "recognize", *tmp_path.glob("*.png"), "-o", "out", *options]
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while process.stderr.readline() != "reading\n":
            pass
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(10) == 130
    assert said.strip().splitlines()[-1] == "ocrlc: interrupted"
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--workers", "2", "--timeout", "20"]])
def test_killed_batches_are_completed_by_resume(fake_command, run, tmp_path, options):
    """Kill -9 at random moments: what is there is whole, and --resume brings the rest."""
    dice = random.Random(6)
    content = {f"{n:03}.png": "\f".join(["pause"] * (n % 4 + 1)) for n in range(FILES)}
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    command = ["recognize", *content, "-f", "text,json,jsonl", "-o", "out", *options]
    expected = {name: "\n\f".join(["text of pause"] * (n % 4 + 1)) + "\n"
                for n, name in enumerate(content)}  # fmt: skip
    out = tmp_path / "out"
    journal = out / NAME
    for turn in range(KILLS):
        # Begun anew now and then: results that are there already are replaced, and stay whole.
        resume = ["--resume"] if turn % 4 else []
        rows = _rows(journal) + dice.randrange(FILES // KILLS)
        with subprocess.Popen(
            [*fake_command, *command, *resume],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            while _rows(journal) <= rows:
                assert process.poll() is None, "the batch ended before it was killed"
                time.sleep(0.001)
            time.sleep(dice.uniform(0, 0.03))
            process.kill()
        for path in out.glob("[!.]*.txt"):
            assert path.read_text() == expected[path.name.removesuffix(".txt")]
    (out / f".left-over{TEMPORARY}").write_text("half a result")
    done = run(*command, "--resume")
    assert done.returncode == 0
    for name, text in expected.items():
        assert (out / f"{name}.txt").read_text() == text
        pages = json.loads((out / f"{name}.json").read_text())["pages"]
        lines = (out / f"{name}.jsonl").read_text().splitlines()
        assert [json.loads(line) for line in lines] == pages
        assert len(pages) == text.count("\f") + 1
    assert [path.name for path in out.glob(".*")] == [NAME]


def _rows(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def test_every_file_of_a_mixed_folder_is_accounted_for(run, tmp_path):
    """Forty files, readable and not: each has a result, an error, or is named as no document."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    heic = Path(__file__).parents[2] / "cases/40_format.heic"
    good = {}
    for format in INPUT_FORMATS:
        data = heic.read_bytes() if format.name == "HEIC" else _blank(format)
        good[f"good{format.endings[0]}"] = data
        good[f"good_{format.endings[0][1:]}"] = data  # told by its content alone
    bad = {f"bad{format.endings[-1]}": b"neither" for format in INPUT_FORMATS} | {"empty.png": b""}
    other = {f"other.{ending}": b"PK\3\4" for ending in ("docx", "zip", "txt")} | {"empty": b""}
    for name, data in {**good, **bad, **other}.items():
        (folder / name).write_bytes(data)
    assert len(list(folder.iterdir())) >= 40

    done = run("recognize", "mixed", "-o", "out", real=True)

    assert done.returncode == 5
    assert {path.name.removesuffix(".txt") for path in tmp_path.glob("out/*.txt")} == set(good)
    for name in bad:
        assert any(f"mixed/{name}: " in row for row in errors(done)), name
    (left_out,) = [row for row in errors(done) if "no document" in row]
    assert left_out.startswith(f"ocrlc: {len(other)} files are no document: ")
    assert all(f"mixed/{name}" in left_out for name in other)
    assert f"{len(good)} of {len(good) + len(bad)} inputs read" in done.stderr


@pytest.mark.parametrize("beside", [True, False])
def test_what_would_open_a_file_of_a_folder_is_said_once_a_kind(run, tmp_path, beside):
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.jxl", "b.jxl"):
        (folder / name).write_bytes(b"\xff\x0a\xfa\x7f")
    (folder / "notes.djvu").write_bytes(b"AT&TFORM\0\0\0\0DJVU")
    (folder / "notes.txt").write_text("to be unpacked")
    if beside:
        (folder / "scan.png").write_bytes(b"a page")

    done = run("recognize", "photos", "-o", "out")

    assert done.returncode == (0 if beside else 3)
    told = [row.removeprefix("ocrlc: photos/") for row in errors(done) if "not read" in row]
    assert told == [
        "a.jxl (and 1 more): is JPEG XL, which is not read; djxl (libjxl) makes a PNG of it",
        "notes.djvu: is DjVu, which is not read; ddjvu -format=pdf (DjVuLibre) makes a PDF of it",
    ]


def _blank(format: InputFormat) -> bytes:
    """Return a white page as a file."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, format.pillow or format.name)
    return file.getvalue()
