"""Making inference programs of bundles; they are cached by a hash of the content."""

from __future__ import annotations

import errno
import hashlib
import json
import struct
from pathlib import Path
from typing import Any

from ocrlc.errors import ModelError
from ocrlc.inference.bundles import WEIGHTS, Bundle
from ocrlc.inference.network import Precision
from ocrlc.inference.onnx.program import cached_onnx
from ocrlc.inference.paddle_tensors import read_tensors
from ocrlc.inference.program import ONNX, PARAMS, PROGRAM, Program
from ocrlc.inference.program_cache import cached_program
from ocrlc.inference.selection import ENGINES, check_variant
from ocrlc.system.paddle_setup import import_paddle, paddle_library

VERSION = 1
"""Part of the cache key; increase it when the exported program changes for the same weights."""


def network_hash(bundle: Bundle, *more: object) -> str:
    """Return a hash of a bundle's network (weights and architecture) and of further values."""
    path = bundle.path / WEIGHTS
    if not path.is_file():
        raise ModelError(f"model {bundle.name}: {path} is missing")
    digest = hashlib.sha256(path.read_bytes())
    digest.update(bundle.brief.network.encode())
    digest.update(" ".join(map(str, (bundle.charset.classes, *more))).encode())
    return digest.hexdigest()[:24]


def program_of(bundle: Bundle, engine: str, precision: Precision = "fp32") -> Program:
    """Return a bundle's program in the format that an engine runs, made and cached if necessary.

    Raises:
        ModelError: the bundle is missing or broken, or cannot be converted, or it has no int8
            variant of its weights.
        ConfigError: a package needed for the conversion is not installed.
    """
    if precision == "int8":
        return _int8_variant(bundle)
    if bundle.onnx_alone:
        return Program(bundle.path / ONNX, bundle.path / ONNX)
    if ENGINES[engine].runs_bundles:
        return inference_program(bundle)
    return cached_onnx(network_hash(bundle), lambda: inference_program(bundle), bundle.brief.height)


def _int8_variant(bundle: Bundle) -> Program:
    path = bundle.int8
    check_variant(bundle.name, "int8", path is not None)
    assert path is not None
    # It bears the hash of the network that it was made of.
    if not bundle.onnx_alone and network_hash(bundle).encode() not in path.read_bytes():
        raise ModelError(f"model {bundle.name}: {path} was made of other weights; make it again")
    return Program(path, path)


def inference_program(bundle: Bundle) -> Program:
    """Return the bundle's program; it is exported on first use.

    A cache entry that is missing, half-written or damaged is made again. If the cache cannot be
    written, the program is written to a temporary folder.

    Raises:
        ModelError: the bundle is missing or broken.
    """
    key = network_hash(bundle, paddle_library().get_version(), VERSION)
    return cached_program(key, lambda folder: save_program(bundle, folder))


def save_program(bundle: Bundle, folder: Path) -> None:
    """Write a bundle as `inference.json` and `inference.pdiparams`.

    A recogniser's program takes lines N, 3, 32, W to probabilities N, W / 4, C; a classifier's to
    N, C. A detector's takes pages N, 3, H, W to maps N, 1, H / 2, W / 2.
    """
    import_paddle()
    # They load Paddle, whose import had to be prepared.
    from ocrlc.inference.weights import load_arrays
    from ocrlc.models.build import build_model
    from ocrlc.models.crnn import Probabilities
    from ocrlc.models.db_detector import TextMap

    config = bundle.config.model
    model = build_model(config, bundle.charset.classes)
    load_arrays(model, bundle.weights(), f"model {bundle.name}")
    whole = TextMap(model) if config.family == "detector" else Probabilities(model)
    whole.eval()
    save_layer(whole, (None, 3, bundle.brief.height, None), folder)


def save_layer(layer: Any, shape: tuple[int | None, ...], folder: Path) -> None:
    """Write a layer with one input as an inference program; None in `shape` is any size.

    Raises:
        OSError: it was not written completely, which Paddle does not tell.
    """
    paddle = import_paddle()
    spec = paddle.static.InputSpec(list(shape), "float32", "image")
    static = paddle.jit.to_static(layer, input_spec=[spec], full_graph=True)
    paddle.jit.save(static, str(folder / "inference"))
    try:
        json.loads((folder / PROGRAM).read_bytes())
        written = sum(tensor.size for tensor in read_tensors(folder / PARAMS))
    except (ValueError, KeyError, struct.error, FileNotFoundError) as error:
        raise OSError(errno.ENOSPC, f"not written completely: {error}", str(folder)) from error
    if written < sum(tensor.size for tensor in layer.parameters()):
        raise OSError(errno.ENOSPC, "not written completely: weights are missing", str(folder))
