"""What `--cluster` refuses before a cluster is asked; tests/integrations/test_ray.py uses one."""

from __future__ import annotations

import subprocess

import pytest


@pytest.fixture
def page(tmp_path):
    (tmp_path / "page.png").write_text("page")
    return "page.png"


@pytest.mark.parametrize(
    ("options", "code", "error"),
    [
        ([], 2, "-f parquet -o FOLDER"),
        (["-o", "out", "-f", "json"], 2, "-f parquet -o FOLDER"),
        (["-o", "out", "-f", "parquet,json"], 2, "-f parquet -o FOLDER"),
        (["-o", "out", "--overlay", "seen.png"], 2, "-f parquet -o FOLDER"),
        (["-", "-o", "out"], 2, "not stdin"),
    ],
)
def test_what_a_cluster_does_not_do(run, page, tmp_path, options, code, error):
    done = run("recognize", page, *options, "--cluster", "local")
    assert (done.returncode, done.stdout) == (code, "")
    assert error in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"page.png"}


def test_nothing_to_read_is_told_without_a_cluster(run, tmp_path):
    done = run("recognize", "gone.png", "-o", "out", "--cluster", "local")
    assert done.returncode == 3
    assert "no such file" in done.stderr


@pytest.mark.ray
@pytest.mark.long
def test_a_cluster_that_is_not_there(fake_command, page, tmp_path):
    call = [*fake_command, "recognize", page, "-o", "out", "--cluster", "127.0.0.1:1"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=550)
    assert done.returncode == 2
    assert "no Ray cluster can be reached at 127.0.0.1:1" in done.stderr
