"""The mean of two models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from scripts.average_models import average
from tests.support.random_models import random_bundle


def test_weights_are_the_mean_and_files_are_the_first_ones(tmp_path: Path) -> None:
    first = random_bundle(tmp_path / "first").path
    second = tmp_path / "second"
    second.mkdir()
    (second / "config.yml").write_bytes((first / "config.yml").read_bytes())
    weights = load_file(first / "model.safetensors")
    save_file({name: values + 1 for name, values in weights.items()}, second / "model.safetensors")

    average(str(first), str(second), 0.25, tmp_path / "mean")

    mean = load_file(tmp_path / "mean/model.safetensors")
    assert mean.keys() == weights.keys()
    for name, values in mean.items():
        np.testing.assert_allclose(values, weights[name] + 0.25, rtol=1e-5, atol=1e-6)
    assert {p.name for p in (tmp_path / "mean").iterdir()} == {p.name for p in first.iterdir()}

    text = (first / "config.yml").read_text(encoding="utf-8")
    assert "space_factor: 1.0" in text
    changed = text.replace("space_factor: 1.0", "space_factor: 4.0")
    (second / "config.yml").write_text(changed, encoding="utf-8")
    average(str(first), str(second), 0.5, tmp_path / "spaces")
    assert (tmp_path / "spaces/config.yml").read_text(encoding="utf-8") == text.replace(
        "space_factor: 1.0", "space_factor: 2.0"
    )

    save_file({"other": np.zeros(3, np.float32)}, second / "model.safetensors")
    with pytest.raises(ValueError, match="not of one architecture"):
        average(str(first), str(second), 0.5, tmp_path / "wrong")
