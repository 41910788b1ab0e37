"""Do what the Dockerfile says, without Docker: build, start, be healthy, read, stop.

Run by `make container-check` in folders that stand for those of the image. Only what changes the
system (its packages, its users) is left out; `.ci/run` installs the same packages.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import string
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).parents[2]
START_SECONDS = 300
STOP_SECONDS = 60


@dataclass
class Image:
    """What the lines so far have made.

    Attributes:
        places: folders of the image, and those that stand for them.
        env: the variables that its commands see.
        cwd: where they run.
        commands: of ENTRYPOINT, CMD and HEALTHCHECK.
    """

    places: dict[str, Path]
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path = ROOT
    commands: dict[str, list[str]] = field(default_factory=dict)

    def here(self, text: str) -> str:
        """Return a text with the image's folders replaced."""
        for place, folder in self.places.items():
            text = text.replace(place, str(folder))
        return text

    def run(self, command: str | list[str], **given: object) -> subprocess.CompletedProcess[bytes]:
        """Run a command of the image; a text is for the shell."""
        return subprocess.run(
            command, shell=isinstance(command, str), cwd=self.cwd, env=self.env, **given
        )

    def command(self, *names: str) -> list[str]:
        """Return a command with its arguments."""
        return [part for name in names for part in self.commands[name]]


def build(image: Image) -> None:
    """Follow the Dockerfile line by line."""
    for line in DockerfileParser(path=str(ROOT / "Dockerfile"), cache_content=True).structure:
        name, value = line["instruction"], image.here(line["value"])
        if name == "FROM":
            path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
            image.env = {"PATH": path, "HOME": image.here("/home/ocrlc")}
        elif name == "WORKDIR":
            image.cwd = Path(value)
        elif name == "COPY" and not value.startswith("--from="):
            copy(value.split(), image.cwd)
        elif name == "ENV":
            for entry in shlex.split(value):
                key, _, text = entry.partition("=")
                image.env[key] = string.Template(text).substitute(image.env)
        elif name == "RUN" and "apt-get" not in value:
            print(f"RUN {value}", flush=True)
            image.run(value, check=True)
        elif name in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
            image.commands[name] = json.loads(value[value.index("[") :])


def copy(names: list[str], cwd: Path) -> None:
    """Copy files, or a folder's content, from the repository."""
    *sources, target = names
    for source in sources:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, cwd / target, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / source, cwd / target)


def use(image: Image, sample: Path) -> None:
    """Start the image as `docker run` does, wait for its health check, read, and stop it."""
    server = subprocess.Popen(image.command("ENTRYPOINT", "CMD"), cwd=image.cwd, env=image.env)
    try:
        deadline = time.monotonic() + START_SECONDS
        while image.run(image.command("HEALTHCHECK"), stderr=subprocess.DEVNULL).returncode:
            assert server.poll() is None, f"the server ended with {server.returncode}"
            assert time.monotonic() < deadline, "the server did not become healthy"
            time.sleep(1)
        print("healthy", flush=True)
        with sample.open("rb") as file:
            command = [*image.command("ENTRYPOINT"), "recognize", "-"]
            read = image.run(command, stdin=file, stdout=subprocess.PIPE, check=True)
        assert b"INV-2025-00417" in read.stdout
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(STOP_SECONDS)
    assert code == 0, f"stopped with {code}"
    assert image.run(image.command("HEALTHCHECK"), stderr=subprocess.DEVNULL).returncode
    print("read a page, and stopped when told to")


def main(venv: str, folder: str) -> None:
    work = Path(folder).absolute()
    shutil.rmtree(work, ignore_errors=True)
    places = {"/opt/ocrlc": Path(venv).absolute()}
    for place in ("/src", "/home/ocrlc", "/var/cache/ocrlc"):
        places[place] = work / place.strip("/")
        places[place].mkdir(parents=True)
    image = Image(places)
    build(image)
    use(image, ROOT / "data/samples/invoice.jpg")


if __name__ == "__main__":
    os.umask(0o022)
    main(*sys.argv[1:])
