"""Use an installed wheel; run by `make wheel-check` in an environment with nothing else in it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path


def import_all() -> list[str]:
    """Import every module, which fails for one that was left out of the package list."""
    import ocrlc

    assert "site-packages" in str(ocrlc.__file__), f"not the installed one: {ocrlc.__file__}"
    names = [found.name for found in pkgutil.walk_packages(ocrlc.__path__, "ocrlc.")]
    for name in names:
        importlib.import_module(name)
    for package in ("cli", "configs", "data", "models", "writers"):
        assert f"ocrlc.{package}" in names, f"ocrlc.{package} is missing"
    return names


def check_files() -> None:
    """Look for the files that are not code."""
    assert (files("ocrlc") / "py.typed").is_file()
    assert [path for path in files("ocrlc.configs").iterdir() if path.name.endswith(".yml")]
    assert (files("ocrlc.data") / "charsets" / "latin.txt").is_file()
    assert not (files("ocrlc.data") / "samples").is_dir(), "samples belong in the repository only"


def run(*args: str) -> str:
    """Run the installed command and return what it prints."""
    command = str(Path(sys.executable).with_name("ocrlc"))
    return subprocess.run([command, *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def main(sample: str) -> None:
    check_files()
    print(f"{len(import_all())} modules imported")
    assert "recognize" in run("--help")
    assert "lcnet-latin" in run("models")
    pages = json.loads(run("recognize", sample, "--format", "json"))["pages"]
    print(f"{len(pages[0]['lines'])} lines read from {sample}")
    assert pages[0]["lines"]


main(sys.argv[1])
