"""Int8 variants: made and used through the commands, and what is in them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import cv2
import pytest

from ocrlc import OCR, Detector, Recognizer
from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import program_of
from ocrlc.inference.bundles import MEASURED, WEIGHTS, Bundle, find_bundle
from ocrlc.inference.openvino_engine import OpenVinoEngine
from ocrlc.inference.program import INT8, Program
from ocrlc.preprocess import line_batch, resize_line
from ocrlc.recognition.crops import crop_line, tighten
from tests.support.random_models import random_bundle

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "data/samples/receipt.jpg"

pytestmark = [pytest.mark.openvino, pytest.mark.onnx, pytest.mark.slow]


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCRLC_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def ocrlc(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("ocrlc"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return random_bundle(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def exported(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    done = ocrlc("export", bundle.path, "-o", folder, "--precision", "int8", "--calibrate", PAGE)
    assert done.returncode == 0, done.stderr
    assert str(folder / INT8) in done.stdout.splitlines()
    return folder


def test_the_variant_computes_nearly_the_same_in_integers(exported: Path) -> None:
    exact, rounded = (
        OpenVinoEngine(program_of(find_bundle(exported), "openvino", precision))
        for precision in ("fp32", "int8")
    )
    page = cv2.imread(str(PAGE), cv2.IMREAD_GRAYSCALE)
    crops = [crop_line(page, tighten(polygon)) for polygon in Detector(threads=2).detect(page)]
    lines = [line for line in map(resize_line, crops) if line.shape[1] <= 320]
    a, b = (network.run(line_batch(lines, 320)) for network in (exact, rounded))
    assert 1e-5 < abs(a - b).mean() < 0.01
    assert (a.argmax(axis=-1) == b.argmax(axis=-1)).mean() > 0.95
    kinds = precisions_of(rounded)
    assert kinds["u8"] + kinds["i8"] > 10, "pointwise products"
    assert kinds["f32"] > 10, "depthwise ones"
    assert precisions_of(exact).keys() == {"f32"}


def precisions_of(engine: OpenVinoEngine) -> Counter[str]:
    """Count in what the convolutions of a compiled network compute."""
    infos = [operator.get_rt_info() for operator in engine.compiled.get_runtime_model().get_ops()]
    return Counter(
        str(info["runtimePrecision"].astype(str))
        for info in infos
        if "layerType" in info and info["layerType"].astype(str) == "Convolution"
    )


def test_it_is_read_with_when_asked_for(exported: Path, bundle: Bundle) -> None:
    done = ocrlc("recognize", PAGE, "--rec", exported, "--precision", "int8")
    assert done.returncode == 0, done.stderr
    reader = Recognizer(exported, precision="int8")
    assert (reader.engine, reader.options.precision) == ("openvino", "int8")
    for name in (exported, bundle.path):
        assert Recognizer(name).options.precision == "fp32", "nobody has measured it"
    ocr = OCR(rec=exported, precision="int8")
    assert ocr.detector.engine_options.precision == "fp32", "the default one has no variant"


def test_without_one_there_is_one_line(bundle: Bundle, exported: Path) -> None:
    for arguments, code in (
        (("--rec", bundle.path), 4),
        (("--rec", exported, "--det", "ppocrv4-mobile"), 4),
        (("--rec", exported, "--engine", "onnxruntime"), 2),
        (("--rec", bundle.path, "--engine", "paddle"), 2),
    ):
        done = ocrlc("recognize", PAGE, "--precision", "int8", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
        wanted = "no int8 variant: make one" if code == 4 else "computes in fp32"
        assert wanted in done.stderr


def test_a_variant_of_other_weights_is_not_used(
    bundle: Bundle, exported: Path, tmp_path: Path
) -> None:
    """As after training went on in a folder where a variant lies."""
    folder = tmp_path / "bundle"
    shutil.copytree(bundle.path, folder)
    shutil.copy(exported / INT8, folder)
    assert program_of(find_bundle(folder), "openvino", "int8") == Program(
        folder / INT8, folder / INT8
    )
    weights = bytearray((folder / WEIGHTS).read_bytes())
    weights[-1] ^= 1
    (folder / WEIGHTS).write_bytes(weights)
    with pytest.raises(ModelError, match=r"inference\.int8\.onnx was made of other weights"):
        Recognizer(folder, precision="int8").load()


def test_measurements_count_only_beside_a_variant(tmp_path: Path) -> None:
    measured = {"engines": {"openvino": ["fp32", "int8"]}}
    (tmp_path / MEASURED).write_text(json.dumps(measured), encoding="utf-8")
    assert Bundle("x", tmp_path).vouched["openvino"] == ("fp32",)
    (tmp_path / INT8).write_bytes(b"")
    assert Bundle("x", tmp_path).vouched["openvino"] == ("fp32", "int8")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("lcnet-latin", "--precision", "int8"), 2, "--calibrate PAGES go together"),
        (("lcnet-latin", "--calibrate", "x.jpg"), 2, "--calibrate PAGES go together"),
        (
            ("lcnet-latin", "--precision", "int8", "--calibrate", PAGE, "--format", "paddle"),
            2,
            "--format onnx",
        ),
        (("lcnet-latin", "--precision", "int8", "--calibrate", "nowhere"), 3, "nowhere"),
        (
            ("ppocrv4-mobile", "--precision", "int8", "--calibrate", PAGE),
            4,
            "are made of bundles",
        ),
        (
            ("line-orientation", "--precision", "int8", "--calibrate", PAGE),
            4,
            "of recognisers and detectors",
        ),
    ],
)
def test_what_cannot_be_exported(
    arguments: tuple[str | Path, ...], code: int, told: str, tmp_path: Path
) -> None:
    done = ocrlc("export", *arguments, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_detector(tmp_path: Path) -> None:
    candidate = ROOT / "data/models/lcnet-det"
    done = ocrlc("export", candidate, "-o", tmp_path, "--precision", "int8", "--calibrate", PAGE)
    assert done.returncode == 0, done.stderr
    page = cv2.imread(str(PAGE))
    exact, rounded = (
        Detector(tmp_path, precision=precision, engine="openvino").probability(page)
        for precision in ("fp32", "int8")
    )
    assert 1e-5 < abs(exact - rounded).mean() < 0.01
