"""The ONNX Runtime engine beside Paddle's."""

from __future__ import annotations

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc import OCR, Recognizer
from ocrlc.errors import ModelError
from ocrlc.evaluation.speed.benchmark import Setting, benchmark
from ocrlc.evaluation.speed.benchmark_report import kernels
from ocrlc.inference.bundle_program import inference_program
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.onnx.engine import OnnxEngine
from ocrlc.inference.onnx.program import convert
from ocrlc.inference.program import Program
from tests.support.random_models import random_bundle

pytestmark = pytest.mark.onnx

SAMPLES = [
    "receipt.jpg",
    *(
        pytest.param(name, marks=pytest.mark.slow)
        for name in ("invoice.jpg", "rechnung.jpg", "facture.jpg", "table.png")
    ),
]


@pytest.fixture(scope="module")
def programs(
    tmp_path_factory: pytest.TempPathFactory, program_cache: Path
) -> tuple[Program, Program]:
    """A recogniser as Paddle's program and as ONNX."""
    folder = tmp_path_factory.mktemp("onnx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCRLC_CACHE", str(program_cache))
        program = inference_program(random_bundle(folder / "bundle"))
    target = folder / "net.onnx"
    assert convert(program, target, 32) < 1e-4
    return program, Program(target, target)


def batch(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(width).uniform(-1, 1, (count, 3, 32, width)).astype(np.float32)


def test_any_width_and_batch_as_paddle_computes_them(programs: tuple[Program, Program]) -> None:
    paddle, onnx = Engine(programs[0]), OnnxEngine(programs[1])
    for shape in ((1, 8), (3, 64), (2, 1280), (1, 332)):
        x = batch(*shape)
        np.testing.assert_allclose(onnx.run(x), paddle.run(x), atol=1e-4)


def test_shared_between_threads(programs: tuple[Program, Program]) -> None:
    engine = OnnxEngine(programs[1], EngineOptions(threads=2))
    inputs = [batch(1 + n % 3, 32 * (1 + n % 4)) for n in range(12)]
    expected = [engine.run(x) for x in inputs]
    with ThreadPoolExecutor(4) as pool:
        for a, b in zip(pool.map(engine.run, inputs * 3), expected * 3, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_are_those_asked_for(programs: tuple[Program, Program], threads: int) -> None:
    """The caller is one of them."""
    tasks = Path("/proc/self/task")
    before = {path.name for path in tasks.iterdir()}
    engine = OnnxEngine(programs[1], EngineOptions(threads=threads))
    engine.run(batch(2, 320))
    assert len({path.name for path in tasks.iterdir()} - before) == threads - 1


def test_errors_name_the_file(programs: tuple[Program, Program], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        OnnxEngine(Program(tmp_path / "nowhere.onnx", tmp_path))
    engine = OnnxEngine(programs[1])
    with pytest.raises(ModelError, match=r"net\.onnx.*\(1, 4, 32, 64\)"):
        engine.run(np.zeros((1, 4, 32, 64), np.float32))
    assert engine.run(batch(2, 64)).shape[:2] == (2, 16)


def test_a_program_that_computes_something_else_is_an_error(
    programs: tuple[Program, Program], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocrlc.inference.onnx.program.TOLERANCE", 0.0)
    with pytest.raises(ModelError, match="probabilities differ by up to"):
        convert(programs[0], tmp_path / "net.onnx", 32)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_program_cannot_be_converted(tmp_path: Path) -> None:
    for name in ("inference.json", "inference.pdiparams"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    program = Program(tmp_path / "inference.json", tmp_path / "inference.pdiparams")
    with pytest.raises(ModelError, match=r"inference\.json: cannot be converted to ONNX"):
        convert(program, tmp_path / "net.onnx", 32)


@pytest.fixture(scope="module")
def readers() -> list[OCR]:
    return [OCR(threads=2, precision="fp32", engine=one) for one in ("paddle", "onnxruntime")]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read_alike(name: str, readers: list[OCR], root: Path) -> None:
    by_paddle, by_onnx = (one.recognize(root / "data/samples" / name) for one in readers)
    assert by_onnx.text == by_paddle.text


@pytest.mark.slow
def test_rows_of_both_engines() -> None:
    settings = [Setting(width=64), Setting(width=64, engine="onnxruntime")]
    rows = benchmark(["smoke.yml"], settings, rounds=1, footprints=True)
    values = [row.to_dict() for row in rows]
    assert [value["engine"] for value in values] == ["paddle", "onnxruntime"]
    assert [value["onednn"] for value in values] == [True, False]
    assert [kernels(row.setting) for row in rows] == ["oneDNN fp32", "ONNX Runtime fp32"]
    assert all(value["ms_median"] > 0 and value["peak_mb"] > 10 for value in values)
    assert values[1]["peak_mb"] < values[0]["peak_mb"], "Paddle is not loaded"
    json.dumps(values)


@pytest.mark.receipts
def test_validation_lines_are_read_alike(receipts: Path) -> None:
    """Lines of receipts 450-499."""
    with zipfile.ZipFile(receipts / "receipt_lines.zip") as archive:
        names = [name for name in archive.namelist() if name.startswith("lines/4")]
        crops = [
            cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_GRAYSCALE)
            for name in sorted(names)
            if "450" <= name[6:9] <= "499"
        ]
    texts = [
        [r.text for r in Recognizer(threads=2, precision="fp32", engine=engine).recognize(crops)]
        for engine in ("paddle", "onnxruntime")
    ]
    assert len(crops) > 1000
    assert texts[0] == texts[1]
