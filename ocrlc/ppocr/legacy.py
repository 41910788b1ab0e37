"""Reading legacy Paddle inference programs: `.pdmodel` and `.pdiparams`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.inference.paddle_tensors import read_tensors
from ocrlc.system.paddle_setup import paddle_library

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LegacyOperator:
    """An operator of a legacy program.

    Attributes:
        kind: Paddle's name of the operator, such as `conv2d`.
        inputs: names of the input tensors, by slots such as `Filter`.
        outputs: names of the output tensors, by slots such as `Output`.
        attributes: settings of the operator.
    """

    kind: str
    inputs: Mapping[str, Sequence[str]]
    outputs: Mapping[str, Sequence[str]]
    attributes: Mapping[str, Any]


def read_operators(path: Path) -> tuple[list[LegacyOperator], list[str]]:
    """Read a `.pdmodel`.

    Returns:
        The operators in forward order, and the names of the weights.

    Raises:
        ValueError: the file is damaged.
        OSError: the file cannot be read.
    """
    # The block and its operators point into the program, which must stay alive.
    program = _parse(path)
    block = program.block(0)
    operators = [
        LegacyOperator(
            op.type(),
            {slot: list(op.input(slot)) for slot in op.input_names()},
            {slot: list(op.output(slot)) for slot in op.output_names()},
            {name: op.attr(name) for name in op.attr_names()},
        )
        for op in (block.op(i) for i in range(block.op_size()))
    ]
    skipped = {"feed", "fetch"}
    names = [v.name() for v in block.all_vars() if v.persistable() and v.name() not in skipped]
    return operators, names


def read_input_shape(path: Path) -> list[int]:
    """Read the shape of the first input of a `.pdmodel`; -1 is any size.

    Raises:
        ValueError: the file is damaged, or the program has no input.
        OSError: the file cannot be read.
    """
    program = _parse(path)
    block = program.block(0)
    for i in range(block.op_size()):
        if block.op(i).type() == "feed":
            (name,) = block.op(i).output("Out")
            return list(block.find_var(name.encode()).shape())
    raise ValueError("it takes no input")


def _parse(path: Path) -> Any:
    try:
        program = paddle_library().ProgramDesc(path.read_bytes())
        program.block(0)
    except RuntimeError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    return program


def read_weights(path: Path, names: Iterable[str]) -> dict[str, Array]:
    """Read a `.pdiparams`, which contains tensors in the order of their names.

    Raises:
        ValueError, KeyError, struct.error: the file is damaged or belongs to another program.
        OSError: the file cannot be read.
    """
    names, arrays = sorted(names), list(read_tensors(path))
    if len(names) != len(arrays):
        raise ValueError(f"{path.name} holds {len(arrays)} tensors instead of {len(names)}")
    return {name: array.astype(np.float32) for name, array in zip(names, arrays, strict=True)}
