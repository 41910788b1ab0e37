"""Exporting a recogniser or a detector for other programs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from ocrlc.detection.detector import Detector, LineFinder
from ocrlc.detection.postprocess import BoxOptions
from ocrlc.detection.weights import PPOCRV4, StoredDetector, box_options, find_stored
from ocrlc.errors import InputError, ModelError
from ocrlc.inference.bundle_program import (
    inference_program,
    network_hash,
    save_layer,
    save_program,
)
from ocrlc.inference.bundles import CARD, CHARSET, CONFIG, MEASURED, Bundle, find_bundle
from ocrlc.inference.int8 import write_int8
from ocrlc.inference.onnx.program import convert
from ocrlc.inference.program import INT8, ONNX, PARAMS, PROGRAM, Program
from ocrlc.loading.load import Source, load_pages
from ocrlc.models.architectures import DetectorConfig, ModelConfig
from ocrlc.ppocr.folder import SETTINGS
from ocrlc.ppocr.official import DETECTORS
from ocrlc.preprocess import IMAGENET_MEAN, IMAGENET_STD, resize_line, to_grey
from ocrlc.recognition.batching import lay_batches
from ocrlc.recognition.crops import crop_line, tighten
from ocrlc.recognition.long_lines import piece_bounds
from ocrlc.system.files import atomic_path, write_atomic
from ocrlc.system.paddle_setup import import_paddle

MODEL_NAMES = {"rec": "PP-OCRv6_medium_rec", "det": "PP-OCRv6_medium_det"}
"""PaddleOCR opens a folder only under the name of one of its models; these are its defaults."""
WIDTH = 320
"""Width in pixels to which PaddleOCR pads shorter lines, about."""

MOST_DOCUMENTS = 32
"""Documents that an int8 variant is calibrated on, spread evenly over those given."""
MOST_INPUTS = 64
"""Inputs of the network that it is calibrated on."""

Model = Bundle | StoredDetector
Array = NDArray[np.float32]
Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Export:
    """The result of an export.

    Attributes:
        files: paths of the files written.
        difference: largest difference between the probabilities of the exported and the original
            network; None if the network was not converted.
    """

    files: tuple[Path, ...]
    difference: float | None = None


def find_model(name: str) -> Model:
    """Find a bundle or another detector.

    Raises:
        ModelError: there is no such model; the known names are listed.
    """
    folder = Path(name)
    if name in (PPOCRV4, *DETECTORS) or (folder.is_dir() and not (folder / CONFIG).is_file()):
        return find_stored(name)
    try:
        return find_bundle(name)
    except ModelError as error:
        raise ModelError(f"{error}; other detectors: {PPOCRV4}") from error


def export(model: Model, folder: Path, kind: str) -> Export:
    """Write a model for another program.

    Args:
        model: a model that `find_model` returned.
        folder: the folder to write to; it is made if it does not exist.
        kind: one of `EXPORTS`.

    Raises:
        ModelError: the model is broken, or cannot be exported in this format.
        ConfigError: a package needed for the conversion is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return EXPORTS[kind](model, folder)


def export_paddle(model: Model, folder: Path) -> Export:
    """Write a Paddle inference program: N, 3, 32, W to N, W / 4, C, or a detector's."""
    if isinstance(model, Bundle):
        save_program(model, folder)
        return Export((folder / PROGRAM, folder / PARAMS))
    return Export(_copy(_paddle_detector(model), folder))


def export_paddleocr(model: Model, folder: Path) -> Export:
    """Write a folder that PaddleOCR 3 opens as one of its models."""
    if not isinstance(model, Bundle):
        files, boxes = _copy(_paddle_detector(model), folder), model.boxes
    elif isinstance(model.config.model, DetectorConfig):
        save_program(model, folder)
        files, boxes = (folder / PROGRAM, folder / PARAMS), box_options(model.config)
    else:
        return _paddleocr_recognizer(model, folder)
    # Thresholds that depend on options unknown to PaddleOCR are of no use there.
    boxes = BoxOptions() if boxes.inset or boxes.shift or boxes.shrink else boxes
    return Export((*files, _write_settings(folder, _detector_settings(boxes))))


def export_onnx(model: Model, folder: Path) -> Export:
    """Write an ONNX file with the files needed to use it, after comparing it with Paddle."""
    target = folder / ONNX
    if isinstance(model, Bundle):
        difference = _convert(inference_program(model), target, model.brief.height)
        write_atomic(folder / CHARSET, "\n".join(model.charset.characters) + "\n")
        kept = [name for name in (CONFIG, CARD, MEASURED) if (model.path / name).is_file()]
        for name in kept:
            write_atomic(folder / name, (model.path / name).read_bytes())
        return Export((target, *(folder / name for name in (*kept, CHARSET))), difference)
    if model.stored.is_onnx:
        raise ModelError(f"{model.stored.model} is an ONNX file already")
    difference = _convert(model.stored, target, None)
    return Export((target, _write_settings(folder, _detector_settings(model.boxes))), difference)


def export_int8(model: Model, folder: Path, documents: Sequence[Source]) -> Export:
    """Write what `export_onnx` writes, and the network's int8 variant beside it.

    Args:
        model: a model that `find_model` returned; a recogniser's or a detector's bundle.
        folder: the folder to write to; it is made if it does not exist.
        documents: documents like those that will be read: the variant suits the values that their
            pages lead to.

    Raises:
        ModelError: the model is broken, or no recogniser's or detector's bundle.
        ConfigError: a package needed for the conversion is not installed.
        InputError: a document cannot be read, or there is no text on any of them.
    """
    if not isinstance(model, Bundle) or model.brief.family == "classifier":
        name = model.name if isinstance(model, Bundle) else str(model.stored.model)
        raise ModelError(f"{name}: int8 variants are made of bundles of recognisers and detectors")
    step = max(1, len(documents) // MOST_DOCUMENTS)
    inputs = _inputs(model, documents[::step][:MOST_DOCUMENTS])
    first = next(inputs, None)
    if first is None:
        raise InputError("no text was found on the pages to calibrate with")
    folder.mkdir(parents=True, exist_ok=True)
    done = export_onnx(model, folder)
    several = chain([first], islice(inputs, MOST_INPUTS - 1))
    write_int8(folder / ONNX, folder / INT8, several, network_hash(model))
    return replace(done, files=(*done.files, folder / INT8))


def _inputs(bundle: Bundle, documents: Sequence[Source]) -> Iterator[Array]:
    """Yield what a bundle's network is given when documents are read."""
    pages = (page.image for document in documents for page in load_pages(document))
    if bundle.brief.family == "detector":
        boxes = box_options(bundle.config)
        return chain.from_iterable(_page_inputs(page, boxes) for page in pages)
    detector = Detector()
    return chain.from_iterable(_line_inputs(page, detector, bundle) for page in pages)


def _page_inputs(page: Image, boxes: BoxOptions) -> list[Array]:
    given: list[Array] = []

    def run(x: Array) -> Array:
        given.append(x)
        return np.zeros((1, 1, *x.shape[2:]), np.float32)

    LineFinder(run, boxes).detect(page)
    return given


def _line_inputs(page: Image, detector: Detector, bundle: Bundle) -> list[Array]:
    grey, height, stretch = to_grey(page), bundle.line_height, bundle.brief.stretch
    crops = [crop_line(grey, tighten(polygon)) for polygon in detector.detect(page)]
    lines = [resize_line(crop, height, stretch) for crop in crops]
    pieces = [line[:, a:b] for line in lines for a, b in piece_bounds(line.shape[1])]
    return [x for _, x in lay_batches(pieces, bundle.brief.strips)]


EXPORTS: Mapping[str, Callable[[Model, Path], Export]] = {
    "paddle": export_paddle,
    "paddleocr": export_paddleocr,
    "onnx": export_onnx,
}


def _convert(program: Program, target: Path, height: int | None) -> float:
    with atomic_path(target) as temporary:
        return convert(program, temporary, height)


def _copy(program: Program, folder: Path) -> tuple[Path, Path]:
    for path in (program.model, program.params):
        shutil.copyfile(path, folder / path.name)
    return folder / program.model.name, folder / program.params.name


def _paddle_detector(weights: StoredDetector) -> Program:
    """Return a detector's program in Paddle's format.

    Raises:
        ModelError: the detector is an ONNX file.
    """
    if weights.stored.is_onnx:
        raise ModelError(f"{weights.stored.model} is an ONNX file, which Paddle cannot run")
    return weights.stored


def _paddleocr_recognizer(bundle: Bundle, folder: Path) -> Export:
    architecture = bundle.config.model
    if not isinstance(architecture, ModelConfig):
        raise ModelError(
            f"model {bundle.name} is a classifier of lines; PaddleOCR has its own form"
        )
    import_paddle()
    # They load Paddle, whose import had to be prepared.
    from ocrlc.inference.weights import load_arrays
    from ocrlc.models.build import build_recognizer
    from ocrlc.ppocr.network import PaddleOCRRecognizer, move_space_last

    height = bundle.line_height
    characters = bundle.charset.characters.replace(" ", "")
    model = build_recognizer(architecture, len(characters) + 2)
    weights = move_space_last(bundle.weights(), bundle.charset.characters)
    load_arrays(model, weights, f"model {bundle.name}")
    rows = round(height * bundle.brief.stretch)
    whole = PaddleOCRRecognizer(model, height, rows)
    whole.eval()
    save_layer(whole, (None, 3, rows, None), folder)
    settings = _settings(
        "rec",
        [{"RecResizeImg": {"image_shape": [3, rows, WIDTH]}}],
        {"name": "CTCLabelDecode", "character_dict": list(characters)},
    )
    return Export((folder / PROGRAM, folder / PARAMS, _write_settings(folder, settings)))


def _detector_settings(boxes: BoxOptions) -> dict[str, Any]:
    values = asdict(boxes)
    thresholds = {"thresh": values.pop("bin_thresh"), **values}
    normal = {
        "mean": IMAGENET_MEAN.tolist(),
        "std": IMAGENET_STD.tolist(),
        "scale": "1./255.",
        "order": "hwc",
    }
    return _settings(
        "det",
        [{"DetResizeForTest": None}, {"NormalizeImage": normal}, {"ToCHWImage": None}],
        {"name": "DBPostProcess", **thresholds},
    )


def _settings(kind: str, steps: list[dict[str, Any]], post: dict[str, Any]) -> dict[str, Any]:
    decode = {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}}
    keys = {"KeepKeys": {"keep_keys": ["image"]}}
    return {
        "Global": {"model_name": MODEL_NAMES[kind]},
        "PreProcess": {"transform_ops": [decode, *steps, keys]},
        "PostProcess": post,
    }


def _write_settings(folder: Path, settings: dict[str, Any]) -> Path:
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    write_atomic(folder / SETTINGS, text)
    return folder / SETTINGS
