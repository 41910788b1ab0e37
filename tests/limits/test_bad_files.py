"""Memory stays flat over a thousand files that are damaged in many ways."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil
import pytest
from PIL import Image

from tests.support.mutations import cut, mutate
from tests.support.seeds import drawing, encoded, text_pdf
from tests.support.server import occupied

FILES = 1000
SETTLED = 200
"""Files after which models, caches and compiled shapes are there."""
GROWTH = 100
"""Megabytes that the other files may add. Kept, their pages would add two to three hundred."""
STREAM = """
import sys
from pathlib import Path
from ocrlc import OCR
for done in OCR(threads=1).stream(sorted(Path(sys.argv[1]).iterdir())):
    print("failed" if done.error else "read", flush=True)
"""


def sound() -> list[bytes]:
    """Return files of a few kilobytes whose pages take one and a half megabytes each."""
    page = drawing(size=(800, 600))
    return [
        encoded(page),
        encoded(page, "JPEG"),
        encoded(page, "JPEG", progressive=True),
        encoded(page, "TIFF", compression="tiff_lzw"),
        encoded(page, "TIFF", save_all=True, append_images=[page] * 3, compression="tiff_deflate"),
        encoded(page.convert("1"), "TIFF", compression="group4"),
        encoded(page, "GIF"),
        encoded(page.convert("RGBA"), "WEBP", lossless=True),
        encoded(page.resize((80, 60), Image.Resampling.NEAREST), "BMP"),
        encoded(page, "PDF"),
        text_pdf("Hello", "World"),
        text_pdf("Hello", password="secret"),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand files: most are cut off, others damaged elsewhere, empty or no documents."""
    folder = tmp_path_factory.mktemp("bad")
    seeds, dice = sound(), Random(24)
    for number in range(FILES):
        data = seeds[number % len(seeds)]
        damage = number // len(seeds) % 10
        if damage < 7:
            data = cut(data[len(data) // 2 :], dice) if damage == 6 else _shortened(data, dice)
        elif damage < 9:
            data = mutate(data, dice)
        else:
            data = dice.choice((b"", b"\0" * 5000, b"MM\0*", data[:8]))
        (folder / f"{number:04}.png").write_bytes(data)
    return folder


def _shortened(data: bytes, dice: Random) -> bytes:
    return data[: dice.randint(len(data) // 2, len(data) - 8)]


def megabytes(process: subprocess.Popen[str]) -> float:
    own = psutil.Process(process.pid)
    return sum(map(occupied, [own, *own.children(recursive=True)]))


def growth(process: subprocess.Popen[str], told: Iterator[str]) -> tuple[float, int]:
    """Return by how many megabytes a process grows after `SETTLED` files, and how many it tells."""
    count, before, after = 0, 0.0, 0.0
    for count, _ in enumerate(told, 1):
        if count == SETTLED:
            before = megabytes(process)
        elif count > SETTLED:
            after = max(after, megabytes(process) if count % 20 == 0 else 0)
    assert before > 0
    return after - before, count


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--timeout", "60"]])
def test_a_batch_keeps_nothing_of_what_it_cannot_read(folder, tmp_path, options):
    ocrlc = Path(sys.executable).with_name("ocrlc")
    command = [ocrlc, "recognize", folder, "-o", tmp_path / "out", "--threads", "1", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = (line for line in process.stderr if line.startswith(f"ocrlc: {folder}/"))
        grown, failed = growth(process, lines)
        assert process.wait(60) == 5
    assert failed > 0.7 * FILES
    assert grown < GROWTH


@pytest.mark.slow
def test_a_stream_keeps_nothing_of_what_it_cannot_read(folder):
    command = [sys.executable, "-c", STREAM, folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        outcomes: list[str] = []
        grown, count = growth(process, (outcomes.append(line) or line for line in process.stdout))
        assert process.wait(60) == 0
    assert count == FILES
    assert outcomes.count("failed\n") > 0.7 * FILES
    assert grown < GROWTH
