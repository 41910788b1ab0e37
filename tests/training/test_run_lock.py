"""One training in a folder."""

from __future__ import annotations

import pytest

from ocrlc.errors import ConfigError
from ocrlc.training.run_lock import locked_run


def test_second_training_is_kept_out_until_the_first_has_ended(tmp_path):
    run = tmp_path / "runs/a"
    with (
        locked_run(run),
        pytest.raises(ConfigError, match="another training"),
        locked_run(run),
    ):
        pass
    with locked_run(run) as again:
        assert again == run


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match=r"train\.output_dir"), locked_run(tmp_path / "file/run"):
        pass
