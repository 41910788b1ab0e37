"""The Dockerfile: linted, and in step with the rest; `make container-check` runs its lines."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser


@pytest.fixture
def lines(root) -> list[tuple[str, str]]:
    parser = DockerfileParser(path=str(root / "Dockerfile"), cache_content=True)
    return [(line["instruction"], line["value"]) for line in parser.structure]


def values(lines: list[tuple[str, str]], name: str) -> list[str]:
    return [value for instruction, value in lines if instruction == name]


def test_hadolint_has_nothing_to_say(root):
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_copied_is_in_the_repository_and_not_ignored(root, lines):
    ignored = (root / ".dockerignore").read_text().split("\n")
    assert "*" in ignored
    copies = [value.split() for value in values(lines, "COPY") if not value.startswith("--from")]
    sources = {source for copy in copies for source in copy[:-1]}
    assert all((root / source).exists() for source in sources)
    assert sources == {row[1:] for row in ignored if row.startswith("!")}


def test_it_does_not_run_as_root(lines):
    user = values(lines, "USER")[-1]
    assert int(user) > 0
    assert any(f"--uid {user} " in command for command in values(lines, "RUN"))


def test_system_packages_are_those_that_setup_installs(root, lines):
    (command,) = (value for value in values(lines, "RUN") if "apt-get" in value)
    packages = re.search(r"--no-install-recommends ([\w. -]+?) *&&", command)[1].split()
    assert packages
    assert set(packages) <= set((root / "Makefile").read_text().split())


def test_it_installs_the_pinned_versions_for_the_same_python(root, lines):
    assert len({value.split()[0] for value in values(lines, "FROM")}) == 1
    assert "-c constraints.txt '.[serve]'" in values(lines, "RUN")[0]


def test_the_command_serves_to_outside_the_container_and_can_be_replaced(lines):
    assert json.loads(values(lines, "ENTRYPOINT")[-1]) == ["ocrlc"]
    serve = json.loads(values(lines, "CMD")[-1])
    assert serve[:3] == ["serve", "--host", "0.0.0.0"]
    port = serve[serve.index("--port") + 1]
    assert values(lines, "EXPOSE") == [port]
    assert f":{port}/health" in values(lines, "HEALTHCHECK")[0]
