"""Ctrl-C at any moment, through the real command."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("ocrlc")
SECONDS = 5.0
PREFIX = "import cli.recognize, sys, time\nfrom cli.main import main\n"
STUBBORN = """
def command(**_):
    try:
        print("ready", file=sys.stderr, flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        {then}
cli.recognize.command.callback = command
main(["recognize", "x"])
"""


@pytest.mark.slow
@pytest.mark.parametrize("then", ["time.sleep(60)", "raise ImportError('half imported')", "pass"])
def test_code_that_makes_something_else_of_an_interrupt_does_not_change_its_end(then):
    code = (PREFIX + STUBBORN.format(then=then)).replace("cli.", "ocrlc.cli.")
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as one:
        assert one.stderr is not None
        assert one.stderr.readline() == "ready\n"
        one.send_signal(signal.SIGINT)
        begun = time.monotonic()
        assert one.stderr.read() == "ocrlc: interrupted\n"
        assert one.wait() == 130
        assert time.monotonic() - begun < SECONDS + 2


def group_of(pid: int) -> list[int]:
    """Return the living processes of a process group."""
    members = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == pid and state != "Z":
            members.append(int(path.parent.name))
    return members


@pytest.mark.long
@pytest.mark.parametrize("options", [[], ["--workers", "2"], ["--timeout", "60"]])
def test_interrupt_at_any_moment(root, tmp_path, options):
    """200 runs in all, each interrupted at a random moment after the command's own start."""
    chance = random.Random(7)
    for number in range(4):
        shutil.copy(root / "data/samples/receipt.jpg", tmp_path / f"{number}.jpg")
    for turn in range(67):
        out = tmp_path / "out"
        command = [COMMAND, "recognize", tmp_path, "-o", f"{out}/", "-f", "json", *options]
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as one:
            time.sleep(chance.uniform(0.3, 5))
            if one.poll() is not None:
                continue
            os.killpg(one.pid, signal.SIGINT)
            begun = time.monotonic()
            _, said = one.communicate(timeout=60)
        if one.returncode in (0, -signal.SIGINT):  # just done, or Python itself was starting
            continue
        assert (turn, one.returncode) == (turn, 130), said
        assert time.monotonic() - begun < SECONDS, said
        assert "bug" not in said
        assert "Traceback" not in said
        for path in out.glob("*.json") if out.exists() else ():
            assert path.read_text().rstrip().endswith("}")
        while group_of(one.pid):
            assert time.monotonic() - begun < 2 * SECONDS
            time.sleep(0.1)


@pytest.mark.long
def test_sigterm_to_the_group_leaves_no_reader(root, tmp_path):
    """As `timeout` and systemd send it, also while Paddle is being imported."""
    chance = random.Random(7)
    sample = root / "data/samples/receipt.jpg"
    for _ in range(30):
        with subprocess.Popen(
            [COMMAND, "recognize", sample, "--timeout", "60"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as one:
            time.sleep(chance.uniform(0.3, 4))
            os.killpg(one.pid, signal.SIGTERM)
        end = time.monotonic() + 20
        while group_of(one.pid):
            assert time.monotonic() < end, "a reader is left"
            time.sleep(0.1)
