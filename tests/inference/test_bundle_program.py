"""Bundles and the programs exported from them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import paddle
import pytest
from safetensors.numpy import save

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.errors import ModelError
from ocrlc.inference import program_cache
from ocrlc.inference.bundle_program import inference_program, save_program
from ocrlc.inference.bundles import WEIGHTS, Bundle, find_bundle
from ocrlc.inference.engine import Engine, EngineOptions
from ocrlc.inference.program import PARAMS
from ocrlc.inference.program_cache import MANIFEST
from ocrlc.inference.weights import load_arrays, save_bundle, tensors, to_arrays
from ocrlc.models.build import build_recognizer
from ocrlc.models.registry import BACKBONES, NECKS
from ocrlc.recipes import parse_config

DIGITS = Charset.load("digits")


def make_bundle(folder: Path, backbone: str = "pplcnet", neck: str = "lstm") -> Bundle:
    paddle.seed(1)
    values = {
        "model": {
            "backbone": {"name": backbone, "scale": 0.25},
            "neck": {"name": neck, "hidden": 16},
        }
    }
    config: Config = parse_config({**values, "charset": {"name": "digits"}})
    model = build_recognizer(config.model, DIGITS.classes)
    arrays = to_arrays(tensors(model))
    save_bundle(folder, arrays, config, DIGITS.characters, "# Random weights\n")
    return find_bundle(folder)


def programs(cache: Path) -> list[Path]:
    """Return the entries of a cache, finished or not, but for those of configs."""
    return [entry for entry in cache.iterdir() if not entry.name.endswith("-brief")]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program of `make_bundle`'s weights, exported once: it takes seconds."""
    folder = tmp_path_factory.mktemp("exported")
    save_program(make_bundle(tmp_path_factory.mktemp("bundle")), folder)
    return folder


@pytest.fixture
def quick_export(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Paddle write that program at once, for tests of what becomes of the files."""

    def save(layer: paddle.nn.Layer, path: str) -> None:
        for file in exported.iterdir():
            shutil.copy(file, Path(path).parent)

    monkeypatch.setattr(paddle.jit, "save", save)


@pytest.mark.parametrize(
    "backbone",
    [pytest.param(name, marks=[] if name == "pplcnet" else pytest.mark.slow) for name in BACKBONES],
)
@pytest.mark.parametrize(
    "neck", [pytest.param(name, marks=[] if name == "lstm" else pytest.mark.slow) for name in NECKS]
)
def test_program_agrees_with_dygraph(backbone: str, neck: str, tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle", backbone, neck)
    model = build_recognizer(bundle.config.model, DIGITS.classes)
    load_arrays(model, bundle.weights(), "test")
    model.eval()
    program = inference_program(bundle)
    engines = [Engine(program, EngineOptions(onednn=onednn)) for onednn in (True, False)]
    rng = np.random.default_rng(0)
    for shape in ((1, 3, 32, 64), (3, 3, 32, 160)):
        x = rng.uniform(-1, 1, shape).astype(np.float32)
        with paddle.no_grad():
            expected = paddle.nn.functional.softmax(model(paddle.to_tensor(x)), axis=-1).numpy()
        for engine in engines:
            np.testing.assert_allclose(engine.run(x), expected, atol=1e-4)


@pytest.mark.usefixtures("quick_export")
def test_program_is_exported_once(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle")
    first = inference_program(bundle)
    stamp = first.params.stat().st_mtime_ns
    assert inference_program(bundle) == first
    assert first.params.stat().st_mtime_ns == stamp


@pytest.mark.usefixtures("quick_export")
@pytest.mark.parametrize("damage", ["params", "manifest", "gone"])
def test_a_damaged_cache_heals_itself(damage: str, tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle")
    program = inference_program(bundle)
    intact = program.params.read_bytes()
    if damage == "params":
        program.params.write_bytes(intact[:100])
    elif damage == "manifest":
        (program.params.parent / MANIFEST).write_text("{", encoding="utf-8")
    else:
        program.params.unlink()
    healed = inference_program(bundle)
    assert len(healed.params.read_bytes()) == len(intact)
    assert programs(tmp_path / "cache") == [healed.params.parent]


def test_a_bundle_has_no_charset_but_its_own_and_those_of_this_package(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a\nb\n")
    folder = make_bundle(tmp_path / "bundle").path
    (folder / "charset.txt").unlink()
    assert find_bundle(folder).charset == DIGITS
    config = (folder / "config.yml").read_text()
    for name in (secret, "../secret.txt", "latin/../../../secret"):
        (folder / "config.yml").write_text(config.replace("name: digits", f"name: {name}"))
        with pytest.raises(ModelError, match=r"charset\.txt is missing"):
            assert find_bundle(folder).charset


@pytest.mark.usefixtures("quick_export")
def test_other_weights_are_another_program(tmp_path: Path) -> None:
    one = inference_program(make_bundle(tmp_path / "bundle"))
    arrays = find_bundle(tmp_path / "bundle").weights()
    arrays["head.fc.bias"] = arrays["head.fc.bias"] + 1
    config = find_bundle(tmp_path / "bundle").config
    save_bundle(tmp_path / "bundle", arrays, config, DIGITS.characters, "# Other\n")
    other = inference_program(find_bundle(tmp_path / "bundle"))
    assert one.params.parent != other.params.parent
    assert other.params.name == PARAMS


@pytest.mark.usefixtures("quick_export")
def test_an_unwritable_cache_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("", encoding="utf-8")
    monkeypatch.setenv("OCRLC_CACHE", str(blocker / "cache"))
    assert inference_program(make_bundle(tmp_path / "bundle")).params.is_file()


@pytest.mark.usefixtures("quick_export")
def test_users_without_a_home_have_a_program_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("OCRLC_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert program_cache.cache_folder() == Path("/nonexistent/.cache/ocrlc")
    monkeypatch.setattr(program_cache, "home_folder", lambda: tmp_path / "bundle/config.yml")
    assert inference_program(make_bundle(tmp_path / "bundle")).params.is_file()


@pytest.mark.usefixtures("quick_export")
@pytest.mark.parametrize("cut", ["inference.json", "inference.pdiparams"])
@pytest.mark.parametrize("length", [1, 1000])
def test_a_program_that_is_cut_off_while_it_is_written_is_not_kept(
    cut: str, length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk, of which Paddle says nothing."""
    bundle = make_bundle(tmp_path / "bundle")
    save = paddle.jit.save

    def save_partly(layer: paddle.nn.Layer, path: str) -> None:
        save(layer, path)
        if path.startswith(str(tmp_path / "cache")):
            file = Path(path).with_name(cut)
            file.write_bytes(file.read_bytes()[:-length])

    with monkeypatch.context() as full:
        full.setattr(paddle.jit, "save", save_partly)
        program = inference_program(bundle)
    assert not program.params.is_relative_to(tmp_path / "cache")
    Engine(program)
    assert programs(tmp_path / "cache") == []
    assert inference_program(bundle).params.is_relative_to(tmp_path / "cache")


@pytest.mark.usefixtures("quick_export")
def test_a_program_that_others_may_have_written_is_not_used(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle")
    program = inference_program(bundle)
    stamp = program.params.stat().st_mtime_ns
    program.params.parent.chmod(0o777)
    again = inference_program(bundle)
    assert again.params.stat().st_mtime_ns != stamp
    assert again.params.parent.stat().st_mode & 0o077 == 0


def test_unknown_model_is_an_error() -> None:
    with pytest.raises(ModelError, match="'nope' not found; bundled are"):
        find_bundle("nope")


def test_a_folder_that_is_no_bundle_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no config\.yml"):
        find_bundle(tmp_path)


@pytest.mark.parametrize("data", [b"", b"\x08\x00\x00\x00\x00\x00\x00\x00{", None])
def test_broken_weights_are_an_error(data: bytes | None, tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle")
    if data is None:
        (bundle.path / WEIGHTS).unlink()
    else:
        (bundle.path / WEIGHTS).write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.safetensors is (broken|missing)"):
        inference_program(find_bundle(tmp_path / "bundle"))


def test_weights_of_another_type_are_an_error(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle")
    arrays = bundle.weights()
    name = next(iter(arrays))
    (bundle.path / WEIGHTS).write_bytes(save({**arrays, name: arrays[name].astype(np.int32)}))
    with pytest.raises(ModelError, match="has type int32 instead of float32"):
        inference_program(find_bundle(tmp_path / "bundle"))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("measured.json", b"[" * 200_000, r"measured\.json is not JSON"),
        ("measured.json", b"\xff", r"measured\.json is not JSON"),
        ("charset.txt", b"a\nb\na\n", "bundle: charset .* listed twice: a"),
        ("charset.txt", b"\xff\n", "bundle: .*UTF-8"),
    ],
)
def test_other_files_of_a_bundle_that_are_broken_are_errors(file, content, message, tmp_path):
    bundle = make_bundle(tmp_path / "bundle")
    (bundle.path / file).write_bytes(content)
    found = find_bundle(tmp_path / "bundle")
    with pytest.raises(ModelError, match=message):
        _ = found.measured, found.charset


def test_weights_of_another_architecture_are_an_error(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "bundle")
    config = (bundle.path / "config.yml").read_text(encoding="utf-8")
    (bundle.path / "config.yml").write_text(config.replace("scale: 0.25", "scale: 0.5"))
    with pytest.raises(ModelError, match="has shape"):
        inference_program(find_bundle(tmp_path / "bundle"))


def test_a_program_that_cannot_be_cached_is_gone_with_its_process(tmp_path: Path) -> None:
    """Else every call on a read-only system would leave one behind."""
    (tmp_path / "file").write_text("")
    (tmp_path / "tmp").mkdir()
    code = (
        "from ocrlc.inference.program_cache import cached_folder\n"
        "print(cached_folder('key', lambda folder: (folder / 'x').write_text('x')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "OCRLC_CACHE": str(tmp_path / "file/x"),
            "TMPDIR": str(tmp_path / "tmp"),
        },
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith(str(tmp_path / "tmp"))
    assert list((tmp_path / "tmp").iterdir()) == []
