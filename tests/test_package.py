"""The package as it is installed: nothing left out, nothing left to chance."""

from __future__ import annotations

import ast
import collections
import functools
import re
import sys
from collections.abc import Iterator
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
        top = next((top for top in MAPPED if f"{package}.".startswith(f"{top}.")), "")
        folder = MAPPED.get(top, "") + package.removeprefix(top).replace(".", "/")
        assert (root / folder / "__init__.py").is_file(), package


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
    assert "make test slow" in (root / ".ci/run").read_text()
    assert "make wheel-check" in (root / ".ci/run").read_text()
    hooks = (root / ".pre-commit-config.yaml").read_text()
    assert "repo: local" in hooks
    assert "make" in hooks


OURS = ("ocrlc", "cli", "scripts")


@functools.cache
def sources(root: Path) -> dict[str, ast.Module]:
    paths = (path for top in OURS for path in sorted((root / top).rglob("*.py")))
    return {str(path.relative_to(root)): ast.parse(path.read_text()) for path in paths}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def defined(tree: ast.Module) -> set[str]:
    """All names that a module gives to something, private attributes of its classes included."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.id if isinstance(node, ast.Name) else node.attr)
    return names


def foreign_private_names(tree: ast.Module, elsewhere: set[str]) -> Iterator[str]:
    """Yield what a module takes that is private in another one of ours."""
    own = defined(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            ours = node.level > 0 or (node.module or "").split(".")[0] in OURS
            yield from (a.name for a in node.names if ours and is_private(a.name))
        elif isinstance(node, ast.Attribute) and is_private(node.attr):
            stored = isinstance(node.ctx, ast.Store) and ast.unparse(node.value) != "self"
            if node.attr in elsewhere and (stored or node.attr not in own):
                yield ast.unparse(node)


def test_no_private_names_across_modules(root):
    trees = sources(root)
    places = collections.defaultdict(set)
    for place, tree in trees.items():
        for name in filter(is_private, defined(tree)):
            places[name].add(place)
    found = []
    for place, tree in trees.items():
        elsewhere = {name for name, known in places.items() if known - {place}}
        found += [f"{place}: {name}" for name in foreign_private_names(tree, elsewhere)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "from ocrlc.loading.page import _PDFIUM",
        "from .common import _set_debug",
        "from ocrlc import pipeline\npipeline._load()",
        "def f(ocr):\n    ocr._load = None",
    ],
)
def test_private_names_are_found(code):
    assert list(foreign_private_names(ast.parse(code), {"_load"}))


def unexplained_imports(tree: ast.Module, rows: list[str]) -> Iterator[int]:
    """Yield the rows of imports inside functions that neither they nor what is above explain."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            for group in (getattr(node, name, ()) for name in ("body", "orelse", "finalbody")):
                explained = False
                for statement in group if isinstance(group, list) else ():
                    if not isinstance(statement, ast.Import | ast.ImportFrom):
                        explained = False
                        continue
                    row = statement.lineno
                    explained = explained or "#" in rows[row - 1] or "#" in rows[row - 2]
                    if not explained:
                        yield row


def test_imports_inside_functions_say_why(root):
    found = [
        f"{place}:{row}"
        for place, tree in sources(root).items()
        if not place.startswith("scripts")
        for row in unexplained_imports(tree, (root / place).read_text().splitlines())
    ]
    assert found == []
