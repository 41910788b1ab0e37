"""CPU-first OCR for documents.

The names below are loaded when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ocrlc.version import __version__

if TYPE_CHECKING:
    from ocrlc.batch import Outcome
    from ocrlc.detector import Detector
    from ocrlc.document import Document
    from ocrlc.errors import (
        BatchError,
        ConfigError,
        FormatError,
        InputError,
        LimitError,
        ModelError,
        OcrlcError,
        TimeLimitError,
    )
    from ocrlc.load_options import LoadOptions
    from ocrlc.pipeline import OCR
    from ocrlc.recognizer import Recognizer
    from ocrlc.results import Line, Page, Reading, Word
    from ocrlc.worker import IsolatedReader

__all__ = [
    "OCR",
    "BatchError",
    "ConfigError",
    "Detector",
    "Document",
    "FormatError",
    "InputError",
    "IsolatedReader",
    "LimitError",
    "Line",
    "LoadOptions",
    "ModelError",
    "OcrlcError",
    "Outcome",
    "Page",
    "Reading",
    "Recognizer",
    "TimeLimitError",
    "Word",
    "__version__",
]

_MODULES = {
    "LoadOptions": "load_options",
    "OCR": "pipeline",
    "IsolatedReader": "worker",
    "Outcome": "batch",
    "Detector": "detector",
    "Recognizer": "recognizer",
    **dict.fromkeys(
        (
            "BatchError",
            "ConfigError",
            "FormatError",
            "InputError",
            "LimitError",
            "ModelError",
            "OcrlcError",
            "TimeLimitError",
        ),
        "errors",
    ),
    "Document": "document",
    **dict.fromkeys(("Line", "Page", "Reading", "Word"), "results"),
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
