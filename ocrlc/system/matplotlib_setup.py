"""Importing Matplotlib without its words on stderr, and its fonts without importing it."""

from __future__ import annotations

import importlib
import logging
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def import_matplotlib() -> ModuleType:
    """Import what draws figures into files; all imports of Matplotlib use this function.

    Where no settings can be kept in the user's home, Matplotlib keeps them in a temporary folder,
    which it removes at the end. It says so on stderr, which is for this package's own messages.

    Raises:
        OSError: there is no temporary folder either.
    """
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        for name in ("backends.backend_agg", "figure", "lines"):
            importlib.import_module(f"matplotlib.{name}")
        return importlib.import_module("matplotlib")
    finally:
        log.setLevel(level)


def matplotlib_fonts() -> Path:
    """Return the folder of the fonts that come with Matplotlib.

    Raises:
        ImportError: it is not installed.
    """
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ImportError("matplotlib is not installed")
    return Path(spec.origin).parent / "mpl-data/fonts/ttf"
