"""The OpenVINO engine beside Paddle's."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ocrlc.detection.weights import PPOCRV4, find_stored
from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import inference_program
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.onnx.program import convert
from ocrlc.inference.openvino_engine import COMPILED, OpenVinoEngine
from ocrlc.inference.program import Program
from tests.support.random_models import random_bundle
from tests.support.wheels import needs_ppocrv4

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.openvino, pytest.mark.onnx]


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCRLC_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def programs(
    tmp_path_factory: pytest.TempPathFactory, program_cache: Path
) -> tuple[Program, Program]:
    """A recogniser as Paddle's program and as ONNX."""
    folder = tmp_path_factory.mktemp("programs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCRLC_CACHE", str(program_cache))
        program = inference_program(random_bundle(folder / "bundle"))
    target = folder / "net.onnx"
    convert(program, target, 32)
    return program, Program(target, target)


def batch(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(width).uniform(-1, 1, (count, 3, 32, width)).astype(np.float32)


def test_any_width_and_batch_as_paddle_computes_them(programs: tuple[Program, Program]) -> None:
    paddle, openvino = Engine(programs[0]), OpenVinoEngine(programs[1])
    for shape in ((1, 8), (3, 64), (2, 1280), (1, 332)):
        x = batch(*shape)
        np.testing.assert_allclose(openvino.run(x), paddle.run(x), atol=1e-4)


@needs_ppocrv4
def test_a_legacy_program_is_read_as_it_is() -> None:
    program = find_stored(PPOCRV4).stored
    assert program.is_legacy
    x = np.random.default_rng(0).normal(size=(1, 3, 64, 96)).astype(np.float32)
    maps = [engine(program).run(x) for engine in (Engine, OpenVinoEngine)]
    np.testing.assert_allclose(maps[1], maps[0], atol=1e-3)


def test_an_answer_is_not_changed_by_the_next(programs: tuple[Program, Program]) -> None:
    engine = OpenVinoEngine(programs[1])
    first = engine.run(batch(1, 64))
    kept = first.copy()
    engine.run(batch(1, 96))
    engine.run(np.zeros((1, 3, 32, 64), np.float32))
    np.testing.assert_array_equal(first, kept)


def test_shared_between_threads(programs: tuple[Program, Program]) -> None:
    engine = OpenVinoEngine(programs[1], EngineOptions(threads=2))
    inputs = [batch(1 + n % 3, 32 * (1 + n % 4)) for n in range(12)]
    expected = [engine.run(x) for x in inputs]
    with ThreadPoolExecutor(4) as pool:
        for a, b in zip(pool.map(engine.run, inputs * 3), expected * 3, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-6)


def test_threads_are_those_asked_for_though_the_cache_knows_others(
    programs: tuple[Program, Program],
) -> None:
    for threads in (1, 2):
        engine = OpenVinoEngine(programs[1], EngineOptions(threads=threads))
        assert engine.compiled.get_property("INFERENCE_NUM_THREADS") == threads


SIZES = """
import sys
import numpy as np
from ocrlc.detection.weights import find_stored
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.openvino_engine import OpenVinoEngine
from ocrlc.system.memory import release_memory

def resident():
    release_memory()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6

program = find_stored("ppocrv4-mobile").stored
engine = OpenVinoEngine(program, EngineOptions(cached_shapes=int(sys.argv[1])))
sizes = [(height, width) for height in range(224, 480, 32) for width in range(224, 416, 32)]
order = np.random.default_rng(0).permutation(len(sizes))
seen = []
for number in order:
    engine.run(np.zeros((1, 3, *sizes[number]), np.float32))
    seen.append(resident())
print(seen[-1] - seen[len(seen) // 4])
"""


@needs_ppocrv4
@pytest.mark.long
def test_memory_does_not_grow_with_every_new_shape() -> None:
    """OpenVINO by itself keeps every layer for every shape."""
    grown = [
        float(subprocess.check_output([sys.executable, "-c", SIZES, kept], cwd=ROOT))
        for kept in ("2", "1000")
    ]
    assert 2 * grown[0] < grown[1]


def test_compiled_once(
    programs: tuple[Program, Program], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged entry of the cache is made again."""
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path))
    expected = OpenVinoEngine(programs[1]).run(batch(1, 64))
    (stored,) = tmp_path.glob(f"*/{COMPILED}")
    made = stored.stat().st_mtime_ns
    OpenVinoEngine(programs[1], EngineOptions(threads=2))
    assert [path.stat().st_mtime_ns for path in tmp_path.glob(f"*/{COMPILED}")] == [made]
    stored.write_bytes(stored.read_bytes()[:1000])
    np.testing.assert_array_equal(OpenVinoEngine(programs[1]).run(batch(1, 64)), expected)
    assert stored.stat().st_size > 1000


def test_errors_name_the_file(programs: tuple[Program, Program], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        OpenVinoEngine(Program(tmp_path / "nowhere.onnx", tmp_path))
    broken = tmp_path / "broken.onnx"
    broken.write_text("{}")
    with pytest.raises(ModelError, match=r"broken\.onnx cannot be loaded: (?!Exception)"):
        OpenVinoEngine(Program(broken, broken))
    engine = OpenVinoEngine(programs[1])
    with pytest.raises(ModelError, match=r"net\.onnx.*\(1, 4, 32, 64\): (?!Exception)"):
        engine.run(np.zeros((1, 4, 32, 64), np.float32))
    assert engine.run(batch(2, 64)).shape[:2] == (2, 16)


SILENT = """
import sys
import ocrlc.inference.openvino_engine as engine
library = engine.import_openvino()
library.Core()
told = [name for name in sys.modules if "telemetry" in name or name.startswith("paddle")]
print(told)
"""


def test_the_import_tells_nobody_and_is_silent(tmp_path: Path) -> None:
    """OpenVINO's own import reports itself, and leaves a number of the user's in the home."""
    done = subprocess.run(
        [sys.executable, "-c", SILENT],
        env={"HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    assert list(tmp_path.iterdir()) == []


READ = """
import sys
from ocrlc import OCR
text = OCR(engine="openvino", threads=2).recognize(sys.argv[1]).text
print({"paddle", "pypdfium2"} & set(sys.modules), text)
"""


@pytest.mark.long
def test_reading_imports_no_paddle_once_the_programs_are_made() -> None:
    command = [sys.executable, "-c", READ, "data/samples/receipt.jpg"]
    first, second = (subprocess.check_output(command, cwd=ROOT, text=True) for _ in range(2))
    assert second.startswith("set() PENNYWORTH")
    assert second.partition(" ")[2] == first[first.index("PENNY") :]
