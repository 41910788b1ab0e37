"""Model bundles: folders with weights (safetensors), resolved config and model card."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from ocrlc.charset import Charset
from ocrlc.errors import ConfigError, ModelError
from ocrlc.inference.brief import Brief, cached_brief, make_brief
from ocrlc.inference.network import Precision
from ocrlc.inference.program import INT8, ONNX
from ocrlc.inference.selection import PADDLE, Vouched
from ocrlc.system.resources import charset_files, model_folders

if TYPE_CHECKING:
    from ocrlc.config import Config

WEIGHTS = "model.safetensors"
CONFIG = "config.yml"
CARD = "MODEL_CARD.md"
CHARSET = "charset.txt"
MEASURED = "measured.json"


@dataclass(frozen=True)
class Bundle:
    """A model on disk: a recogniser, classifier or detector."""

    name: str
    path: Path

    @cached_property
    def config(self) -> Config:
        """The resolved config.

        Raises:
            ModelError: the config is missing or not valid.
        """
        # They load pydantic, which reading does without (see `brief`).
        from ocrlc.recipes import load_config

        path = self.path / CONFIG
        if not path.is_file():
            raise ModelError(f"model {self.name}: {path} is missing")
        try:
            return load_config(str(path))
        except ConfigError as error:
            raise ModelError(f"model {self.name}: {error}") from error

    @cached_property
    def brief(self) -> Brief:
        """The part of the config that reading needs.

        Raises:
            ModelError: the config is missing or not valid.
        """
        path = self.path / CONFIG
        if "config" in vars(self):  # it was loaded: the cache would save nothing
            return make_brief(self.config)
        try:
            return cached_brief(path, lambda: self.config)
        except OSError as error:
            raise ModelError(f"model {self.name}: {path} is missing") from error

    @property
    def line_height(self) -> int:
        """The height in pixels of the lines that a recogniser or classifier takes.

        Raises:
            ModelError: the model is a detector.
        """
        height = self.brief.height
        if height is None:
            raise ModelError(f"model {self.name} is a detector; it takes pages, not lines")
        return height

    @cached_property
    def charset(self) -> Charset:
        """The characters that the model reads.

        Raises:
            ModelError: the bundle has none of its own, and names none of this package's; or its own
                are not valid.
        """
        own = self.path / CHARSET
        if own.is_file():
            try:
                return Charset.load(str(own))
            except ConfigError as error:
                raise ModelError(f"model {self.name}: {error}") from error
        known = charset_files()
        if self.brief.charset not in known:  # never another file, wherever it is
            raise ModelError(f"model {self.name}: {own} is missing")
        return Charset.load(str(known[self.brief.charset]))

    @cached_property
    def measured(self) -> Mapping[str, Any]:
        """Figures measured for the model; empty if there are none."""
        path = self.path / MEASURED
        if not path.is_file():
            return {}
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise ModelError(f"model {self.name}: {path} is not JSON: {error}") from error
        if not isinstance(values, dict):
            raise ModelError(f"model {self.name}: {path} holds no object")
        return values

    @property
    def metrics(self) -> Mapping[str, Any]:
        """Measured accuracy by name, as shown by `ocrlc models`."""
        metrics = self.measured.get("metrics", {})
        return metrics if isinstance(metrics, dict) else {}

    @property
    def vouched(self) -> Vouched:
        """The engines and precisions in which the model was measured to work as well."""
        paddle: tuple[Precision, ...] = (
            ("fp32", "bf16") if self.measured.get("bf16_ok") else ("fp32",)
        )
        others = self.measured.get("engines", {})
        named = others.items() if isinstance(others, dict) else ()
        lacking = () if self.int8 else ("int8",)
        measured = {
            name: tuple(one for one in found if one not in lacking)
            for name, found in named
            if isinstance(found, list)
        }
        return {**measured, PADDLE: paddle}

    @property
    def onnx_alone(self) -> bool:
        """Whether it consists of an ONNX file only, without weights.

        Weights have priority: an ONNX file beside them may have been made of older weights.
        """
        return (self.path / ONNX).is_file() and not (self.path / WEIGHTS).is_file()

    @property
    def int8(self) -> Path | None:
        """The file of its int8 variant; None if it has none."""
        path = self.path / INT8
        return path if path.is_file() else None

    @property
    def languages(self) -> str:
        """What it was made for, as shown by `ocrlc models`."""
        names = {"latin": "Latin script", "digits": "digits"}
        name = self.brief.charset
        return names.get(Path(name).stem, f"{len(self.charset.characters)} characters")

    @property
    def licence(self) -> str:
        """The licence that its card names; "" if it names none."""
        path = self.path / CARD
        card = path.read_text(encoding="utf-8") if path.is_file() else ""
        found = re.search(r"^\| licence \| (.+?) \|$", card, re.MULTILINE)
        return found[1] if found else ""

    @property
    def size_bytes(self) -> int:
        """Size in bytes of the weights, or of the ONNX file that contains them."""
        weights = self.path / WEIGHTS
        return (weights if weights.is_file() else self.path / ONNX).stat().st_size

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Read the weights.

        Raises:
            ModelError: the file is missing, cut off or not safetensors.
        """
        path = self.path / WEIGHTS
        if not path.is_file():
            raise ModelError(f"model {self.name}: {path} is missing")
        try:
            return load_file(path)
        # In addition to safetensors' own error: KeyError for types that NumPy does not have.
        except (SafetensorError, KeyError, ValueError, TypeError, OSError) as error:
            raise ModelError(f"model {self.name}: {path} is broken: {error}") from error


def list_bundles() -> list[Bundle]:
    """Return the bundled models, sorted by name."""
    return [Bundle(name, path) for name, path in sorted(model_folders().items())]


def find_bundle(name_or_path: str | Path) -> Bundle:
    """Find a bundle by folder or by bundled name.

    Raises:
        ModelError: there is no such bundle; the bundled names are listed.
    """
    path = Path(name_or_path)
    if (path / CONFIG).is_file():
        return Bundle(str(name_or_path), path)
    folders = model_folders()
    if str(name_or_path) in folders:
        return Bundle(str(name_or_path), folders[str(name_or_path)])
    names = ", ".join(sorted(folders)) or "none"
    if path.is_dir():
        raise ModelError(
            f"model {name_or_path}: the folder holds no {CONFIG}; bundled are: {names}"
        )
    raise ModelError(f"model {name_or_path!r} not found; bundled are: {names}")
