"""Exported folders, read with what they are made for, and read back here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from rapidfuzz.distance import Levenshtein

from ocrlc import Detector, Recognizer
from ocrlc.errors import ModelError
from ocrlc.export import export, find_model
from ocrlc.inference.bundles import find_bundle
from ocrlc.ppocr.network import area_matrix, move_space_last
from ocrlc.recognition.crops import crop_line, tighten
from tests.support.random_models import LETTERS, noise_crops, random_bundle

Image = np.ndarray


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest) -> Image:
    image = cv2.imread(str(request.config.rootpath / "data/samples/receipt.jpg"))
    assert image is not None
    return image


@pytest.fixture(scope="module")
def crops(page: Image) -> list[Image]:
    found = Detector(threads=2).detect(page)
    return [crop_line(page, tighten(polygon), rotate=False) for polygon in found]


@pytest.fixture(scope="module")
def rec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paddleocr") / "rec"
    export(find_model("lcnet-latin"), folder, "paddleocr")
    return folder


@pytest.fixture(scope="module")
def det(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paddleocr") / "det"
    export(find_model("lcnet-det"), folder, "paddleocr")
    return folder


@pytest.fixture(scope="module")
def onnx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders `rec` and `det` with ONNX files."""
    folder = tmp_path_factory.mktemp("onnx")
    for name, model in (("rec", "lcnet-latin"), ("det", "lcnet-det")):
        done = export(find_model(model), folder / name, "onnx")
        assert done.difference is not None
        assert 0 < done.difference < 1e-4
        assert all(path.is_file() for path in done.files)
    return folder


@pytest.mark.slow
def test_paddleocr_itself_reads_the_same(
    rec: Path, det: Path, crops: list[Image], root: Path, tmp_path: Path
) -> None:
    """Lines and a page through the real package, which must not look for a network."""
    names = []
    for number, crop in enumerate(crops):
        names.append(tmp_path / f"{number:03d}.png")
        cv2.imwrite(str(names[-1]), crop)
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "support/paddleocr_reads.py", rec, det,
         root / "data/samples/receipt.jpg", *names],
        env={**os.environ, "PADDLE_PDX_CACHE_HOME": str(tmp_path / "paddlex")},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["asked"] == []
    own = [reading.text for reading in Recognizer("lcnet-latin", threads=2).recognize(crops)]
    edits = sum(map(Levenshtein.distance, own, answer["lines"]))
    assert sum(a == b for a, b in zip(own, answer["lines"], strict=True)) >= 0.96 * len(own)
    assert edits <= 0.005 * sum(map(len, own))
    words = set(chain.from_iterable(text.split() for text in answer["page"]))
    assert {"PENNYWORTH", "SOURDOUGH", "BANANAS", "28.01"} <= words


def test_a_recogniser_in_paddleocrs_form_reads_the_same_here(rec: Path, crops: list[Image]) -> None:
    own, back = (Recognizer(name, threads=2, precision="fp32") for name in ("lcnet-latin", rec))
    texts = [[reading.text for reading in reader.recognize(crops)] for reader in (own, back)]
    assert sum(a == b for a, b in zip(*texts, strict=True)) >= 0.96 * len(crops)


@pytest.mark.slow
def test_a_detector_in_paddleocrs_form_finds_the_same_here(det: Path, page: Image) -> None:
    standard, back = Detector("lcnet-det", threads=2, precision="fp32"), Detector(det, threads=2)
    np.testing.assert_allclose(
        back.probability(page, 0.5), standard.probability(page, 0.5), atol=1e-3
    )
    assert back.boxes.unclip_ratio == 1.5, "PaddleOCR's own, not those found with `inset`"


def test_a_charset_without_a_space(tmp_path: Path) -> None:
    characters = "ab"
    weights = {"head.fc.weight": np.eye(3, dtype=np.float32), "head.fc.bias": np.zeros(3, "f")}
    moved = move_space_last(weights, characters)
    assert moved["head.fc.weight"].shape == (3, 4)
    assert moved["head.fc.bias"][-1] < -1000


def test_the_space_becomes_the_last_class() -> None:
    bias = np.arange(4, dtype=np.float32)
    weights = {"head.fc.weight": np.tile(bias, (2, 1)), "head.fc.bias": bias}
    moved = move_space_last(weights, "a b")
    assert moved["head.fc.bias"].tolist() == [0, 1, 3, 2]
    assert moved["head.fc.weight"].tolist() == [[0, 1, 3, 2]] * 2


def test_columns_are_averaged_over_areas() -> None:
    matrix = area_matrix(5, 2)
    np.testing.assert_allclose(matrix, [[0.4, 0.4, 0.2, 0, 0], [0, 0, 0.2, 0.4, 0.4]], atol=1e-6)
    np.testing.assert_array_equal(area_matrix(4, 4), np.eye(4))


@pytest.mark.slow
@pytest.mark.onnx
def test_any_bundle_can_be_read_by_onnxruntime(
    tmp_path: Path, program_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program made on first use and the exported one read what Paddle reads."""
    monkeypatch.setenv("OCRLC_CACHE", str(program_cache))
    bundle = random_bundle(tmp_path / "bundle")
    crops = noise_crops(12)
    expected = Recognizer(bundle.path, threads=1, precision="fp32").recognize(crops)
    derived = Recognizer(bundle.path, threads=1, engine="onnxruntime").recognize(crops)
    export(bundle, tmp_path / "onnx", "onnx")
    assert find_bundle(tmp_path / "onnx").charset.characters == LETTERS.characters
    exported = Recognizer(tmp_path / "onnx", threads=1).recognize(crops)
    for readings in (derived, exported):
        assert [r.text for r in readings] == [r.text for r in expected]
        for a, b in zip(readings, expected, strict=True):
            assert a.score == pytest.approx(b.score, abs=1e-4)


READ_WITHOUT_PADDLE = """
import sys
sys.modules["paddle"] = None
from ocrlc import OCR
print(OCR(rec=sys.argv[1], det=sys.argv[2], threads=2).recognize(sys.argv[3]).text)
assert not [name for name in sys.modules if name.startswith("paddle.")]
"""


@pytest.mark.onnx
@pytest.mark.slow
def test_onnx_folders_are_read_without_paddle(onnx: Path, root: Path) -> None:
    sample = root / "data/samples/receipt.jpg"
    done = subprocess.run(
        [sys.executable, "-c", READ_WITHOUT_PADDLE, onnx / "rec", onnx / "det", sample],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    truth = sample.with_suffix(".txt").read_text(encoding="utf-8").split()
    assert len(set(truth) & set(done.stdout.split())) >= 0.95 * len(set(truth))


@pytest.mark.onnx
def test_an_exported_detector_keeps_its_thresholds(onnx: Path) -> None:
    assert Detector(onnx / "det").boxes == Detector("lcnet-det").boxes


@pytest.mark.onnx
def test_onnx_alone_is_not_for_paddle(onnx: Path) -> None:
    for make in (lambda: Recognizer(onnx / "rec", engine="paddle"),
                 lambda: Detector(onnx / "det", engine="paddle")):  # fmt: skip
        with pytest.raises(ModelError, match="use the engine openvino or onnxruntime"):
            make()


def test_unknown_models_are_named() -> None:
    with pytest.raises(ModelError, match=r"lcnet-latin.*; other detectors: ppocrv4-mobile"):
        find_model("nowhere")


def test_settings_are_for_yaml(rec: Path) -> None:
    """Digits stay texts, and the space is left to PaddleOCR to add."""
    settings = yaml.safe_load((rec / "inference.yml").read_text(encoding="utf-8"))
    characters = settings["PostProcess"]["character_dict"]
    assert all(isinstance(character, str) and len(character) == 1 for character in characters)
    assert " " not in characters
    assert len(characters) == len(find_bundle("lcnet-latin").charset.characters) - 1


@pytest.mark.onnx
def test_a_program_that_is_no_program(onnx: Path, tmp_path: Path) -> None:
    shutil.copytree(onnx / "rec", tmp_path / "rec")
    (tmp_path / "rec/inference.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"inference\.onnx cannot be loaded"):
        Recognizer(tmp_path / "rec").load()
