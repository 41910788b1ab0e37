"""Files that are part of the package: recipes, charsets, model bundles."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

DEFAULT_RECOGNIZER = "lcnet-latin"
DEFAULT_CLASSIFIER = "line-orientation"
DEFAULT_DETECTOR = "lcnet-det"
"""Models used if none is named."""


def _folder(package: str) -> Path:
    return Path(str(files(package)))


def config_files() -> dict[str, Path]:
    """Return the bundled recipes by their path in `configs` (such as `strategies/relu.yml`)."""
    folder = _folder("ocrlc.configs")
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.yml")}


def charset_files() -> dict[str, Path]:
    """Return the files of the bundled charsets by name (such as `latin`)."""
    return {path.stem: path for path in (_folder("ocrlc.data") / "charsets").glob("*.txt")}


def word_list_file() -> Path:
    """Return the file of the bundled list of words."""
    return _folder("ocrlc.data") / "words/latin.npy"


def model_folders() -> dict[str, Path]:
    """Return the folders of the bundled models by name (such as `lcnet-latin`)."""
    folders = (_folder("ocrlc.data") / "models").glob("*/config.yml")
    return {path.parent.name: path.parent for path in folders}
