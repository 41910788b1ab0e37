"""What `ocrlc serve` says before it serves."""

from __future__ import annotations

import pytest

import ocrlc.cli.serve
from ocrlc.cli.common import Settings
from ocrlc.cli.main import cli, run


@pytest.fixture
def serve(capsys):
    def call(*args):
        settings = Settings()
        code = run(
            lambda: cli.main(["serve", *args], "ocrlc", standalone_mode=False, obj=settings),
            settings,
        )
        return code, capsys.readouterr().err

    return call


def test_extra_that_is_missing(serve, monkeypatch):
    monkeypatch.setattr(ocrlc.cli.serve, "find_spec", lambda name: None)
    code, said = serve()
    assert code == 2
    assert said.count("\n") == 1
    assert "pip install 'ocrlc[serve]'" in said


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--port", "70000"], 2, "--port"),
        (["--timeout", "0"], 2, "--timeout"),
        (["--host", "host.invalid"], 2, "cannot listen on host.invalid"),
        (["--port", "0", "--rec", "nowhere"], 4, "lcnet-latin"),
    ],
)
def test_errors_in_a_line(serve, args, code, message):
    got, said = serve(*args)
    assert got == code
    assert said.count("\n") == 1
    assert message in said
