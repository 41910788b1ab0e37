"""Files that travel with the package: recipes, charsets, model bundles."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def _folder(package: str) -> Path:
    return Path(str(files(package)))


def config_files() -> dict[str, Path]:
    """Bundled recipes by file name (`rec_lcnet.yml`)."""
    return {path.name: path for path in _folder("ocrlc.configs").glob("*.yml")}


def charset_files() -> dict[str, Path]:
    """Bundled charsets by name (`latin`)."""
    return {path.stem: path for path in (_folder("ocrlc.data") / "charsets").glob("*.txt")}


def model_folders() -> dict[str, Path]:
    """Bundled models by name (`lcnet-latin`)."""
    folders = (_folder("ocrlc.data") / "models").glob("*/config.yml")
    return {path.parent.name: path.parent for path in folders}
