"""Detectors in Paddle's legacy format, rebuilt so that oneDNN can compute them in bfloat16.

Paddle 3.3 breaks legacy programs when it converts them to bfloat16. The rebuilt network takes about
0.6 of the time in bfloat16, and two thirds of the memory.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import save_layer
from ocrlc.inference.program import Program
from ocrlc.inference.program_cache import cached_program
from ocrlc.ppocr.folding import UnsupportedError, fold
from ocrlc.ppocr.legacy import read_operators, read_weights
from ocrlc.system.paddle_setup import import_paddle, paddle_library

VERSION = 1
"""Part of the cache key; increase it when the program made of the same weights changes."""


def rebuilt_program(program: Program) -> Program:
    """Return the rebuilt program of a legacy detector; it is made on first use and cached.

    Raises:
        ModelError: the program is damaged, or contains unsupported operators.
    """
    digest = hashlib.sha256(program.model.read_bytes() + program.params.read_bytes())
    digest.update(f"{paddle_library().get_version()} {VERSION}".encode())
    return cached_program(digest.hexdigest()[:24], lambda folder: _rebuild(program, folder))


def _rebuild(program: Program, folder: Path) -> None:
    """Write the rebuilt program of a legacy detector into a folder."""
    try:
        operators, names = read_operators(program.model)
        nodes, output = fold(operators, read_weights(program.params, names))
    except (OSError, ValueError, KeyError, struct.error, UnsupportedError) as error:
        raise ModelError(f"{program.model}: cannot be rebuilt: {error}") from error
    import_paddle()
    # It loads Paddle, whose import had to be prepared.
    from ocrlc.ppocr.replay import Replay

    save_layer(Replay(nodes, output).eval(), (None, 3, None, None), folder)
