"""Completion in shells: commands, options, names, and the files that a shell would complete itself.

With completion switched on, bash completes nothing that the command does not offer.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ocrlc.cli.main import COMMANDS
from ocrlc.inference.bundles import list_bundles

PLACES = re.compile(
    r"(?<![.])\b(PATH|DIR|FILE|FOLDER|HTML|PNG|ZIP|LABELS|RECIPE|RUN|INPUT|MODEL|CONFIG)\b"
)


def completed(*words: str) -> list[tuple[str, str]]:
    """Return the kind and value of each completion of the last word."""
    environment = {
        **os.environ,
        "_OCRLC_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["ocrlc", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "ocrlc.cli.main"], env=environment, capture_output=True, text=True
    )
    assert done.stderr == ""
    return [tuple(row.split(",", 1)) for row in done.stdout.splitlines()]


def test_shells_complete_commands_options_and_names() -> None:
    assert completed("rec") == [("plain", "recognize")]
    assert ("plain", "--normalize") in completed("recognize", "--norm")
    assert completed("recognize", "--rec", "lc") == [("plain", "lcnet-latin")]
    assert completed("recognize", "-f", "text,al") == [("plain", "text,alto")]
    assert completed("recognize", "--allow", "d") == [("plain", "digits"), ("plain", "date")]


def parameters() -> list[tuple[str, click.Parameter]]:
    """Return the parameters of all commands that may be files, folders or models."""
    found = []
    for name in COMMANDS:
        command = importlib.import_module(f"ocrlc.cli.{name}").command
        for parameter in command.params:
            metavar = str(parameter.metavar or parameter.name).upper()
            if isinstance(parameter.type, click.Path | click.types.StringParamType):
                found += [(name, parameter)] if PLACES.search(metavar) else []
    return found


@pytest.mark.parametrize(
    ("name", "parameter"), parameters(), ids=lambda one: getattr(one, "name", one)
)
def test_paths_are_completed_by_the_shell(name: str, parameter: click.Parameter) -> None:
    context = click.Context(click.Command(name))
    (item,) = parameter.shell_complete(context, "./som")
    assert item.type in ("file", "dir")
    assert item.value == "./som"


def test_bundled_names_come_before_paths() -> None:
    bundles = [("plain", bundle.name) for bundle in list_bundles()]
    assert completed("export", "l") == bundles
    assert completed("benchmark", "lcnet-l") == [("plain", "lcnet-latin")]
    assert ("plain", "rec_lcnet.yml") in completed("benchmark", "rec_")
    assert ("plain", "rec_lcnet.yml") in completed("train", "--config", "rec_")


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="needs bash")
def test_bash_completes_inputs(tmp_path: Path) -> None:
    """As bash does when the tabulator key is pressed after `ocrlc recognize inv`."""
    (tmp_path / "invoice.png").touch()
    command = Path(sys.executable).with_name("ocrlc")
    script = f"""
        source <(_OCRLC_COMPLETE=bash_source {command})
        compopt() {{ echo "compopt $*"; }}
        COMP_WORDS=({command} recognize inv) COMP_CWORD=2
        _ocrlc_completion {command} inv recognize
    """
    done = subprocess.run(["/bin/bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ["compopt", "-o", "default"], done.stderr
