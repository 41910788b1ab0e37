"""Whole pages measured side by side: turns, ratios, stages, fresh processes, and bad input."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from ocrlc.cli.benchmark import command
from ocrlc.document import Document
from ocrlc.errors import ConfigError, InputError, ModelError, OcrlcError
from ocrlc.evaluation.speed import page_benchmark
from ocrlc.evaluation.speed.footprint import Start, measure_start
from ocrlc.evaluation.speed.page_benchmark import (
    PageFile,
    PageSetting,
    Variant,
    benchmark_pages,
    open_variants,
    page_file,
)
from ocrlc.evaluation.speed.page_report import markdown, stage_table, table
from ocrlc.inference import selection
from ocrlc.system.stages import booked, stage, staged

PAGE = Path(__file__).parents[3] / "data/samples/receipt.jpg"
FIELDS = [
    "engine", "onednn", "precision", "det_precision", "threads", "pages", "rounds", "ms_median",
    "ms_p10", "ms_p90", "ratio", "cpu_ms", "cpu_ratio", "cpu",
]  # fmt: skip
COLD = ["cold_ms", "cold_cpu_ms", "peak_mb"]
STAGES = {
    "decode", "orient", "leaders", "detect", "detect: letters", "detect: network", "detect: boxes",
    "trim", "order", "crop", "recognise", "recognise: resize", "recognise: network",
    "recognise: CTC", "words", "blocks", "other",
}  # fmt: skip


class Clock:
    """A clock of wall and processor time that goes on only when it is told to."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def spend(self, wall: float, cpu: float) -> None:
        self.wall += wall
        self.cpu += cpu


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "perf_counter", lambda: clock.wall)
    monkeypatch.setattr(time, "process_time", lambda: clock.cpu)
    return clock


class FakeReader:
    """Takes known times for each page of a document."""

    def __init__(
        self,
        clock: Clock,
        seconds: Iterable[float],
        engine: str = "paddle",
        precision: str = "fp32",
        log: list[tuple[str, str]] | None = None,
    ) -> None:
        self.clock, self.seconds = clock, iter(seconds)
        self.log = [] if log is None else log
        self.recognizer = SimpleNamespace(
            engine=engine, options=SimpleNamespace(precision=precision, threads=2)
        )
        self.detector = SimpleNamespace(engine_options=SimpleNamespace(precision="fp32"))

    def load(self) -> None:
        self.log.append((self.recognizer.engine, "loaded"))

    def recognize(self, source: str) -> Document:
        self.log.append((self.recognizer.engine, source))
        seconds = next(self.seconds)
        with stage("detect"):
            self.clock.spend(0.2 * seconds, 0.2 * seconds)
            with stage("network"):
                self.clock.spend(0.3 * seconds, 0.6 * seconds)
        with stage("recognise"):
            self.clock.spend(0.4 * seconds, 0.8 * seconds)
        self.clock.spend(0.1 * seconds, 0.1 * seconds)
        return Document()


def test_stages_within_stages_are_a_part_of_them(clock: Clock) -> None:
    @stage("network")
    def network() -> None:
        clock.spend(3, 5)
        raise InputError("cannot be read")

    with stage("detect"):  # nobody asks
        clock.spend(9, 9)
    with booked() as book:
        with stage("detect"):
            clock.spend(1, 2)
            with stage("network"):
                clock.spend(3, 5)
            with pytest.raises(InputError):  # an error ends a stage, too
                network()
        with stage("crop"):
            clock.spend(1, 1)
        other = threading.Thread(target=lambda: stage("elsewhere").__enter__())
        other.start()
        other.join()
    assert [(name, one.wall, one.cpu, one.calls) for name, one in book.items()] == [
        ("detect", 7, 12, 1),
        ("detect: network", 6, 10, 2),
        ("crop", 1, 1, 1),
    ]


def test_what_makes_items_counts_and_what_is_done_with_them_does_not(clock: Clock) -> None:
    def pages() -> Iterable[int]:
        for number in range(2):
            clock.spend(1, 1)
            yield number

    with booked() as book:
        for _ in staged("decode", pages()):
            clock.spend(10, 10)
    assert book["decode"].wall == 2


def test_all_variants_read_each_document_in_turns(clock: Clock) -> None:
    log: list[tuple[str, str]] = []
    # the first reading of each document does not count
    paddle = FakeReader(clock, [9, 9, 1, 2, 3, 4], "paddle", log=log)
    openvino = FakeReader(clock, [9, 9, 0.5, 0.5, 1.5, 8], "openvino", "bf16", log)
    documents = [PageFile("one.png", 1), PageFile("two.pdf", 2)]
    settings = [PageSetting(), PageSetting("openvino", "bf16")]
    variants = [
        Variant(how, reader) for how, reader in zip(settings, (paddle, openvino), strict=True)
    ]
    first, second = benchmark_pages(variants, documents, lambda how: [], rounds=2, starts=0)

    names = ("one.png", "two.pdf")
    assert [source for _, source in log] == [name for name in names * 3 for _ in range(2)]
    assert all({log[i][0], log[i + 1][0]} == {"paddle", "openvino"} for i in range(0, 12, 2))
    assert len({log[i][0] for i in range(0, 12, 2)}) == 2, "not always the same is first"

    assert (first.pages, first.rounds) == (3, 2)
    # per page: 1, 2 / 2, 3, 4 / 2 s and 0.5, 0.5 / 2, 1.5, 8 / 2 s
    assert first.ms_median == pytest.approx(1500)
    assert second.ms_median == pytest.approx(1000)
    assert first.cpu_ms == pytest.approx(1700 * 1.5)
    assert (first.ratio, first.cpu_ratio) == (1, 1)
    assert second.ratio == pytest.approx(0.5)  # of 0.5, 0.25, 0.5, 2
    assert (second.engine, second.onednn) == ("openvino", False)
    assert (second.precision, second.det_precision) == ("bf16", "fp32")
    stages = {one.stage: one for one in first.stages}
    assert list(stages) == ["detect", "detect: network", "recognise", "other"]
    assert stages["detect"].ms == pytest.approx(0.5 * 10_000 / 6, abs=0.01)
    assert stages["detect: network"].cpu_ms == pytest.approx(0.6 * 10_000 / 6, abs=0.01)
    assert [one.share for one in first.stages] == pytest.approx([0.5, 0.3, 0.4, 0.1])
    assert stages["detect"].calls == pytest.approx(4 / 6, abs=0.01)
    assert list(first.to_dict()) == [*FIELDS, "starts", "stages"]
    assert [line[0] for line in table([first, second])[1:]] == [
        "oneDNN fp32", "OpenVINO bf16, detector fp32",
    ]  # fmt: skip
    assert stage_table([first, second])[2] == ["detect: network", "500.0 (30%)", "525.0 (30%)"]
    assert "| 1500 |" in markdown([first, second])


def test_the_first_fresh_process_only_fills_caches(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []

    def start(given: list[str], environment: dict[str, str]) -> Start:
        assert Path(environment["PYTHONPYCACHEPREFIX"]).is_dir()
        started.append(given[0])
        number = started.count(given[0])
        return Start(1000 * number, 100 * number, 10 * number)

    monkeypatch.setattr(page_benchmark, "measure_start", start)
    settings = [PageSetting(), PageSetting("openvino")]
    variants = [Variant(how, FakeReader(clock, [1, 1], how.engine)) for how in settings]
    rows = benchmark_pages(
        variants, [PageFile("one.png", 1)], lambda how: [how.engine], rounds=1, starts=3
    )
    assert started == ["paddle", "openvino"] * 4
    found = rows[1].to_dict()
    assert list(found) == [*FIELDS, *COLD, "starts", "stages"]
    assert [found[name] for name in (*COLD, "starts")] == [3000, 300, 30, 3]
    assert table(rows)[1][-3:] == ["3000", "300", "30"]


def test_a_fresh_process_is_not_charged_with_the_memory_of_this_one() -> None:
    held = np.ones(400_000_000, np.uint8)
    small = measure_start([sys.executable, "-c", "pass"])
    large = measure_start([sys.executable, "-c", "x = bytearray(b'1') * 200_000_000"])
    assert 0 < small.peak_mb < 100 < 200 < large.peak_mb < 300 < held.nbytes / 1e6
    assert small.cpu_ms > 0
    assert small.wall_ms > 0
    failing = "import sys; print('no such page', file=sys.stderr); sys.exit(3)"
    with pytest.raises(ModelError, match=r"fresh process failed \(3\): no such page"):
        measure_start([sys.executable, "-c", failing])


def test_what_this_machine_lacks_is_left_out_unless_it_was_asked_for(clock: Clock) -> None:
    settings = [PageSetting(), PageSetting(precision="auto"), PageSetting("openvino", "int8")]

    def open(how: PageSetting) -> FakeReader:
        if how.precision == "int8":
            raise ModelError("no int8 variant")
        return FakeReader(clock, [])  # auto computes in fp32, too

    variants, left_out = open_variants(settings, open, lambda how: True)
    assert [one.setting for one in variants] == [PageSetting()]
    assert left_out == ["no int8 variant"]
    assert [one.reader.log for one in variants] == [[("paddle", "loaded")]]  # type: ignore[attr-defined]
    for wanted, optional in ((settings, False), (settings[2:], True)):
        with pytest.raises(ModelError, match="no int8 variant"):
            open_variants(wanted, open, lambda how, optional=optional: optional)  # type: ignore[misc]


def test_pages_are_counted_and_decoded_at_once(tmp_path: Path) -> None:
    frames = [Image.new("L", (20, 30), 255) for _ in range(3)]
    frames[0].save(tmp_path / "fax.tif", save_all=True, append_images=frames[1:])
    assert page_file(str(tmp_path / "fax.tif")).pages == 3
    (tmp_path / "cut.jpg").write_bytes(PAGE.read_bytes()[:5000])
    with pytest.raises(InputError, match=r"cut\.jpg"):
        page_file(str(tmp_path / "cut.jpg"))


def invoke(*arguments: str) -> tuple[int, str, Result]:
    """Return exit code, message and result of the command."""
    result = CliRunner().invoke(command, arguments)
    error = result.exception
    if isinstance(error, OcrlcError):
        return error.exit_code, str(error), result
    return result.exit_code, result.stderr, result


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "Missing argument 'MODEL|CONFIG...', or pages with --page"),
        (("--page", "nowhere.jpg"), 3, "nowhere.jpg: no such file"),
        (("--page", str(PAGE), "nowhere.jpg"), 5, "1 of 2 files cannot be read: none is measured"),
        (("--page", "-"), 2, "<stdin>: --page measures files"),
        (("lcnet-latin", "--page", str(PAGE)), 2, "lcnet-latin is a model; with --page"),
        (("--page", str(PAGE), "smoke.yml"), 2, "smoke.yml is a model; with --page"),
        (("--page", str(PAGE), "--width", "64"), 2, "--width is for lines, not for --page"),
        (("--page", str(PAGE), "--footprint"), 2, "--footprint is for lines"),
        (("lcnet-latin", "--det", "lcnet-det"), 2, "--det goes with --page only"),
        (("--page", str(PAGE), "--rec", "nope"), 4, "'nope' not found; bundled are"),
        (("--page", str(PAGE), "--det", "nope"), 4, "'nope': neither a folder nor a name"),
        (("--page", str(PAGE), "--precision", "int8", "--engine", "openvino"), 4, "no int8"),
    ],
)
def test_bad_input_is_one_line_and_the_code_of_the_contract(
    arguments: tuple[str, ...], code: int, message: str
) -> None:
    if "openvino" in arguments:
        pytest.importorskip("openvino")
    found, text, result = invoke(*arguments)
    assert found == code
    assert message in text
    assert not result.stdout


def test_an_engine_that_is_named_must_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "find_spec", lambda name: None)
    code, text, _ = invoke("--page", str(PAGE), "--engine", "openvino", "--starts", "0")
    assert code == ConfigError.exit_code
    assert "pip install 'ocrlc[openvino]'" in text


@pytest.fixture
def small_page(tmp_path: Path) -> Path:
    page = np.full((240, 480), 255, np.uint8)
    for row, text in enumerate(["Invoice 2024", "Total 12.50"]):
        cv2.putText(page, text, (20, 80 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    path = tmp_path / "page.png"
    cv2.imwrite(str(path), page)
    return path


def test_a_real_page_by_every_stage(small_page: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    arguments = ["--page", str(small_page), "--engine", "paddle", "--precision", "fp32"]
    arguments += ["--threads", "1", "--rounds", "2", "--starts", "0", "--markdown", str(report)]
    result = CliRunner().invoke(command, [*arguments, "--json", "-"])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert list(row) == [*FIELDS, "starts", "stages"]
    assert (row["engine"], row["onednn"], row["precision"]) == ("paddle", True, "fp32")
    assert (row["threads"], row["pages"], row["rounds"], row["ratio"]) == (1, 1, 2, 1)
    assert 0 < row["ms_p10"] <= row["ms_median"] <= row["ms_p90"]
    stages = {one["stage"]: one for one in row["stages"]}
    assert set(stages) == STAGES
    outer = [one for name, one in stages.items() if ": " not in name]
    assert sum(one["share"] for one in outer) == pytest.approx(1, abs=0.01)
    assert all(one["share"] >= 0 for one in outer)
    assert 0 < stages["recognise: network"]["ms"] < stages["recognise"]["ms"] < row["ms_p90"]
    assert f"| {row['ms_median']:.0f} |" in report.read_text(encoding="utf-8")
    assert "1 page(s), 2 alternating rounds" in result.stderr


@pytest.mark.slow
@pytest.mark.openvino
def test_engines_side_by_side_cold_and_warm(small_page: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    arguments = ["--page", str(small_page), "--engine", "paddle", "--engine", "openvino"]
    arguments += ["--threads", "2", "--rounds", "2", "--starts", "1", "--json", str(path)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert {row["engine"] for row in rows} == {"paddle", "openvino"}
    assert rows[0]["ratio"] == 1
    for row in rows:
        assert list(row) == [*FIELDS, *COLD, "starts", "stages"]
        assert row["cold_cpu_ms"] > row["cpu_ms"]
        # more than the libraries alone, less than any machine has to spare
        assert 100 < row["peak_mb"] < 1500
    assert result.stdout.startswith("kernels")
    assert "recognise: network" in result.stdout
