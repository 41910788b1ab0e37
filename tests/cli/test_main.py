from __future__ import annotations

import importlib
import subprocess
import sys

import click
import pytest

from ocrlc.cli.main import COMMANDS
from ocrlc.version import __version__


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
