from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.compare_peers import find_reader, parse_systems
from scripts.peers.installed import distribution_bytes
from scripts.peers.page import render
from scripts.peers.pages import TextLine, TruePage, load_pages, parse_ids
from scripts.peers.readers import DISTRIBUTIONS, ENVIRONMENTS, READERS
from scripts.peers.reading import page_text, score_page
from scripts.peers.report import markdown, report
from scripts.peers.run import System, run
from scripts.peers.weights import ppocrv4_folders
from tests.support.wheels import needs_ppocrv4

FAKE = """
import json, sys
hello = {"versions": {"fake": "1"}, "installed_bytes": 5, "load_seconds": 0.0}
print(json.dumps(hello), flush=True)
for request in map(json.loads, sys.stdin):
    if "broken" in request["path"]:
        print(json.dumps({"error": "OSError: broken", "peak_bytes": 7}), flush=True)
        continue
    points = [[0, 0], [40, 0], [40, 10], [0, 10]]
    answer = {"lines": [{"text": "Total DUE", "points": points}], "seconds": 0.5, "peak_bytes": 7}
    print(json.dumps(answer), flush=True)
"""


def _at(text: str, x: float, y: float, width: float = 40, tilt: float = 0) -> TextLine:
    return TextLine(text, [[x, y], [x + width, y + tilt], [x + width, y + 10 + tilt], [x, y + 10]])


def test_rows_are_read_left_to_right_then_down() -> None:
    lines = [_at("12.50", 200, 31), _at("Net", 0, 30), _at("Invoice", 0, 0), _at("VAT", 0, 60)]
    assert page_text(lines) == "Invoice Net 12.50 VAT"


def test_a_tilted_row_stays_together() -> None:
    # 12 pixels down over the row, more than the rows are apart in height.
    steps = [(0, 0), (60, 4), (120, 8), (180, 12)]
    first = [_at(f"a{i}", x, y, tilt=4) for i, (x, y) in enumerate(steps)]
    second = [_at(f"b{i}", x, y + 13, tilt=4) for i, (x, y) in enumerate(steps)]
    assert page_text([*second, *first]) == "a0 a1 a2 a3 b0 b1 b2 b3"


def test_splitting_a_row_costs_nothing() -> None:
    score = score_page([_at("Net 12.50", 0, 0, 240)], [_at("Net", 0, 0), _at("12.50", 200, 0)])
    assert (score.edits, score.words_exact.f1) == (0, 1)


def test_case_counts_only_where_it_should() -> None:
    score = score_page([_at("NET total", 0, 0)], [_at("Net TOTAL", 0, 0)])
    assert (score.edits_folded, score.words.f1) == (0, 1)
    assert (score.edits, score.words_exact.f1) == (7, 0)


def test_an_unread_page_misses_every_character() -> None:
    score = score_page([], [_at("Net", 0, 0)])
    assert score.edits == score.characters == 3
    assert score.words.recall == 0


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_pages_load_from_a_folder_and_a_zip(tmp_path: Path, packed: bool) -> None:
    entry = {"transcription": " Net ", "points": [[0, 0], [1, 0], [1, 1], [0, 1]]}
    unreadable = {**entry, "transcription": "###"}
    labels = "".join(f"pages/{i:03d}.jpg\t{json.dumps([entry, unreadable])}\n" for i in range(3))
    (tmp_path / "pages").mkdir()
    for i in range(3):
        (tmp_path / f"pages/{i:03d}.jpg").write_bytes(b"x")
    (tmp_path / "labels.txt").write_text(labels)
    data = tmp_path / "labels.txt"
    if packed:
        data = tmp_path / "pages.zip"
        with zipfile.ZipFile(data, "w") as archive:
            for name in ("labels.txt", "pages/000.jpg", "pages/001.jpg", "pages/002.jpg"):
                archive.write(tmp_path / name, name)
    pages = load_pages(data, tmp_path / "scratch", ["001", "002"])
    assert [page.name for page in pages] == ["pages/001.jpg", "pages/002.jpg"]
    assert all(page.path.is_file() for page in pages)
    assert [line.text for line in pages[0].lines] == ["Net"]


def test_ids_keep_their_zeros() -> None:
    assert parse_ids("003,008-010") == ["003", "008", "009", "010"]


def test_readers_are_found_by_name_and_variant() -> None:
    assert find_reader("ocrlc-fp32") == "ocrlc"
    assert find_reader("faster-paddle-tiny") == "faster-paddle-tiny"
    with pytest.raises(ValueError, match=r"no system 'abbyy'.*tesseract"):
        find_reader("abbyy")


def test_every_environment_has_its_requirements() -> None:
    folder = Path(__file__).parents[2] / "scripts/peers/requirements"
    assert {path.stem for path in folder.glob("*.txt")} == set(ENVIRONMENTS.values())
    assert ENVIRONMENTS.keys() <= READERS.keys()


def test_systems_take_their_reader_s_python_and_their_own_options() -> None:
    systems = parse_systems(
        "ocrlc,ocrlc-fp32,tesseract",
        ["ocrlc=/p/python"],
        ["ocrlc-fp32.precision=fp32", "ocrlc-fp32.onednn=false"],
    )
    assert [system.python for system in systems] == ["/p/python", "/p/python", sys.executable]
    assert [dict(system.options) for system in systems] == [
        {},
        {"precision": "fp32", "onednn": False},
        {},
    ]
    systems = parse_systems(
        "tesseract,faster-paddle-tiny,rapidocr", ["rapidocr=/p/python"], [], Path("peers")
    )
    pythons = [sys.executable, "peers/faster-paddle/bin/python", "/p/python"]
    assert [system.python for system in systems] == pythons
    with pytest.raises(ValueError, match="do not run: rapidocr"):
        parse_systems("tesseract", [], ["rapidocr.Det.thresh=0.2"])


def test_a_run_takes_turns_and_reports_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "fake.py"
    script.write_text(FAKE)
    monkeypatch.setattr("scripts.peers.run.WORKER", (str(script),))
    line = _at("Total due", 0, 0)
    pages = [TruePage(name, tmp_path / name, (line,)) for name in ("0.png", "broken.png")]
    systems = [System(name, name, sys.executable, {}) for name in ("a", "b")]
    results = [
        report(outcomes, pages, threads=1, reference="a")
        for outcomes in run(systems, pages, threads=1, warmup=1, rounds=1, pause=0)
    ]
    assert [result["pages"] for result in results] == [1, 2]
    result = results[-1]
    first = result["systems"][0]
    assert first["failed"] == 1
    assert first["word_recall"] == 0.5
    assert first["word_f1_exact"] == pytest.approx(2 / 6)
    assert first["cer_folded"] == pytest.approx(50)
    assert (first["ratio"], first["seconds_median"], first["peak_mb"]) == (1, 0.5, 7e-6)
    assert "| b | 0.667 |" in markdown(result)
    json.dumps(result)
    page = render({"receipts.json": result})
    assert "from receipts.json" in page
    assert "| b | 0.667 |" in page
    assert "- b: fake 1\n  - failed on broken.png: OSError: broken" in page
    assert "--systems a,b" in page


def test_a_worker_that_dies_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "fake.py"
    script.write_text("raise SystemExit(3)")
    monkeypatch.setattr("scripts.peers.run.WORKER", (str(script),))
    with pytest.raises(RuntimeError, match="ocrlc: its process ended"):
        next(
            run(
                [System("ocrlc", "ocrlc", sys.executable, {})],
                [],
                threads=1,
                warmup=0,
                rounds=1,
                pause=0,
            )
        )


def test_every_reader_says_what_must_be_installed() -> None:
    assert READERS.keys() == DISTRIBUTIONS.keys()


@needs_ppocrv4
def test_paddleocr_s_folders_lead_to_the_weights(tmp_path: Path) -> None:
    for folder in ppocrv4_folders(tmp_path):
        assert (folder / "inference.pdmodel").stat().st_size > 10_000
        assert (folder / "inference.pdiparams").stat().st_size > 1_000_000
        assert (folder / "inference.yml").is_file()


def test_installed_size_counts_what_is_required() -> None:
    pillow = distribution_bytes(("pillow",))
    assert pillow > 1e6
    assert distribution_bytes(("pillow", "Pillow")) == pillow
    assert distribution_bytes(("no-such-distribution",)) == 0
