"""Every exit code of the contract, provoked through the real command with the bundled model."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.limited import limited

ONNX = (pytest.mark.onnx, pytest.mark.slow)
COMMAND = [Path(sys.executable).with_name("ocrlc")]


@pytest.fixture
def ocrlc(tmp_path):
    """Run the installed command in the test's folder."""

    def call(*args, limit="", **environment: str):
        command = [*map(str, COMMAND), *map(str, args)]
        return subprocess.run(
            limited(limit, command) if limit else command,
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return call


@pytest.fixture(autouse=True)
def sample(root, tmp_path):
    shutil.copy(root / "data/samples/receipt.jpg", tmp_path / "receipt.jpg")


def told(done) -> str:
    """Return the one line on stderr."""
    (line,) = [row for row in done.stderr.splitlines() if row.startswith("ocrlc: ")]
    assert "Traceback" not in done.stderr
    return line


def test_0_done(ocrlc):
    done = ocrlc("recognize", "receipt.jpg")
    assert (done.returncode, done.stderr) == (0, "")
    assert "PENNYWORTH" in done.stdout


def test_1_a_bug(ocrlc, tmp_path):
    """What a broken installation of another library raises is nothing we foresaw."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/cv2.py").write_text("raise RuntimeError('half installed')")
    done = ocrlc("recognize", "receipt.jpg", PYTHONPATH=str(tmp_path / "broken"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "this is a bug, RuntimeError: half installed" in told(done)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["recognize"], "INPUT"),
        (["recognize", "receipt.jpg", "-f", "docx"], "layout"),
        (["recognize", "receipt.jpg", "-o", "receipt.jpg/out.txt"], "receipt.jpg/out.txt"),
        (["recognize", "receipt.jpg", "--resume"], "-o"),
        (["train", "--config", "rec_lcnet.yml", "-o", "optim.rate=1"], "optim.rate"),
        (["train", "--config", "nowhere.yml"], "nowhere.yml"),
        (["recognize", "receipt.jpg", "--engine", "tensorrt"], "onnxruntime"),
        (["recognize", "receipt.jpg", "--engine", "onnxruntime", "--precision", "bf16"], "fp32"),
        (["recognize", "receipt.jpg", "--engine", "paddle", "--precision", "int8"], "fp32 or bf16"),
        (["export", "lcnet-latin", "-o", "out", "--format", "openvino"], "paddleocr"),
        (["export", "lcnet-latin", "-o", "receipt.jpg/out", "--format", "paddle"], "receipt.jpg"),
    ],
)
def test_2_usage_or_config(ocrlc, args, message):
    done = ocrlc(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in told(done)


@pytest.mark.parametrize(
    "args",
    [
        ["recognize", "receipt.jpg"],
        ["serve", "--port", "0"],
        pytest.param(["export", "lcnet-latin", "-o", "out", "--format", "onnx"], marks=ONNX),
        pytest.param(["benchmark", "rec_lcnet.yml", "--threads", "1"], marks=pytest.mark.slow),
    ],
)
def test_2_no_folder_can_be_written(ocrlc, tmp_path, args):
    """No temporary folder, and none for the cache: no file may have a single byte."""
    cache = str(tmp_path / "cache")
    done = ocrlc(*args, limit="-f 0", OCRLC_CACHE=cache, TMPDIR=str(tmp_path / "missing"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "No usable temporary directory" in told(done)
    assert "set TMPDIR" in told(done)


@pytest.mark.parametrize("megabytes", [100, 300, 700])
@pytest.mark.parametrize("options", [[], ["--timeout", "60"]])
@pytest.mark.slow
def test_2_not_enough_memory(ocrlc, megabytes, options):
    done = ocrlc("recognize", "receipt.jpg", *options, limit=f"-v {megabytes << 10}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not enough memory" in told(done)


@pytest.mark.parametrize("options", [[], ["--timeout", "60"]])
def test_3_the_one_input_is_unreadable(ocrlc, tmp_path, options):
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "receipt.jpg").read_bytes()[:2000])
    for name in ("cut.jpg", "gone.jpg"):
        done = ocrlc("recognize", name, *options)
        assert (done.returncode, done.stdout) == (3, "")
        assert name in told(done)


def test_3_the_one_input_is_of_a_format_that_is_not_read(ocrlc, tmp_path):
    (tmp_path / "book.djvu").write_bytes(b"AT&TFORM\0\0\0\0DJVM")
    done = ocrlc("recognize", "book.djvu")
    assert (done.returncode, done.stdout) == (3, "")
    assert "ddjvu -format=pdf" in told(done)


def test_3_the_one_page_took_too_long(ocrlc):
    done = ocrlc("recognize", "receipt.jpg", "--timeout", "0.001")
    assert (done.returncode, done.stdout) == (3, "")
    # On a busy machine, opening it takes as long.
    assert re.search(r"receipt\.jpg: (page 1 )?given up: took longer than 0.001 s", told(done))


@pytest.mark.parametrize("options", [[], ["--workers", "2"]])
def test_4_model(ocrlc, root, tmp_path, options):
    done = ocrlc("recognize", "receipt.jpg", "--rec", "nowhere", *options)
    assert (done.returncode, done.stdout) == (4, "")
    assert "lcnet-latin" in told(done)
    shutil.copytree(root / "data/models/lcnet-latin", tmp_path / "cut")
    (tmp_path / "cut/model.safetensors").write_bytes(b"\0" * 100)
    done = ocrlc("recognize", "receipt.jpg", "--rec", "cut", *options)
    assert (done.returncode, done.stdout) == (4, "")
    assert "model.safetensors" in told(done)


def test_5_some_of_several_failed(ocrlc, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff garbage")
    done = ocrlc("recognize", "bad.jpg", "receipt.jpg", "-o", "out")
    assert (done.returncode, done.stdout) == (5, "")
    assert "PENNYWORTH" in (tmp_path / "out/receipt.jpg.txt").read_text()
    assert done.stderr.splitlines()[-1] == "ocrlc: 1 of 2 inputs failed: bad.jpg"


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--workers", "2"]])
def test_130_interrupted(tmp_path, options):
    for number in range(40):
        shutil.copy(tmp_path / "receipt.jpg", tmp_path / f"{number}.jpg")
    command = [*COMMAND, "recognize", *(f"{n}.jpg" for n in range(40)), *options]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == "ocrlc: interrupted"
