"""Damaged files end in an error of ours or are read: no crash, no bomb, no hang."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ocrlc.charset import Charset
from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.bundles import Bundle
from ocrlc.recipes import load_config
from tests.support.yaml_bomb import BOMB

CASES = 350
"""Of each of seven kinds."""


@pytest.mark.slow
def test_damaged_files_raise_only_our_errors(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.programs.fuzz", str(CASES)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["wrong"] == []
    assert report["cases"] >= 2000
    # Damage that nothing notices would show nothing, and neither would damage that is total.
    assert 0.1 < report["read"] / report["cases"] < 0.6


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 50_000, id="deep"),
        pytest.param(f"{BOMB}model: {{backbone: {{name: *l11}}}}", id="aliases"),
        pytest.param("a: &a [*a]", id="endless"),
        pytest.param("model: !!python/object/apply:os.system [false]", id="code"),
        pytest.param("model: 2001-99-99", id="date"),
        pytest.param(f"train: {{steps: {'9' * 5000}}}", id="number"),
        pytest.param("model: text", id="type"),
        pytest.param("#" * 2_000_000, id="large"),
        pytest.param("model: {backbone: {name: pplcnet, scale: 1000}}", id="scale"),
        pytest.param("model: {neck: {hidden: 9000000}}", id="neck"),
        pytest.param("model: {head: {mid: 9000000}}", id="head"),
    ],
)
def test_recipes_made_to_break_a_parser(text: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.yml"
    path.write_text(text)
    begun = time.process_time()
    with pytest.raises(ConfigError, match=r"recipe\.yml") as caught:
        load_config(str(path))
    assert len(str(caught.value)) < 2000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("value", ["[" * 5000, "2001-99-99", "9" * 5000, "{"])
def test_overrides_made_to_break_a_parser(value: str) -> None:
    with pytest.raises(ConfigError, match=r"override 'model\.x=.* no valid YAML value") as caught:
        load_config("rec_lcnet.yml", [f"model.x={value}"])
    assert len(str(caught.value)) < 200


def test_weights_of_a_type_that_numpy_lacks(tmp_path: Path) -> None:
    header = json.dumps({"a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
    data = len(header).to_bytes(8, "little") + header + b"\0" * 4
    (tmp_path / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelError, match="broken"):
        Bundle("odd", tmp_path).weights()


def test_charsets_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_bytes(b"a\n\xff\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        Charset.load(str(tmp_path / "odd.txt"))


def test_charsets_beyond_any(tmp_path: Path) -> None:
    (tmp_path / "vast.txt").write_text("a\n" * 1_000_000)
    with pytest.raises(ConfigError, match="larger than any"):
        Charset.load(str(tmp_path / "vast.txt"))


@pytest.mark.parametrize("name", ["secret.txt", "latin"])
def test_a_bundle_opens_no_charset_elsewhere(
    name: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its config may name a file of the user's, or one that lies where a bundled one is meant."""
    bundle = tmp_path / "bundle"
    shutil.copytree(root / "data/models/lcnet-latin", bundle)
    (bundle / "charset.txt").unlink()
    secret = tmp_path / name
    secret.write_text("s\ne\nc\n")
    monkeypatch.chdir(tmp_path)
    config = bundle / "config.yml"
    config.write_text(config.read_text().replace("name: latin", f"name: {secret.name}"))
    assert f"name: {name}" in config.read_text()
    if name == "latin":
        assert "z" in Bundle("odd", bundle).charset.characters
        return
    with pytest.raises(ModelError, match=r"charset\.txt is missing"):
        _ = Bundle("odd", bundle).charset
