"""ONNX files made of Paddle's programs; they are cached by a hash of the content.

Reading with an ONNX file does not need Paddle. Making one does, and is done in a separate process.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.program import ONNX, Program
from ocrlc.inference.program_cache import cached_folder
from ocrlc.inference.selection import CONVERTERS, ENGINES
from ocrlc.system.refusals import temporary_folder

VERSION = 1
"""Part of the cache key; increase it when the file made of the same program changes."""
TOLERANCE = 1e-3
"""Largest accepted difference of a probability; some 1e-6 are usual."""


def cached_onnx(key: str, program: Callable[[], Program], height: int | None) -> Program:
    """Return the ONNX file cached under a key; if there is none, convert the program.

    Args:
        key: hash of all that the program depends on.
        program: returns the program to convert; called only if a conversion is needed.
        height: height of lines in pixels, as for `convert`.

    Raises:
        ModelError: the program cannot be converted.
        ConfigError: a package needed for the conversion is not installed.
    """
    folder = cached_folder(
        f"{key}-onnx-{VERSION}", lambda fresh: _convert_into(fresh, program(), height)
    )
    return Program(folder / ONNX, folder / ONNX)


def program_for(program: Program, engine: str, height: int | None) -> Program:
    """Return a program in the format that an engine runs, converted if necessary.

    Raises:
        ModelError: the program cannot be converted.
        ConfigError: a package needed for the conversion is not installed.
    """
    if program.model.suffix in ENGINES[engine].formats:
        return program
    digest = hashlib.sha256()
    for path in (program.model, program.params):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return cached_onnx(digest.hexdigest()[:24], lambda: program, height)


def convert(program: Program, target: Path, height: int | None) -> float:
    """Convert a Paddle program to an ONNX file, and compare the results of both.

    Args:
        program: a program with one input and one output.
        target: the file to write.
        height: height in pixels of a recogniser's lines; None for a detector, which takes pages.

    Returns:
        The largest difference between the probabilities of both.

    Raises:
        ModelError: the program cannot be converted, or the results differ.
        ConfigError: a package needed for the conversion is not installed.
        ResourceError: there is no temporary folder.
    """
    for package in CONVERTERS:
        if find_spec(package) is None:
            raise ConfigError(
                f"making ONNX needs {package}: pip install 'ocrlc[onnx]', on Python 3.10 or 3.11"
            )
    with temporary_folder("ocrlc-onnx-") as scratch:
        values = map(str, (program.model, program.params, target, height or 0, scratch))
        command = [sys.executable, "-m", "ocrlc.inference.onnx.convert", *values]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr + done.stdout)
        said = [row for row in plain.splitlines() if "rror" in row]
        reason = said[-1] if said else f"code {done.returncode}"
        raise ModelError(f"{program.model}: cannot be converted to ONNX: {reason}")
    difference = float(json.loads(done.stdout.splitlines()[-1]))
    if not difference <= TOLERANCE:
        target.unlink()
        raise ModelError(
            f"{program.model}: as ONNX its probabilities differ by up to {difference:.2g}, "
            f"more than {TOLERANCE:g}"
        )
    return difference


def _convert_into(folder: Path, program: Program, height: int | None) -> None:
    convert(program, folder / ONNX, height)
