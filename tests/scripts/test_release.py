"""What is checked of a release: the wheel's contents, and the list of what ships."""

from __future__ import annotations

import json
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from ocrlc.version import __version__
from scripts.check_wheel import METADATA, MOST_BYTES, faults
from scripts.make_sbom import WORDS, bill, dependencies, licence_of, main

TRACKED = (
    "ocrlc/pipeline.py",
    "cli/main.py",
    "data/models/small/model.safetensors",
    "data/words/latin.npy",
    "data/samples/a.jpg",
    "tests/test_a.py",
    "README.md",
)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / f"ocrlc-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("pipeline.py", "cli/main.py", "data/models/small/model.safetensors"):
            archive.writestr(f"ocrlc/{name}", "x")
        archive.writestr(WORDS, "words")
        for name in METADATA:
            archive.writestr(f"ocrlc-{__version__}.dist-info/{name}", "x")
    return path


def test_a_wheel_as_it_should_be(wheel: Path) -> None:
    assert faults(wheel, TRACKED) == []


def test_what_is_missing_or_too_much_is_named(wheel: Path) -> None:
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("ocrlc/data/samples/a.jpg", "x")
        archive.writestr("tests/test_a.py", "x")
    assert faults(wheel, [*TRACKED, "ocrlc/new/module.py"]) == [
        "missing: ocrlc/new/module.py",
        "does not belong there: ocrlc/data/samples/a.jpg",
        "does not belong there: tests/test_a.py",
    ]


def test_a_wheel_that_is_too_large(wheel: Path) -> None:
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("ocrlc/big.py", bytes(MOST_BYTES))
    assert faults(wheel, [*TRACKED, "ocrlc/big.py"]) == ["15.0 MB, more than 15"]


def test_the_bill_names_models_words_and_what_is_needed(wheel: Path, capsys) -> None:
    main(str(wheel))
    target = wheel.with_name(f"ocrlc-{__version__}.cdx.json")
    assert capsys.readouterr().out == f"{target}\n"
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found == json.loads(json.dumps(bill(wheel)))
    parts = {one["bom-ref"]: one for one in found["components"]}
    assert parts["ocrlc/data/models/small/model.safetensors"]["name"] == "small"
    assert parts[WORDS]["licenses"] == [{"license": {"id": "CC-BY-SA-4.0"}}]
    for name in ("numpy", "paddlepaddle", "pydantic-core"):
        assert parts[name]["purl"].startswith(f"pkg:pypi/{name}@")
    assert not {"pytest", "rapidocr-paddle"} & set(parts), "only what users need"
    assert all(one["licenses"][0]["license"] for one in found["components"])
    refs = {*parts, "ocrlc"}
    assert all({one["ref"], *one["dependsOn"]} <= refs for one in found["dependencies"])


def test_what_a_package_needs_is_followed() -> None:
    found = dependencies("ocrlc")
    assert "numpy" in found["ocrlc"]
    assert "pydantic-core" in found["pydantic"]


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ([("License-Expression", "MIT")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: BSD License")], "BSD License"),
        ([("License", "Apache 2.0\n\nlong text")], "Apache 2.0"),
        ([], "not stated"),
    ],
)
def test_licences_as_packages_state_them(headers, licence: str) -> None:
    message = Message()
    for name, value in headers:
        message[name] = value
    assert licence_of(message) == licence
