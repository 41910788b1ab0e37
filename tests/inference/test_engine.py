"""The engine on small programs saved here."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions, Precision
from ocrlc.inference.program import Program
from ocrlc.inference.selection import PADDLE, choose_precision
from ocrlc.system.cpu import supports_bf16
from ocrlc.system.paddle_setup import import_paddle

paddle = import_paddle()

needs_bf16 = pytest.mark.skipif(not supports_bf16(), reason="this CPU does not compute in bf16")


class Net(paddle.nn.Layer):
    """Convolution, LSTM, softmax: what a recogniser is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = paddle.nn.Conv2D(3, 8, 3, stride=(8, 4), padding=1)
        self.lstm = paddle.nn.LSTM(8, 8, direction="bidirectional")
        self.fc = paddle.nn.Linear(16, 5)

    def forward(self, x):
        x = paddle.nn.functional.hardswish(self.conv(x)).mean(2).transpose([0, 2, 1])
        return paddle.nn.functional.softmax(self.fc(self.lstm(x)[0]), axis=-1)


@pytest.fixture(scope="module")
def net() -> Net:
    paddle.seed(0)
    layer = Net()
    layer.eval()
    return layer


@pytest.fixture(scope="module")
def program(net: Net, tmp_path_factory: pytest.TempPathFactory) -> Program:
    path = tmp_path_factory.mktemp("program") / "net"
    spec = [paddle.static.InputSpec([None, 3, 32, None], "float32")]
    paddle.jit.save(paddle.jit.to_static(net, input_spec=spec, full_graph=True), str(path))
    return Program(path.with_suffix(".json"), path.with_suffix(".pdiparams"))


def batch(n: int = 2, width: int = 64, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 3, 32, width)).astype(np.float32)


@pytest.mark.parametrize("onednn", [True, False])
@pytest.mark.parametrize("shape", [(1, 32), (3, 64), (2, 416)])
def test_agrees_with_dygraph(
    net: Net, program: Program, onednn: bool, shape: tuple[int, int]
) -> None:
    engine = Engine(program, EngineOptions(onednn=onednn))
    x = batch(*shape)
    expected = net(paddle.to_tensor(x)).numpy()
    for _ in range(2):  # compiled, then from the cache
        np.testing.assert_allclose(engine.run(x), expected, atol=1e-5)


@needs_bf16
def test_bf16_is_near(net: Net, program: Program) -> None:
    engine = Engine(program, EngineOptions(precision="bf16"))
    x = batch()
    difference = np.abs(engine.run(x) - net(paddle.to_tensor(x)).numpy()).max()
    assert 0 < difference < 0.05


def test_more_shapes_than_are_kept(net: Net, program: Program) -> None:
    engine = Engine(program, EngineOptions(cached_shapes=1))
    for _ in range(2):
        for width in (32, 64, 96):
            x = batch(1, width)
            expected = net(paddle.to_tensor(x)).numpy()
            np.testing.assert_allclose(engine.run(x), expected, atol=1e-5)


def test_shared_between_threads(program: Program) -> None:
    engine = Engine(program)
    inputs = [batch(1 + i % 3, 32 * (1 + i % 4), seed=i) for i in range(12)]
    expected = [engine.run(x) for x in inputs]
    wrong: list[int] = []

    def work(start: int) -> None:
        for i in [*range(start, len(inputs)), *range(start)] * 5:
            if not np.array_equal(engine.run(inputs[i]), expected[i]):
                wrong.append(i)

    threads = [threading.Thread(target=work, args=(3 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_callers_bring_no_threads_along(program: Program) -> None:
    """OpenMP makes a team for every thread that calls it; a server has many."""
    engine = Engine(program, EngineOptions(threads=2))
    engine.run(batch())
    before = len(list(Path("/proc/self/task").iterdir()))
    for _ in range(8):
        thread = threading.Thread(target=engine.run, args=(batch(),))
        thread.start()
        thread.join()
    # Other tests' engines may come and go; teams of their own would be eight threads.
    assert len(list(Path("/proc/self/task").iterdir())) < before + 4


def test_warmup_takes_more_shapes_than_are_kept(program: Program) -> None:
    engine = Engine(program, EngineOptions(cached_shapes=1))
    engine.warmup([(1, 3, 32, 32), (1, 3, 32, 64)])
    assert engine.run(batch(1, 32)).shape == (1, 8, 5)


def test_errors_name_the_file(program: Program, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        Engine(Program(tmp_path / "nowhere.json", program.params))
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    with pytest.raises(ModelError, match=r"broken\.json"):
        Engine(Program(broken, program.params))
    engine = Engine(program)
    with pytest.raises(ModelError, match=r"net\.json.*\(1, 4, 32, 64\)"):
        engine.run(np.zeros((1, 4, 32, 64), np.float32))
    assert engine.run(batch()).shape == (2, 16, 5), "an error must not break the engine"


def test_options_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="at least 1"):
        EngineOptions(cached_shapes=0)
    with pytest.raises(ConfigError, match="needs oneDNN"):
        EngineOptions(onednn=False, precision="bf16")
    with pytest.raises(ConfigError, match="auto, fp32, bf16, int8"):
        choose_precision(PADDLE, "fp16", True, ())
    monkeypatch.setattr("ocrlc.inference.selection.supports_bf16", lambda: False)
    with pytest.raises(ConfigError, match="does not compute in bf16"):
        choose_precision(PADDLE, "bf16", True, ("bf16",))


@pytest.mark.parametrize(
    ("precision", "onednn", "bf16_ok", "cpu", "chosen"),
    [
        ("auto", True, True, True, "bf16"),
        ("auto", True, True, False, "fp32"),
        ("auto", True, False, True, "fp32"),
        ("auto", False, True, True, "fp32"),
        ("bf16", True, False, True, "bf16"),
        ("fp32", True, True, True, "fp32"),
    ],
)
def test_precision(
    precision: str,
    onednn: bool,
    bf16_ok: bool,
    cpu: bool,
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ocrlc.inference.selection.supports_bf16", lambda: cpu)
    measured: tuple[Precision, ...] = ("fp32", "bf16") if bf16_ok else ("fp32",)
    assert choose_precision(PADDLE, precision, onednn, measured) == chosen


def test_stays_silent(program: Program) -> None:
    code = (
        "from pathlib import Path; import numpy as np\n"
        "from ocrlc.inference.program import Program\n"
        "from ocrlc.inference.engine import Engine\n"
        "from ocrlc.inference.network import EngineOptions\n"
        f"files = Program(Path({str(program.model)!r}), Path({str(program.params)!r}))\n"
        "engine = Engine(files, EngineOptions(threads=2))\n"
        "engine.run(np.zeros((1, 3, 32, 64), np.float32))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    # Paddle itself prints a line to stdout for programs with a mean; ours have none.
    assert (done.returncode, done.stderr) == (0, "")
