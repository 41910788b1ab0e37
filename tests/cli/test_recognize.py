from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from ocrlc.batches.journal import NAME
from ocrlc.loading.options import LoadOptions
from ocrlc.writers import FORMATS
from tests.support.hostile_pictures import transparent_png

INSTALLED = {name: format for name, format in FORMATS.items() if format.is_installed}


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.png"
    path.write_text("page")
    return path


def test_text_alone_goes_to_stdout(run, page):
    done = run("recognize", page)
    assert (done.returncode, done.stdout) == (0, "text of page\n")
    assert "a library prints this" in done.stderr
    assert "and this" in done.stderr


def test_stdin(run):
    done = run("recognize", "-", stdin="pipe")
    assert (done.returncode, done.stdout) == (0, "text of pipe\n")


def test_stdin_has_a_name_in_results_and_folders(run, tmp_path):
    done = run("recognize", "-", "-f", "json", stdin="pipe")
    assert json.loads(done.stdout)["pages"][0]["source"] == "<stdin>"
    assert run("recognize", "-", "-o", "out/", stdin="pipe").returncode == 0
    assert (tmp_path / "out/stdin.txt").read_text() == "text of pipe\n"


def test_named_pipe_is_read_once_for_all_that_is_made_of_it(fake_command, tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (300, 100)).save(picture, "PNG")
    os.mkfifo(tmp_path / "pipe")
    command = [*fake_command, "recognize", "pipe", "-f", "text,json", "-o", "out/"]
    with subprocess.Popen([*command, "--overlay", "seen/"], cwd=tmp_path) as process:
        with (tmp_path / "pipe").open("wb") as pipe:
            pipe.write(picture.getvalue())
        assert process.wait(60) == 0
    found = {path.name for path in tmp_path.glob("*/[!.]*")}
    assert found == {"pipe.txt", "pipe.json", "pipe.overlay.png"}


def test_pdf_of_a_pipe_is_refused(fake_command, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = [*fake_command, "recognize", "pipe", "-f", "pdf", "-o", "out/"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        (tmp_path / "pipe").write_text("x")
        said = process.stderr.read()
        assert process.wait(60) == 3
    assert "pdf needs the document as a file" in said


def test_endless_stdin_ends_at_the_limit(fake_command, tmp_path):
    command = [*fake_command, "recognize", "-", "--max-bytes", "1000"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=tmp_path,
    ) as process:  # fmt: skip
        with contextlib.suppress(BrokenPipeError):
            while process.poll() is None:
                process.stdin.write(b"x" * 4096)
        assert process.stdout.read() == b"text of " + b"x" * 1001 + b"\n"
        assert process.wait(60) == 0
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()


def test_closed_stdin_is_code_3(fake_command, tmp_path):
    command = f"{shlex.join(fake_command)} recognize - <&-"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "<stdin>" in errors(done)[0]


def test_names_of_every_kind(fake_command, tmp_path):
    names = [b"two\nrows.png", b" spaces .png", b"-dash.png", b"latin\xe9.png", "☃.png".encode()]
    folder = tmp_path / "in"
    folder.mkdir()
    for name in names:
        Image.new("RGB", (300, 100)).save(folder / os.fsdecode(name), "PNG")
    command = [*fake_command, "recognize", "in", "-f", ",".join(INSTALLED), "-o", "out/"]
    before: dict[Path, int] = {}
    for again in (False, True):
        done = subprocess.run(
            [*command, "--overlay", "seen/", "--resume"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        written = {place: place.stat().st_mtime_ns for place in tmp_path.glob("out/*")}
        before = before if again else written
        assert {key: value for key, value in written.items() if key.name != NAME} == {
            key: value for key, value in before.items() if key.name != NAME
        }
    found = {os.fsencode(place.name) for place in written} - {NAME.encode()}
    endings = [format.ending.encode() for format in INSTALLED.values()]
    assert found == {name + ending for name in names for ending in endings}
    for name in names:
        result = tmp_path / "out" / f"{os.fsdecode(name)}.json"
        assert json.loads(result.read_text())["pages"]


@pytest.mark.parametrize(
    ("redirect", "code", "message"),
    [
        ("> /dev/full", 2, "cannot write to stdout: No space left on device"),
        ("-f json > /dev/full", 2, "cannot write to stdout: No space left on device"),
        ("-o /dev/full", 2, "cannot write /dev/full: No space left on device"),
        (">&-", 2, "stdout is closed"),
        ("-o result.txt >&-", 0, ""),
        ("-o result.txt 2>&-", 0, ""),
    ],
)
def test_streams_that_are_full_or_closed(fake_command, page, redirect, code, message):
    command = f"{shlex.join(fake_command)} recognize page.png {redirect}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=page.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert len(errors(done)) == bool(message)
    assert message in done.stderr
    if code == 0:
        assert (page.parent / "result.txt").read_text() == "text of page\n"


def test_messages_are_one_line_whatever_the_name(run):
    done = run("recognize", "no such\nfile.png")
    assert done.stderr == "ocrlc: no such file.png: no such file or folder\n"


def test_options_reach_the_reader(run, page):
    page.write_text("options")
    plain = run("recognize", page)
    assert plain.stdout == f"None lcnet-latin None True auto auto auto None {LoadOptions()}\n"
    assert "text_layer='auto'" in run("recognize", page, "--skip-text").stdout
    options = ["--det=d", "--rec=r", "--threads=3", "--no-onednn", "--precision=fp32"]
    options += ["--engine=onnxruntime"]
    options += ["--orientation=off", "--dpi=300", "--pages=1-3,7", "--password=x"]
    options += ["--allow-truncated", "--max-pixels=9", "--max-pages=8", "--max-bytes=7"]
    options += ["--text-layer=only", "--all-frames"]
    load = LoadOptions(300.0, "1-3,7", "x", False, True, 9, 8, 7, "only", True)
    assert run("recognize", page, *options).stdout == f"d r 3 False fp32 onnxruntime off x {load}\n"


@pytest.mark.parametrize(
    "option", ["--pages=3-1", "--pages=a", "--dpi=1", "--max-pixels=0", "--orientation=left"]
)
def test_loading_options_out_of_range_are_code_2(run, page, option):
    done = run("recognize", page, option)
    assert done.returncode == 2
    assert len(errors(done)) == 1


TEXTUAL = [name for name, format in FORMATS.items() if not format.is_binary]


@pytest.mark.parametrize("name", TEXTUAL)
def test_every_format_to_a_file(run, page, tmp_path, name):
    done = run("recognize", page, "-f", name, "-o", "out/result")
    assert (done.returncode, done.stdout) == (0, "")
    # The page has no table.
    assert ("page" in (tmp_path / "out/result").read_text()) == (name != "csv")


def test_format_follows_the_ending_of_the_output(run, page, tmp_path):
    assert run("recognize", page, "-o", "result.json").returncode == 0
    assert json.loads((tmp_path / "result.json").read_text())["pages"]


@pytest.mark.parametrize("output", ["out/", "there"])
def test_folder_by_slash_or_because_it_is_one(run, page, tmp_path, output):
    (tmp_path / "there").mkdir()
    assert run("recognize", page, "-f", "json", "-o", output).returncode == 0
    assert (tmp_path / output / "page.png.json").is_file()


def test_pdf_to_a_file_and_to_a_pipe(fake_command, run, tmp_path):
    Image.new("RGB", (300, 100)).save(tmp_path / "scan.png")
    assert run("recognize", "scan.png", "-f", "text,pdf", "-o", "out").returncode == 0
    content = (tmp_path / "out/scan.png.pdf").read_bytes()
    done = subprocess.run(
        [*fake_command, "recognize", "scan.png", "-f", "pdf"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert done.stdout == content
    assert content.startswith(b"%PDF-")


def test_overlay_is_a_picture_of_the_page(run, tmp_path):
    Image.new("RGB", (300, 100)).save(tmp_path / "scan.png")
    assert run("recognize", "scan.png", "--overlay", "seen.jpg").returncode == 0
    with Image.open(tmp_path / "seen.jpg") as picture:
        assert (picture.size, picture.format) == ((300, 100), "JPEG")
        assert picture.convert("L").getpixel((190, 20)) > 100
    assert run("recognize", "scan.png", "--overlay", "seen/").returncode == 0
    assert (tmp_path / "seen/scan.png.overlay.png").is_file()


@pytest.mark.parametrize(
    "result",
    [("--overlay", "seen.png"), ("-f", "pdf", "-o", "seen.pdf"), ("--review", 3)],
)
def test_what_opens_documents_again_obeys_the_limits(run, tmp_path, result):
    for name, least in (("scan.png", 100), ("bomb.png", 5900)):
        # The fake reader takes form feeds for ends of pages.
        files = (transparent_png(side) for side in range(least, least + 99))
        (tmp_path / name).write_bytes(next(data for data in files if b"\f" not in data))
    done = run("recognize", "scan.png", *result, "--max-memory", 350)
    assert done.returncode == 0, done.stderr
    done = run("recognize", "bomb.png", *result, "--max-memory", 350)
    assert done.returncode == 3, done.stderr
    assert "given up: took more than 350 MB" in done.stderr
    assert (
        not (tmp_path / "review.html").exists()
        or b"bomb" not in (tmp_path / "review.html").read_bytes()
    )


def test_several_formats_make_a_folder(run, page, tmp_path):
    done = run("recognize", page, "-f", ",".join(TEXTUAL), "-o", "out")
    assert done.returncode == 0
    found = {path.name for path in (tmp_path / "out").glob("[!.]*")}
    assert found == {f"page.png{FORMATS[name].ending}" for name in TEXTUAL}


def test_several_inputs_mirror_the_folder(run, scans, tmp_path):
    done = run("recognize", scans, "-f", "text", "-o", "out")
    assert (done.returncode, done.stdout) == (0, "")
    found = sorted(
        str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("[!.]*.*")
    )
    assert found == ["a.png.txt", "fax.txt", "march/b.JPG.txt"]


def test_same_names_in_different_folders_do_not_overwrite_each_other(run, tmp_path):
    for month in ("may", "june"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "scan.png").write_text(month)
    assert run("recognize", "may/scan.png", "june/scan.png", "-o", "out").returncode == 0
    assert (tmp_path / "out/may/scan.png.txt").read_text() == "text of may\n"
    assert (tmp_path / "out/june/scan.png.txt").read_text() == "text of june\n"


def test_same_names_in_several_calls_do_not_overwrite_each_other(run, tmp_path):
    for month in ("may", "june"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "scan.png").write_text(month)
    assert run("recognize", "may/scan.png", "-o", "out/").returncode == 0
    done = run("recognize", "june/scan.png", "-o", "out/")
    assert done.returncode == 2
    assert "may/scan.png; give it another folder" in done.stderr
    assert (tmp_path / "out/scan.png.txt").read_text() == "text of may\n"
    assert run("recognize", "may/scan.png", "-o", "out/").returncode == 0


@pytest.mark.parametrize("inputs", [["scan.jpg", "scan.jpg.pdf"], ["."]])
def test_document_named_like_a_result_is_not_replaced(run, tmp_path, inputs):
    Image.new("L", (300, 100)).save(tmp_path / "scan.jpg")
    (tmp_path / "scan.jpg.pdf").write_bytes(b"%PDF- the user's own")
    done = run("recognize", *inputs, "-f", "pdf", "-o", "./")
    assert done.returncode == 2
    assert "scan.jpg.pdf is a document" in done.stderr
    assert (tmp_path / "scan.jpg.pdf").read_bytes() == b"%PDF- the user's own"


def test_name_too_long_for_a_result_stops_no_other(run, tmp_path):
    (tmp_path / "scans").mkdir()
    long = f"{'x' * 251}.png"
    for name in ("a.png", long, "z.png"):
        (tmp_path / "scans" / name).write_text(name)
    done = run("recognize", "scans", "-o", "out")
    assert done.returncode == 5
    assert any(long in row and "File name too long" in row for row in errors(done))
    assert {path.name for path in tmp_path.glob("out/*.txt")} == {"a.png.txt", "z.png.txt"}
    assert run("recognize", f"scans/{long}").returncode == 0


def test_document_named_like_a_result_is_not_left_unread_without_a_word(run, tmp_path):
    (tmp_path / "scans").mkdir()
    Image.new("L", (300, 100)).save(tmp_path / "scans/scan.jpg")
    (tmp_path / "scans/scan.jpg.pdf").write_bytes(b"%PDF- the user's own")
    done = run("recognize", "scans", "-f", "jsonl")
    assert sources(done) == {"scans/scan.jpg"}
    assert "warning: scans/scan.jpg.pdf left unread" in done.stderr
    both = run("recognize", "scans", "scans/scan.jpg.pdf", "-f", "jsonl")
    assert sources(both) == {"scans/scan.jpg", "scans/scan.jpg.pdf"}
    assert "unread" not in both.stderr


def sources(done) -> set[str]:
    return {json.loads(row)["source"] for row in done.stdout.split("\n") if row}


def test_results_of_an_earlier_call_are_passed_over_and_written_again(run, tmp_path):
    (tmp_path / "scans").mkdir()
    Image.new("1", (8, 8)).save(tmp_path / "scans/scan.bmp")
    for _ in range(2):
        done = run("recognize", "scans", "-f", "pdf", "-o", "scans")
        assert (done.returncode, "unread" in done.stderr) == (0, False)
    assert [path.name for path in (tmp_path / "scans").glob("*.pdf")] == ["scan.bmp.pdf"]


def test_folder_is_read_in_order_and_each_file_once(run, scans):
    done = run("recognize", "scans", "scans/a.png", "scans/*.png", "-f", "jsonl")
    sources = [json.loads(row)["source"] for row in done.stdout.splitlines()]
    assert sources == ["scans/a.png", "scans/fax", "scans/march/b.JPG"]


def test_recursive_glob(run, scans):
    done = run("recognize", "scans/**/*", "-f", "json")
    assert len(json.loads(done.stdout)["pages"]) == 3


def test_texts_of_several_inputs_are_parted_by_form_feeds(run, scans):
    done = run("recognize", "scans/a.png", "scans/march/b.JPG")
    assert done.stdout == "text of a\n\ftext of b\n"


def test_several_inputs_make_one_json_object(run, scans):
    pages = json.loads(run("recognize", "scans", "-f", "json").stdout)["pages"]
    assert [page["source"] for page in pages] == ["scans/a.png", "scans/fax", "scans/march/b.JPG"]


def test_warnings_are_told(run, tmp_path):
    (tmp_path / "turned.png").write_text("x")
    done = run("recognize", "turned.png")
    assert done.stdout == "text of x\n"
    assert "warning: turned.png, page 1: page turned" in done.stderr


def test_several_overlay_pictures_need_a_folder(run, scans, page):
    done = run("recognize", scans, "--overlay", page)
    assert done.returncode == 2
    assert "needs a folder" in done.stderr or "need a folder" in done.stderr


@pytest.mark.parametrize(("names", "bar"), [(["a.png", "b.png"], True), (["a.png"], False)])
def test_progress_bar_on_a_terminal_for_several_inputs(fake_command, tmp_path, names, bar):
    for name in names:
        (tmp_path / name).write_text(name)
    ours, theirs = os.openpty()
    with open(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(
            [*fake_command, "recognize", *names],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(theirs)
        said = terminal.read(100_000)
    assert done.stdout.count(b"text of") == len(names)
    assert (b"2/2" in said) == bar


# Exit codes


def errors(done) -> list[str]:
    return [row for row in done.stderr.splitlines() if row.startswith("ocrlc: ")]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "Missing argument"),
        (("page.png", "-f", "docx"), "text, layout, markdown"),
        (("page.png", "-f", ""), "unknown format"),
        (("page.png", "--threads", "0"), "--threads"),
        (("page.png", "--precision", "int4"), "fp32"),
        (("page.png", "--colour"), "--colour"),
        (("page.png", "-f", "text,json", "-o", "page.png"), "need a folder"),
        (("page.png", "-f", "text,pdf"), "pdf needs -o"),
        (("page.png", "-o", ""), "is empty"),
        (("page.png", "--overlay", ""), "is empty"),
        (("page.png", "--overlay", "-"), "stdout is for the results"),
        (("page.png", "-o", "seen.png", "--overlay", "./seen.png", "-f", "text"), "by --overlay"),
        (("page.png", "--timeout", "nan"), "not a number"),
    ],
)
def test_usage_errors_are_one_line_and_code_2(run, page, args, message):
    done = run("recognize", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert message in done.stderr


@pytest.mark.parametrize("option", ["-o", "--overlay"])
def test_a_result_never_takes_the_place_of_an_input(run, page, tmp_path, option):
    before = page.read_bytes()
    (tmp_path / "link.png").symlink_to(page)
    for output in ("page.png", "link.png"):
        done = run("recognize", "page.png", option, output)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{output} is an input" in errors(done)[0]
    assert page.read_bytes() == before


@pytest.mark.parametrize("output", ["-", "/dev/stdout"])
def test_stdout_may_be_named(run, page, tmp_path, output):
    assert run("recognize", page, "-o", output).stdout == run("recognize", page).stdout
    assert not (tmp_path / "-").exists()


def test_output_that_is_a_link_is_followed(run, page, tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "there.txt")
    assert run("recognize", page, "-o", link).returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "there.txt").read_text().startswith("text of")


@pytest.mark.parametrize("output", ["/proc/nowhere/out.txt", "/proc/nowhere/"])
def test_unwritable_output_is_code_2(run, page, output):
    done = run("recognize", page, "-o", output)
    assert done.returncode == 2
    assert "/proc/nowhere" in errors(done)[0]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.png", "no such file"),
        ("empty/", "holds no"),
        ("*.gif", "matches"),
        ("broken.png", "not an image"),
    ],
)
def test_the_one_input_is_unreadable_is_code_3(run, tmp_path, name, message):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/readme.txt").write_text("x")
    (tmp_path / "broken.png").write_text("x")
    done = run("recognize", name)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(errors(done)) == 1
    assert name.rstrip("/") in errors(done)[0]
    assert message in errors(done)[0]
    assert "Traceback" not in done.stderr


def test_unknown_model_is_code_4_and_names_the_known(run, page):
    done = run("recognize", page, "--rec", "nowhere")
    assert (done.returncode, done.stdout) == (4, "")
    assert "lcnet-latin" in errors(done)[0]


def test_one_bad_file_stops_no_other_and_is_code_5(run, tmp_path):
    for name in ("a.png", "broken.png", "crash.png", "z.png"):
        (tmp_path / name).write_text(name)
    done = run("recognize", "a.png", "broken.png", "gone.png", "crash.png", "z.png", "-o", "out")
    assert done.returncode == 5
    found = sorted(path.name for path in (tmp_path / "out").glob("[!.]*"))
    assert found == ["a.png.txt", "z.png.txt"]
    said = errors(done)
    for name in ("broken.png", "gone.png", "crash.png"):
        assert sum(name in row for row in said[:-1]) == 1
    assert "3 of 5" in said[-1]


def test_results_before_and_after_a_bad_file_reach_stdout(run, tmp_path):
    for name in ("a.png", "broken.png", "z.png"):
        (tmp_path / name).write_text(name)
    done = run("recognize", "a.png", "broken.png", "z.png", "-f", "json")
    assert done.returncode == 5
    assert len(json.loads(done.stdout)["pages"]) == 2


def test_nothing_of_several_can_be_found_is_code_5(run):
    assert run("recognize", "gone.png", "lost.png").returncode == 5


def test_a_bug_is_code_1_in_one_line_and_debug_shows_where(run, tmp_path):
    (tmp_path / "crash.png").write_text("x")
    plain = run("recognize", "crash.png")
    assert plain.returncode == 1
    assert "Traceback" not in plain.stderr
    assert "RuntimeError: something unforeseen" in errors(plain)[0]
    assert "Traceback" in run("recognize", "crash.png", "--debug").stderr


def test_interrupt_is_code_130(fake_command, tmp_path):
    (tmp_path / "slow.png").write_text("x")
    command = [*fake_command, "recognize", "slow.png", "-o", "out.txt"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        while process.stderr.readline() != "reading\n":
            pass
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(10) == 130
    assert said.strip().splitlines()[-1] == "ocrlc: interrupted"
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["slow.png"]


def test_a_reader_that_leaves_early_is_no_error(fake_command, tmp_path):
    names = [f"{number}.png" for number in range(50)]
    for name in names:
        (tmp_path / name).write_text("x" * 100_000)
    command = [*fake_command, "recognize", *names]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.read(process.stdout.fileno(), 10)
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(10) == 0
    assert "Error" not in said
    assert "ocrlc:" not in said


def test_boxes_of_words_are_those_of_html(run, tmp_path):
    (tmp_path / "scan.png").write_text("scan")
    done = run("recognize", "scan.png", "-f", "json,html", "-o", "out", "--word-boxes")
    assert done.returncode == 0, done.stderr
    assert '<span data-box="' in (tmp_path / "out/scan.png.html").read_text()
    done = run("recognize", "scan.png", "-f", "json", "--word-boxes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "-f html" in done.stderr
