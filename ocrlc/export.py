"""From a bundle to an inference program, cached by content."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ocrlc.bundles import WEIGHTS, Bundle
from ocrlc.cpu import import_paddle
from ocrlc.errors import ModelError
from ocrlc.ppocr import PARAMS, Program

logger = logging.getLogger(__name__)

PROGRAM = "inference.json"
MANIFEST = "sha256.json"
LAYOUT = 1
"""Raised when the exported program changes for the same weights."""


def cache_folder() -> Path:
    """Where programs are kept: `OCRLC_CACHE`, else the user's cache folder."""
    base = os.environ.get("OCRLC_CACHE")
    if base:
        return Path(base)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ocrlc"


def network_hash(bundle: Bundle, *more: object) -> str:
    """Hash of a bundle's network: weights and architecture, and whatever else counts."""
    path = bundle.path / WEIGHTS
    if not path.is_file():
        raise ModelError(f"model {bundle.name}: {path} is missing")
    digest = hashlib.sha256(path.read_bytes())
    digest.update(bundle.config.model.model_dump_json().encode())
    digest.update(" ".join(map(str, (bundle.charset.classes, *more))).encode())
    return digest.hexdigest()[:24]


def inference_program(bundle: Bundle) -> Program:
    """Return the bundle's program, exporting it on first use.

    A cache entry that is missing, half-written or damaged is made anew. Where the cache cannot
    be written, the program goes to a temporary folder.

    Raises:
        ModelError: the bundle is missing or broken.
    """
    key = network_hash(bundle, import_paddle().__version__, LAYOUT)
    return cached_program(key, lambda folder: save_program(bundle, folder))


def cached_program(key: str, save: Callable[[Path], None]) -> Program:
    """Return the program kept under a key; `save` writes it into a folder where there is none."""
    folder = cached_folder(key, save)
    return Program(folder / PROGRAM, folder / PARAMS)


def cached_folder(key: str, save: Callable[[Path], None]) -> Path:
    """Return the folder kept under a key; `save` fills it where there is none, or no whole one."""
    folder = cache_folder() / key
    return folder if _intact(folder) else _build(save, folder)


def _intact(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == _hashes(folder))
    except (OSError, ValueError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST
    }


def _build(save: Callable[[Path], None], target: Path) -> Path:
    """Export into a folder beside the target, then swap it in."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        fresh = Path(tempfile.mkdtemp(prefix="ocrlc-"))
        atexit.register(shutil.rmtree, fresh, ignore_errors=True)
        logger.warning("cache %s is not writable (%s); using %s", target.parent, error, fresh)
        target = fresh
    try:
        save(fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    (fresh / MANIFEST).write_text(json.dumps(_hashes(fresh)), encoding="utf-8")
    if fresh == target:
        return target
    stale = target.with_name(f"{fresh.name}.stale")
    try:
        if target.exists():
            os.replace(target, stale)
        os.replace(fresh, target)
    except OSError:
        # another process has just put the same program there
        if not _intact(target):
            raise
    finally:
        shutil.rmtree(stale, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def save_program(bundle: Bundle, folder: Path) -> None:
    """Write a bundle as `inference.json` and `inference.pdiparams`.

    Its input are lines N, 3, 32, W, its output probabilities N, W / 4, C; a classifier's N, C.
    """
    import_paddle()
    from ocrlc.checkpoint import load_arrays
    from ocrlc.models.build import build_model
    from ocrlc.models.crnn import Probabilities

    model = build_model(bundle.config.model, bundle.charset.classes)
    load_arrays(model, bundle.weights(), f"model {bundle.name}")
    whole = Probabilities(model)
    whole.eval()
    height = bundle.config.model.input.height
    save_layer(whole, (None, 3, height, None), folder)


def save_layer(layer: Any, shape: tuple[int | None, ...], folder: Path) -> None:
    """Write a layer with one input of this shape (None: any) as an inference program."""
    paddle = import_paddle()
    spec = paddle.static.InputSpec(list(shape), "float32", "image")
    static = paddle.jit.to_static(layer, input_spec=[spec], full_graph=True)
    paddle.jit.save(static, str(folder / "inference"))
