"""The log of a run, damaged by a crash."""

from __future__ import annotations

import json

import pytest

from ocrlc.training.metrics_log import METRICS, read_metrics, rewind


@pytest.mark.parametrize(
    "damage", [b"\0\0\0\n", b'{"step": 3, "lo\n', b"\xff\n", b"[1]\n", b"{}\n"]
)
def test_damaged_lines_are_left_out_and_told(tmp_path, damage, caplog):
    rows = [json.dumps({"step": step, "loss": 1.0}).encode() + b"\n" for step in (1, 2, 3)]
    (tmp_path / METRICS).write_bytes(rows[0] + damage + rows[1] + rows[2] + b'{"step": 4')
    rewind(tmp_path, 2)
    assert "1 damaged lines left out" in caplog.text
    assert [record["step"] for record in read_metrics(tmp_path)] == [1, 2]
