"""What reading keeps of a bundle's config, so that later starts need not check it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ocrlc.detection.weights import box_options, find_weights
from ocrlc.errors import ModelError
from ocrlc.inference.brief import FILE, make_brief
from ocrlc.inference.bundles import CONFIG, find_bundle
from ocrlc.recognition.line_model import find_line_model

ROOT = Path(__file__).parents[2]
DETECTOR = ROOT / "data/models/lcnet-det"

READ = """
import sys
from ocrlc import Detector, Recognizer
Recognizer("lcnet-latin"), Detector(sys.argv[1])
print(sorted({"pydantic", "yaml", "ocrlc.config"} & set(sys.modules)))
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OCRLC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_config_is_checked_once_by_any_process(cache: Path) -> None:
    command = [sys.executable, "-c", READ, str(DETECTOR)]
    first, second = (
        subprocess.check_output(command, cwd=ROOT, env={**os.environ}, text=True) for _ in range(2)
    )
    assert (first, second) == ("['ocrlc.config', 'pydantic', 'yaml']\n", "[]\n")


def test_it_says_what_the_config_says(cache: Path) -> None:
    for name in ("lcnet-latin", "line-orientation", DETECTOR):
        for _ in range(2):  # made, and taken from the cache
            bundle = find_bundle(name)
            assert bundle.brief == make_brief(bundle.config)
    detector = find_weights(DETECTOR)
    assert detector.boxes == box_options(find_bundle(DETECTOR).config)


def test_another_config_is_another_brief(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(ROOT / "data/models/lcnet-latin", folder)
    assert find_line_model(folder).strips
    text = (folder / CONFIG).read_text(encoding="utf-8")
    (folder / CONFIG).write_text(text.replace("strips: 0.65", "strips: 0"), encoding="utf-8")
    assert not find_line_model(folder).strips


def test_a_damaged_one_is_made_again(cache: Path) -> None:
    before = find_bundle("lcnet-latin").brief
    (kept,) = cache.glob(f"*/{FILE}")
    kept.write_text('{"family": "detector"}', encoding="utf-8")
    assert find_bundle("lcnet-latin").brief == before


def test_a_config_that_is_not_valid_is_not_kept(cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(ROOT / "data/models/lcnet-latin", folder)
    with (folder / CONFIG).open("a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    for _ in range(2):
        with pytest.raises(ModelError, match=r"config\.yml: .*nonsense"):
            find_line_model(folder)
    (folder / CONFIG).unlink()
    with pytest.raises(ModelError, match=r"config\.yml"):
        find_line_model(folder)
