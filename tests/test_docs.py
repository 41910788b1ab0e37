"""What the guides show is run as it stands, and prints what they say."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.debian import PROGRAMS, need

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/tasks").glob("*.md"), ROOT / "README.md"]
)
NEED_OWN_DATA = ("training.md", "finetuning.md", "evaluation.md", "training-data-from-pdfs.md")
NEED_DOCKER = ("container.md",)
NEED_A_SCHEDULER = ("spark-and-dask.md",)
NEED_DOWNLOADS = ("docling.md",)
NOT_GUIDES = ("README.md", "architecture.md")
NEED_PACKAGES = {
    "ocrmypdf": ("ocrmypdf", "OCRmyPDF 17 needs Python 3.11"),
    "mcp": ("mcp", "needs mcp: pip install 'ocrlc[mcp]'"),
    "llamaindex": ("llama_index.core", "llama-index-core is not installed; it brings 20 packages"),
}
UNRUN = (*NOT_GUIDES, *NEED_OWN_DATA, *NEED_DOCKER, *NEED_A_SCHEDULER, *NEED_DOWNLOADS)
GUIDES = [page for page in PAGES if page.name not in UNRUN]
MARKS = {
    "exchange": [pytest.mark.onnx, pytest.mark.slow],
    "scale": [pytest.mark.ray, pytest.mark.long],
}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OMITTED = "…"
USUAL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Example:
    """Something to run, and what it prints; None where the page does not say."""

    code: str
    output: str | None


def blocks(page: Path) -> list[tuple[str, str]]:
    return FENCE.findall(page.read_text(encoding="utf-8"))


def python(page: Path) -> list[Example]:
    found = blocks(page)
    return [
        Example(code, after[1] if after[0] == "text" else None)
        for (kind, code), after in zip(found, [*found[1:], ("", "")], strict=True)
        if kind == "python"
    ]


def console(page: Path) -> list[Example]:
    text = "".join(code for kind, code in blocks(page) if kind == "console")
    examples = []
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        examples.append(Example(command, output or None))
    return examples


def agrees(shown: str, printed: str) -> bool:
    """Whether this was printed; how many spaces part columns may differ from CPU to CPU."""
    shown, printed = (re.sub(" +", " ", text) for text in (shown, printed))
    parts = [re.escape(part) for part in re.split(rf"^{OMITTED}\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(parts), printed) is not None


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The files that the guides speak of."""
    samples = ROOT / "data/samples"
    (tmp_path / "scans/invoices").mkdir(parents=True)
    shutil.copy(samples / "receipt.jpg", tmp_path)
    shutil.copy(samples / "invoice.jpg", tmp_path)
    shutil.copy(samples / "receipt.jpg", tmp_path / "scans")
    shutil.copy(samples / "invoice.jpg", tmp_path / "scans/invoices")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.fixture
def broken(folder):
    (folder / "scans/broken.jpg").write_bytes(b"\xff\xd8\xff not a picture")


@pytest.fixture
def scan(folder):
    from PIL import Image

    with Image.open(folder / "receipt.jpg") as picture:
        picture.save(folder / "scans/scan.pdf", resolution=150)


@pytest.fixture
def served():
    """The address of a server; the guide has the usual one, which may be taken."""
    from tests.support.server import serving

    with serving("--timeout", "600", "--page-timeout", "600") as server:
        yield server.url


@pytest.fixture
def locked(folder, scan):
    import pikepdf

    with pikepdf.open(folder / "scans/scan.pdf") as pdf:
        lock = pikepdf.Encryption(user="sesame", owner="boss")
        pdf.save(folder / "scans/locked.pdf", encryption=lock)


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=MARKS.get(page.stem, [pytest.mark.slow])) for page in GUIDES],
    ids=lambda page: page.stem,
)
def test_guides_run_as_they_stand(page, request):
    """The commands of a page first, then its Python, with the files that page has."""
    if page.stem in NEED_PACKAGES:
        package, reason = NEED_PACKAGES[page.stem]
        pytest.importorskip(package, reason=reason)
    request.getfixturevalue("folder")
    url = request.getfixturevalue("served") if page.stem == "serving" else USUAL
    for name in {"folder-to-csv": ["broken"], "batches": ["broken"], "scale": ["broken"],
                 "searchable-pdf": ["broken", "scan", "locked"], "ocrmypdf": ["scan"],
                 "langchain": ["scan"], "retrieval": ["scan"]}.get(page.stem, []):  # fmt: skip
        request.getfixturevalue(name)
    examples = console(page) + python(page)
    assert examples
    for package, program in PROGRAMS.items():
        if any(re.search(rf"\b{program}\b", example.code) for example in examples):
            need(package)
    for example in console(page):
        done = subprocess.run(
            ["bash", "-c", example.code.replace(USUAL, url)],
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        assert agrees(example.output or "", done.stdout), f"{example}\n{done.stdout}"
    namespace: dict[str, object] = {"__name__": "__main__"}
    for example in python(page):
        printed = run_code(example.code.replace(USUAL, url), page.name, namespace)
        assert agrees((example.output or "").strip(), printed.strip()), f"{example.code}\n{printed}"


def run_code(code: str, name: str, namespace: dict[str, object]) -> str:
    """Run an example after those before it; return what it prints."""
    if "ProcessPoolExecutor" in code:  # its processes import the functions, which needs a file
        Path("example.py").write_text(code)
        command = [sys.executable, "example.py"]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, name, "exec"), namespace)
    return printed.getvalue()


def test_readme_python_runs(folder):
    *examples, _ = python(ROOT / "README.md")  # the last one opens a file that is not there
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for example in examples:
            exec(compile(example.code, "README.md", "exec"), {})
    assert "INV-2025-00417" in printed.getvalue()
    assert (folder / "invoice.json").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_docstrings(monkeypatch):
    import ocrlc.pipeline

    monkeypatch.chdir(ROOT)
    results = doctest.testmod(ocrlc.pipeline)
    assert results.attempted > 0
    assert results.failed == 0


def test_a_guide_that_is_wrong_is_noticed():
    assert agrees("a\n…\nd\n", "a\nb\nc\nd\n")
    assert not agrees("a\n…\nd\n", "a\nb\nc\n")
    assert not agrees("a\n", "b\n")
