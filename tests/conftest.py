"""What the tests share: a known document, and leave to skip what needs the receipts."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from ocrlc.document import Document
from ocrlc.polygons import Polygon
from ocrlc.results import Line, Page, Word

# Threads of one test that wait must not keep those of another process from computing.
os.environ.setdefault("KMP_BLOCKTIME", "0")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# Shells start background jobs with Ctrl-C ignored, and processes inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
CELL, HEIGHT = 10, 20

# A busy machine takes a second for what takes a millisecond, which is no fault of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


LONG = (
    "tests/cli/test_train.py",
    "tests/test_docs.py",
    "tests/cli/test_recognize.py",
    "tests/cli/documents/test_batch.py",
    "tests/cli/documents/test_reading.py",
    "tests/training/test_trainer.py",
)
"""The files whose tests take longest begin first, so that no worker is left with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.relative_to(ROOT).as_posix() not in LONG)
    missing = {}
    if not os.environ.get("OCRLC_RECEIPTS"):
        missing["receipts"] = "OCRLC_RECEIPTS does not name the receipts folder"
    if find_spec("paddle2onnx") is None:
        missing["onnx"] = "paddle2onnx is not installed; it has no release for Python 3.12"
    if find_spec("openvino") is None:
        missing["openvino"] = "openvino is not installed"
    if find_spec("ray") is None:
        missing["ray"] = "ray is not installed"
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def program_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of programs for all workers of this run: to make one takes seconds."""
    folder = tmp_path_factory.getbasetemp()
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    return (folder.parent if in_worker else folder) / "programs"


@pytest.fixture
def receipts() -> Path:
    return Path(os.environ["OCRLC_RECEIPTS"])


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def make_line(text: str, x: float, y: float, cell: float = CELL, score: float = 0.9) -> Line:
    """Return a line of a monospaced type whose words have boxes of their own."""
    words, start = [], 0
    for word in text.split(" "):
        left, right = x + start * cell, x + (start + len(word)) * cell
        words.append(Word(word, score, box(left, y, right, y + HEIGHT)))
        start += len(word) + 1
    return Line(text, score, box(x, y, x + len(text) * cell, y + HEIGHT), tuple(words))


@pytest.fixture
def line_at():
    return make_line


@pytest.fixture
def document() -> Document:
    """Two pages: a small invoice whose table has right-aligned sums, and an empty page."""
    lines = (
        make_line("ACME & Söhne <GmbH>", 50, 50),
        make_line("Invoice No: 2024-0001", 600, 50),
        make_line("Description", 50, 110),
        make_line("Qty", 500, 110),
        make_line("Total", 800, 110),
        make_line("Widget, large", 50, 140),
        make_line("2", 520, 140),
        make_line("2,400.00 €", 750, 140),
        make_line("Bolt", 50, 170),
        make_line("10", 510, 170),
        make_line("50.00 €", 780, 170, score=0.756),
    )
    return Document(
        (
            Page("in voice.pdf", 1, 1000, 1400, lines),
            Page("in voice.pdf", 2, 1000, 1400, (), ("no text found",)),
        )
    )


@pytest.fixture(scope="session")
def sample_documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """What the bundled model reads: the sample pictures, and a scanned PDF made of three."""
    import pypdfium2 as pdfium

    from ocrlc import OCR

    ocr = OCR(threads=2)
    folder = ROOT / "data/samples"
    pictures = sorted([*folder.glob("*.jpg"), *folder.glob("*.png")])
    scan = tmp_path_factory.mktemp("samples") / "scan.pdf"
    with pdfium.PdfDocument.new() as pdf:
        for path in pictures[:3]:
            picture = pdfium.PdfImage.new(pdf)
            picture.load_jpeg(str(path), inline=True)
            width, height = (0.48 * side for side in picture.get_px_size())
            picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
            page = pdf.new_page(width, height)
            page.insert_obj(picture)
            page.gen_content()
        pdf.save(str(scan))
    return {path.name: ocr.recognize(path) for path in [*pictures, scan]}
