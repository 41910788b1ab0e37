"""Write what a wheel ships, and what it needs, as a bill of materials (CycloneDX 1.6, JSON).

    python -m scripts.make_sbom dist/ocrlc-0.2.0-py3-none-any.whl

Beside the wheel: the package, the models and the list of words in it with hashes and licences, and
the installed packages that it needs, with versions and licences as they state them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from ocrlc.system.files import write_atomic

WORDS = "ocrlc/data/words/latin.npy"
DATA_LICENCES = {WORDS: "CC-BY-SA-4.0"}
"""Licences of files other than the package's own; NOTICE says why."""
OWN = "Apache-2.0"
_MODEL = re.compile(r"ocrlc/data/models/([\w-]+)/model\.safetensors")


def bill(wheel: Path) -> dict[str, Any]:
    """Return the bill of materials of a wheel."""
    name, version = wheel.name.split("-")[:2]
    own = {"type": "application", "bom-ref": name, "name": name, "version": version}
    needed = dependencies(name)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own | _licence(OWN) | _hash(wheel.read_bytes())},
        "components": [*shipped(wheel), *map(package, sorted(needed.keys() - {name}))],
        "dependencies": [
            {"ref": one, "dependsOn": sorted(others)} for one, others in sorted(needed.items())
        ],
    }


def shipped(wheel: Path) -> list[dict[str, Any]]:
    """Return the models and data in a wheel."""
    found = []
    with zipfile.ZipFile(wheel) as archive:
        for path in sorted(archive.namelist()):
            model = _MODEL.fullmatch(path)
            if model:
                kind, name = "machine-learning-model", model[1]
            elif path in DATA_LICENCES:
                kind, name = "data", path
            else:
                continue
            one = {"type": kind, "bom-ref": path, "name": name}
            licence = _licence(DATA_LICENCES.get(path, OWN))
            found.append(one | licence | _hash(archive.read(path)))
    return found


def dependencies(name: str) -> dict[str, set[str]]:
    """Return the installed packages that one needs, itself included, and what each of them needs.

    Extras are left out, except those that a package asks for.
    """
    found: dict[str, set[str]] = {}
    left = [(_normal(name), frozenset[str]())]
    while left:
        current, extras = left.pop()
        needs = found.setdefault(current, set())
        for requirement in _requirements(current, extras):
            other = _normal(requirement[0])
            if other not in needs and _is_installed(other):
                needs.add(other)
                if other not in found or requirement[1]:
                    left.append((other, requirement[1]))
    return found


def package(name: str) -> dict[str, Any]:
    """Return an installed package as a component."""
    found = metadata.metadata(name)
    version = found["Version"]
    return {
        "type": "library",
        "bom-ref": name,
        "name": found["Name"],
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        **_licence(licence_of(found)),
    }


def licence_of(found: Any) -> str:
    """Return the licence that a package states: as an expression, by its classifiers, or in words.

    Some put the whole text there; its first line says which one it is.
    """
    if expression := found.get("License-Expression"):
        return str(expression)
    classifiers = found.get_all("Classifier") or []
    named = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: ")]
    named = [one for one in named if one != "OSI Approved"]
    if named:
        return " / ".join(named)
    words = str(found.get("License") or "").strip().splitlines()
    return words[0].strip() if words else "not stated"


def _requirements(name: str, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    found = []
    for text in metadata.requires(name) or []:
        requirement = Requirement(text)
        marker = requirement.marker
        chosen = [{"extra": extra} for extra in ("", *extras)]
        if marker is None or any(marker.evaluate(one) for one in chosen):
            found.append((requirement.name, frozenset(requirement.extras)))
    return found


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _licence(name: str) -> dict[str, Any]:
    simple = re.fullmatch(r"[\w.+-]+", name)
    return {"licenses": [{"license": {"id" if simple and name in KNOWN else "name": name}}]}


KNOWN = {"Apache-2.0", "MIT", "BSD-3-Clause", "BSD-2-Clause", "CC-BY-SA-4.0", "MPL-2.0", "ISC"}
"""Names of the SPDX list; what is not among them is given as the package words it."""


def _hash(content: bytes) -> dict[str, Any]:
    return {"hashes": [{"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()}]}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(path: str) -> None:
    """Write the bill beside the wheel, and print where."""
    wheel = Path(path)
    target = wheel.with_name("-".join(wheel.name.split("-")[:2]) + ".cdx.json")
    write_atomic(target, json.dumps(bill(wheel), indent=1, ensure_ascii=False) + "\n")
    print(target)


if __name__ == "__main__":
    main(sys.argv[1])
