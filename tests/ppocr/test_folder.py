"""PaddleOCR's folders as models: official programs of the wheel, and settings good and bad."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml

from ocrlc import OCR, Detector, Recognizer
from ocrlc.detection.weights import PPOCRV4
from ocrlc.errors import ConfigError, ModelError
from ocrlc.evaluation.text_metrics import word_counts
from ocrlc.inference.bundle_program import save_layer
from ocrlc.inference.engine import Engine
from ocrlc.inference.onnx.engine import OnnxEngine
from ocrlc.inference.onnx.program import convert
from ocrlc.inference.program import Program
from ocrlc.ppocr.folder import find_program, line_height, read_alphabet, read_settings
from ocrlc.ppocr.official import DETECTORS, RECOGNISERS
from ocrlc.ppocr.packaged import packaged_folder
from ocrlc.recognition.line_model import find_line_model
from ocrlc.system.paddle_setup import import_paddle
from tests.support.legacy_programs import legacy_program
from tests.support.wheels import needs_ppocrv4
from tests.support.yaml_bomb import BOMB


@pytest.fixture
def rec() -> Path:
    return packaged_folder("ppocrv4-chinese")


@needs_ppocrv4
@pytest.mark.parametrize(
    "engine", ["paddle", pytest.param("onnxruntime", marks=[pytest.mark.onnx, pytest.mark.slow])]
)
def test_official_legacy_folders_read_a_page(engine: str, rec: Path, root: Path) -> None:
    sample = root / "data/samples/receipt.jpg"
    truth = sample.with_suffix(".txt").read_text(encoding="utf-8")
    det = packaged_folder(PPOCRV4)
    (page,) = OCR(det=det, rec=rec, threads=2, engine=engine).recognize(sample).pages
    # PP-OCRv4 leaves out spaces; what it reads is right for the rest.
    together = ["".join(text.split()) for text in (page.text, truth)]
    assert word_counts(" ".join(together[0]), " ".join(together[1])).f1 > 0.97
    widest = max(page.lines, key=lambda line: len(line.words))
    ends = [word.polygon[1][0] for word in widest.words]
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(widest.polygon[1][0])


@needs_ppocrv4
def test_the_wheels_recogniser(rec: Path) -> None:
    model = find_line_model(rec)
    assert (model.height, model.alphabet.classes) == (48, 6625)
    assert model.alphabet.characters[-1] == " "


@needs_ppocrv4
def test_long_time_steps_are_where_the_text_is(rec: Path) -> None:
    """PP-OCRv4's steps are 8 pixels, those of the models here 4."""
    image = np.full((48, 640), 255, np.uint8)
    for text, x in (("left", 10), ("right", 500)):
        cv2.putText(image, text, (x, 34), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    decoded = Recognizer(rec, threads=2).read_lines([image])[0].decoded
    assert decoded.text.replace(" ", "") == "leftright"
    pixels = [4 * step for step in decoded.steps]
    assert 0 < pixels[0] < 60
    assert 490 < pixels[-5] < 540


@needs_ppocrv4
def test_characters_beside_a_legacy_program(rec: Path, tmp_path: Path) -> None:
    for name in ("inference.pdmodel", "inference.pdiparams"):
        (tmp_path / name).symlink_to(rec / name)
    (tmp_path / "en_dict.txt").write_text("0\n1\n2\n", encoding="utf-8")
    reader = Recognizer(tmp_path)
    assert list(reader.model.alphabet.characters) == ["0", "1", "2", " "]
    with pytest.raises(ModelError, match=r"6625 classes, but 4 characters in .*en_dict\.txt"):
        reader.recognize([np.zeros((48, 100), np.uint8)])
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match=r"which of en_dict\.txt, notes\.txt"):
        Recognizer(tmp_path)


def settings(folder: Path, content: object) -> Path:
    (folder / "inference.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_settings_of_the_new_form(tmp_path: Path) -> None:
    resize = {"RecResizeImg": {"image_shape": [3, 48, 320]}}
    folder = settings(
        tmp_path,
        {
            "PreProcess": {"transform_ops": [{"DecodeImage": {}}, resize]},
            "PostProcess": {"name": "CTCLabelDecode", "character_dict": ["1", "ab", "1"]},
        },
    )
    content = read_settings(folder)
    assert line_height(folder, content) == 48
    alphabet = read_alphabet(folder, content)
    assert list(alphabet.characters) == ["1", "ab", "1", " "]
    steps = np.array([0, 2, 2, 0, 3, 4])
    decoded = alphabet.collapse(steps, np.linspace(0.5, 1, 6))
    assert decoded.text == "ab1 "
    assert len(decoded.steps) == len(decoded.scores) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [", "not valid"),
        ("[1]", "no mapping"),
        pytest.param("[" * 200_000, "nested too deep", id="deep"),
        pytest.param("- " * 100_000, "nested too deep", id="deep rows"),
        pytest.param(f"{BOMB}PostProcess: *l11", "aliases make it too long", id="aliases"),
        pytest.param("#" * 5_000_000, "larger than any", id="large"),
        ("PreProcess: 3", "PreProcess is no mapping"),
        ("PreProcess: {transform_ops: [RecResizeImg: {image_shape: 3}]}", "no image_shape"),
        ("PostProcess: {name: DBPostProcess}", "missing or has no RecResizeImg|not a recogniser"),
    ],
)
def test_settings_that_are_not_valid(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "inference.json").write_text("{}", encoding="utf-8")
    (tmp_path / "inference.pdiparams").write_bytes(b"")
    (tmp_path / "inference.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        Recognizer(tmp_path)


def test_a_recogniser_is_no_detector(tmp_path: Path) -> None:
    for name in ("inference.json", "inference.pdiparams"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match="a recogniser, not a detector"):
        Detector(settings(tmp_path, {"PostProcess": {"character_dict": ["a"]}}))


@pytest.mark.onnx
def test_detectors_in_the_new_form_that_interpolate(tmp_path: Path) -> None:
    """As official ones do, which Paddle 3.3 fails on under oneDNN, and paddle2onnx too."""
    paddle = import_paddle()

    class Net(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.conv = paddle.nn.Conv2D(3, 1, 3, 2, 1)

        def forward(self, x):
            up = paddle.nn.functional.interpolate(self.conv(x), scale_factor=2, mode="nearest")
            return paddle.nn.functional.sigmoid(up)

    paddle.seed(0)
    net = Net()
    net.eval()
    save_layer(net, (None, 3, None, None), tmp_path)
    program = find_program(tmp_path)
    assert program
    x = np.random.default_rng(0).normal(size=(1, 3, 64, 96)).astype(np.float32)
    expected = net(paddle.to_tensor(x)).numpy()
    np.testing.assert_allclose(Engine(program).run(x), expected, atol=1e-5)
    target = tmp_path / "net.onnx"
    assert convert(program, target, None) < 1e-5
    np.testing.assert_allclose(OnnxEngine(Program(target, target)).run(x), expected, atol=1e-5)


@pytest.mark.slow
def test_official_names_are_those_of_paddlex() -> None:
    code = (
        "from paddlex.inference.utils.official_models import OCR_MODELS; "
        "print('\\n'.join(m for m in OCR_MODELS if m.endswith(('_rec', '_rec_doc', '_det'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    other = ("LaTeX_OCR_rec", "seal_det", "cell_det")
    names = [name for name in done.stdout.splitlines() if not name.endswith(other)]
    assert sorted(names) == sorted((*RECOGNISERS, *DETECTORS))


def test_official_models_in_paddlexs_cache_need_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "official_models/PP-OCRv4_mobile_det"
    folder.mkdir(parents=True)
    program = legacy_program(folder)
    monkeypatch.setenv("PADDLE_PDX_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("nothing to download"))
    assert Detector("PP-OCRv4_mobile_det").weights.stored == program
    (tmp_path / "official_models/PP-OCRv5_mobile_rec").mkdir()
    with pytest.raises(ModelError, match="is not whole; remove it"):
        Recognizer("PP-OCRv5_mobile_rec")


@pytest.mark.slow
def test_official_models_without_a_network(root: Path, tmp_path: Path) -> None:
    name = "PP-OCRv5_mobile_rec"
    closed = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "ocrlc.cli.main", "recognize", "--rec", name,
         root / "data/samples/receipt.jpg"],
        env={**os.environ, "PADDLE_PDX_CACHE_HOME": str(tmp_path),
             **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), closed)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"ocrlc: model {name} is not in {tmp_path}/official_models")
    assert not (tmp_path / "official_models").exists()


def test_unknown_names_are_listed() -> None:
    with pytest.raises(ModelError, match=r"ppocrv4-mobile, PP-OCRv3_mobile_det"):
        Detector("PP-OCRv9_det")
    with pytest.raises(ModelError, match=r"lcnet-latin.*PP-OCRv5_mobile_rec"):
        Recognizer("PP-OCRv9_rec")


def test_what_is_missing_for_onnx_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocrlc.inference.selection.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"ocrlc\[onnxruntime\]"):
        Recognizer(engine="onnxruntime")
    monkeypatch.setattr("ocrlc.inference.onnx.program.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"ocrlc\[onnx\]"):
        convert(Program(Path("inference.json"), Path("inference.pdiparams")), Path("x"), None)
