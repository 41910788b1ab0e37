from __future__ import annotations

import errno
import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ocrlc.cli import main
from ocrlc.cli.common import Settings, printable
from ocrlc.cli.main import COMMANDS
from ocrlc.version import __version__


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device", "state.bin"), "left on device (state.b"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
        (FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"), "No usable temp"),
        (RuntimeError("can't start new thread"), "no more threads"),
    ],
)
def test_what_the_system_refuses_is_no_bug(error, message, capsys):
    def command():
        raise error

    assert main.run(command, Settings()) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "bug" not in said


@pytest.mark.parametrize("error", [OSError(errno.EBADF, "Bad file"), RuntimeError("other")])
def test_other_errors_are_bugs(error, capsys):
    def command():
        raise error

    assert main.run(command, Settings()) == 1
    assert "this is a bug" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b]0;owned\x07.png", r"a\x1b]0;owned\x07.png"),
        ("a\u202egnp.exe", r"a\u202egnp.exe"),
        ("a\n b\udcff.png", "a b?.png"),
        ("Müller 你好.png", "Müller 你好.png"),
    ],
)
def test_names_do_nothing_to_a_terminal(name, shown):
    assert printable(name) == shown


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_exit_code_tells_even_where_messages_cannot_be_written(fake_command, tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*fake_command, "recognize", "none.png"], stderr=full, cwd=tmp_path)
    assert done.returncode == 3


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run, name):
    command = importlib.import_module(f"ocrlc.cli.{name}").command
    assert isinstance(command, click.Command)
    assert command.name == name or command.name == "command"
    done = run(name, "--help", real=True)
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: ocrlc {name}")


def test_help_lists_the_commands_and_loads_nothing_heavy():
    code = (
        "import sys; from click.testing import CliRunner; from ocrlc.cli.main import cli;"
        "print(CliRunner().invoke(cli, ['--help']).output);"
        "print('HEAVY', {'paddle', 'cv2', 'pydantic', 'numpy', 'PIL', 'yaml'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY set()" in done.stdout
    for name in COMMANDS:
        assert f"\n  {name}" in done.stdout


def test_reading_loads_what_it_needs_only_when_it_reads():
    """No option costs anything at the start of a call that does not use it."""
    heavy = {"paddle", "cv2", "pydantic", "numpy", "PIL", "yaml", "pi_heif", "rich", "ray"}
    code = f"import sys, ocrlc.cli.recognize; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def test_version(run):
    assert run("--version", real=True).stdout == f"ocrlc {__version__}\n"


def test_no_command_shows_help_and_is_a_usage_error(run):
    done = run(real=True)
    assert done.returncode == 2
    assert "Commands:" in done.stderr


def test_unknown_command(run):
    done = run("recognise", real=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "recognise" in done.stderr


def test_console_script_is_the_same_command():
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="ocrlc")
    assert script.value == "ocrlc.cli.main:main"
