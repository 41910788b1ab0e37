"""Use an installed wheel; run by `make wheel-check` in an environment with nothing else in it.

Once without extras, and once with the extra `serve`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from urllib.request import urlopen

EXTRAS = ("docling", "mcp", "ocrmypdf", "pyarrow", "ray")
"""Packages that extras bring; modules that need one are only looked for."""


def import_all(serve: bool) -> list[str]:
    """Import every module, which fails for one that was left out of the package list.

    Args:
        serve: also those that need the extra.
    """
    import ocrlc

    assert "site-packages" in str(ocrlc.__file__), f"not the installed one: {ocrlc.__file__}"
    names = [found.name for found in pkgutil.walk_packages(ocrlc.__path__, "ocrlc.")]
    for name in names:
        if name.startswith("ocrlc.server.") and not serve:
            continue
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name not in EXTRAS:
                raise
    for package in ("cli", "configs", "data", "integrations", "models", "server", "writers"):
        assert f"ocrlc.{package}" in names, f"ocrlc.{package} is missing"
    return names


def check_files() -> None:
    """Look for the files that are not code."""
    assert (files("ocrlc") / "py.typed").is_file()
    assert [path for path in files("ocrlc.configs").iterdir() if path.name.endswith(".yml")]
    assert (files("ocrlc.data") / "charsets" / "latin.txt").is_file()
    assert (files("ocrlc.server") / "page" / "index.html").is_file()
    assert not (files("ocrlc.data") / "samples").is_dir(), "samples belong in the repository only"


def run(*args: str) -> str:
    """Run the installed command and return what it prints."""
    command = str(Path(sys.executable).with_name("ocrlc"))
    return subprocess.run([command, *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def check_server() -> None:
    """Start the server and fetch its page."""
    command = [str(Path(sys.executable).with_name("ocrlc")), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        url = process.stderr.readline().split()[-1]
        for path in ("/", "/static/app.js", "/health", "/openapi.json"):
            with urlopen(url + path) as answer:
                assert answer.status == 200, path
        process.terminate()
    assert process.returncode == 0


def check_no_server() -> None:
    """See that a missing extra is said."""
    command = [str(Path(sys.executable).with_name("ocrlc")), "serve"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2, done.stderr
    assert "pip install 'ocrlc[serve]'" in done.stderr, done.stderr


def main(sample: str, *extras: str) -> None:
    check_files()
    print(f"{len(import_all('serve' in extras))} modules found")
    if "serve" in extras:
        check_server()
        return
    check_no_server()
    assert "recognize" in run("--help")
    assert "lcnet-latin" in run("models")
    pages = json.loads(run("recognize", sample, "--format", "json"))["pages"]
    print(f"{len(pages[0]['lines'])} lines read from {sample}")
    assert pages[0]["lines"]


main(*sys.argv[1:])
