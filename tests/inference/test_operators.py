"""Programs that are more than networks are not run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ocrlc.detection.weights import PPOCRV4
from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import inference_program
from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.operators import foreign_operators
from ocrlc.inference.program import Program
from ocrlc.ppocr.folder import find_program
from ocrlc.ppocr.packaged import packaged_folder
from ocrlc.system.paddle_setup import import_paddle
from ocrlc.system.resources import DEFAULT_RECOGNIZER
from tests.support.legacy_programs import legacy_program
from tests.support.wheels import needs_ppocrv4


@pytest.fixture
def evil(tmp_path: Path) -> Program:
    """A legacy program with one operator more, which writes a file."""
    import_paddle()
    from paddle.base import core

    stored = legacy_program(tmp_path)
    assert foreign_operators(stored.model) == []
    program = core.ProgramDesc(stored.model.read_bytes())
    block = program.block(0)
    (last,) = (i for i in range(block.op_size()) if block.op(i).type() == "fetch")
    output = block.op(last).input("X")
    operator = block._insert_op(last)
    operator.set_type("save")
    operator.set_input("X", output)
    operator._set_attr("file_path", str(tmp_path / "victim"))
    for name, value in (("overwrite", True), ("save_as_fp16", False), ("save_to_memory", False)):
        operator._set_attr(name, value)
    stored.model.write_bytes(program.serialize_to_string())
    return stored


def test_a_program_that_writes_a_file_is_not_run(evil: Program, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not run: no network for reading needs save$"):
        Engine(evil, EngineOptions(threads=1)).run(np.zeros((1, 3, 64, 64), np.float32))
    assert not (tmp_path / "victim").exists()


@needs_ppocrv4
def test_official_programs_have_none() -> None:
    programs = [find_program(folder) for folder in packaged_folder(PPOCRV4).parent.iterdir()]
    assert len(programs) == 3
    for program in programs:
        assert program
        assert foreign_operators(program.model) == []


def test_what_is_hidden_in_a_branch_is_found(tmp_path: Path) -> None:
    program = inference_program(find_bundle(DEFAULT_RECOGNIZER)).model
    assert foreign_operators(program) == []
    content = json.loads(program.read_bytes())
    operators = content["program"]["regions"][0]["blocks"][0]["ops"]
    save = {"#": "1.save_combine", "A": [], "I": [], "O": []}
    branch = {"#": "1.if", "regions": [{"#": "region_1", "blocks": [{"ops": [save]}]}]}
    operators.append(branch)
    changed = tmp_path / "inference.json"
    changed.write_text(json.dumps(content))
    assert foreign_operators(changed) == ["1.save_combine"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"program": 3}', b'{"program": {"regions": [3]}}', b"[" * 9999]
)
def test_damaged_programs_are_errors(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "inference.json").write_bytes(content)
    (tmp_path / "inference.pdiparams").write_bytes(b"")
    program = Program(tmp_path / "inference.json", tmp_path / "inference.pdiparams")
    with pytest.raises(ModelError, match=r"inference\.json cannot be loaded: "):
        Engine(program, EngineOptions(threads=1))
