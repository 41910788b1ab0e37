"""The package as it is installed: nothing left out, nothing left to chance."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    pytest.skip("reads pyproject.toml with tomllib", allow_module_level=True)

MAPPED = {"ocrlc.cli": "cli", "ocrlc.configs": "configs", "ocrlc.data": "data"}


@pytest.fixture
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text())


def packages_on_disk(root: Path) -> set[str]:
    tops = {"ocrlc": "ocrlc", **MAPPED}
    return {
        ".".join((package, *path.parent.relative_to(root / folder).parts))
        for package, folder in tops.items()
        for path in (root / folder).rglob("*.py")
    }


def test_every_folder_with_code_is_a_listed_package(root, project):
    setuptools = project["tool"]["setuptools"]
    assert set(setuptools["packages"]) == packages_on_disk(root)
    assert setuptools["package-dir"] == {"ocrlc": "ocrlc", **MAPPED}


def test_every_package_has_an_init(root, project):
    for package in project["tool"]["setuptools"]["packages"]:
        folder = MAPPED.get(package, package.replace(".", "/"))
        assert (root / folder / "__init__.py").is_file()


def test_files_that_are_not_code_are_packaged(root, project):
    data = project["tool"]["setuptools"]["package-data"]
    packaged = {
        path
        for package, patterns in data.items()
        for pattern in patterns
        for path in (root / MAPPED.get(package, package.replace(".", "/"))).glob(pattern)
    }
    wanted = [root / "ocrlc/py.typed"]
    wanted += (root / "ocrlc/server/page").iterdir()
    wanted += (root / "configs").rglob("*.yml")
    wanted += (root / "data/charsets").iterdir()
    wanted += (path for path in (root / "data/models").rglob("*") if path.is_file())
    assert set(wanted) <= packaged
    assert not any("samples" in path.parts for path in packaged)


def pins(root) -> dict[str, str]:
    rows = (root / "constraints.txt").read_text().split()
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!]+", row) for row in rows)
    return {normal(name): version for name, version in (row.split("==") for row in rows)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_pin_every_dependency(root, project):
    requirements = project["project"]["dependencies"]
    for extra in ("dev", "serve"):
        requirements += project["project"]["optional-dependencies"][extra]
    names = {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}
    assert names <= set(pins(root))


def test_both_opencv_wheels_have_the_version_that_paddleocr_needs(root, project):
    pinned = pins(root)
    assert pinned["opencv-python"] == pinned["opencv-contrib-python"] == "4.10.0.84"
    wheels = [row for row in project["project"]["dependencies"] if row.startswith("opencv")]
    assert {row.split("==")[1] for row in wheels} == {"4.10.0.84"}


def test_ci_and_hooks_call_the_makefile(root):
    assert "make test" in (root / ".ci/run").read_text()
    assert "make wheel-check" in (root / ".ci/run").read_text()
    hooks = (root / ".pre-commit-config.yaml").read_text()
    assert "repo: local" in hooks
    assert "make" in hooks
