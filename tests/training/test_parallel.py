"""What data-parallel processes tell each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.programs.exchange_check import CLIP_NORM, SHARES, gradients, statistics, trainer

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_two_processes_have_the_gradients_and_statistics_of_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.programs.exchange_check", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    alone = trainer()
    whole = gradients(alone, slice(0, 6))
    norm = np.sqrt(sum((g**2).sum() for name, g in whole.items() if name not in ("loss", "lines")))
    np.testing.assert_allclose(norm, CLIP_NORM, rtol=1e-4)
    for rank in range(len(SHARES)):
        with np.load(tmp_path / f"{rank}.npz") as found:
            for name, expected in whole.items():
                np.testing.assert_allclose(found[name], expected, rtol=1e-3, atol=1e-5)
            for name in statistics(alone):
                np.testing.assert_allclose(found[name], 2.0)  # the mean of 1 and 3
            assert found["positions"].tolist() == [[0, 10], [1, 11]]
