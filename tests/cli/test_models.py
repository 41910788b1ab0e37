from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from click.testing import CliRunner

from ocrlc.cli.models import align, command


def test_table_shows_size_accuracy_and_place(monkeypatch):
    bundles = [
        SimpleNamespace(
            name="lcnet-latin",
            path=Path("/models/lcnet-latin"),
            size_bytes=5_760_000,
            metrics={"cer": 1.94, "exact": 84.0, "note": "x"},
        ),
        SimpleNamespace(name="b", path=Path("/models/b"), size_bytes=10, metrics={}),
    ]
    monkeypatch.setattr("ocrlc.inference.bundles.list_bundles", lambda: bundles)
    done = CliRunner().invoke(command)
    assert done.output.splitlines() == [
        "NAME         SIZE    ACCURACY                 PLACE",
        "lcnet-latin  5.8 MB  CER 1.9 %, exact 84.0 %  /models/lcnet-latin",
        "b            0.0 MB  not measured             /models/b",
    ]


def test_columns_stand_under_one_another():
    assert align([("a", "bb", "c"), ("ddd", "e", "f")]) == ["a    bb  c", "ddd  e   f"]


def test_bundled_models_are_listed(run):
    from ocrlc.inference.bundles import list_bundles

    done = run("models", real=True)
    assert done.returncode == 0
    for bundle in list_bundles():
        assert bundle.name in done.stdout
        assert str(bundle.path) in done.stdout
