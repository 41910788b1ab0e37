"""Matplotlib says nothing on stderr, and is not imported for its fonts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

DRAW = """
from pathlib import Path
from ocrlc.evaluation.speed.pareto_plot import draw_pareto
draw_pareto([], Path("chart.png"))
"""


@pytest.fixture
def said(tmp_path):
    """Run code for a user whose home cannot be written; return stdout and stderr."""

    def run(code: str) -> tuple[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "MPL"))}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={**kept, "HOME": "/dev/null/home"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout, done.stderr

    return run


def test_matplotlib_by_itself_complains(said):
    assert "atplotlib" in said("import matplotlib")[1]


@pytest.mark.parametrize("code", ["import ocrlc.training.curves", DRAW])
def test_figures_are_drawn_without_a_word(said, code):
    assert said(code) == ("", "")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("from ocrlc.writers.overlay import _font; print(_font(20).getname()[0])", "DejaVu Sans"),
        (
            "from ocrlc.evaluation.error_sheet import error_picture as p; print(p([], '')[1:4])",
            "PNG",
        ),
        (
            "from ocrlc.synthesis.drawing.fonts import bundled_fonts; print(bundled_fonts())",
            "DejaVu",
        ),
    ],
)
def test_fonts_are_found_without_importing_it(said, code, shown):
    output, errors = said(f"{code}\nimport sys; print('matplotlib' in sys.modules)")
    assert shown in output
    assert (output.splitlines()[-1], errors) == ("False", "")
