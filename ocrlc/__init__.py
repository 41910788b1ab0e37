"""CPU-first OCR for documents.

The names below are loaded when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ocrlc.version import __version__

if TYPE_CHECKING:
    from ocrlc.batches.isolated_reader import IsolatedReader
    from ocrlc.batches.outcomes import Outcome
    from ocrlc.blocks import Block, Cell, Table
    from ocrlc.detection.detector import Detector
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
    from ocrlc.loading.options import LoadOptions
    from ocrlc.options.read_options import ReadOptions
    from ocrlc.options.template import load_template
    from ocrlc.options.zones import Zone
    from ocrlc.pipeline import OCR
    from ocrlc.recognition.line_classifier import LineClassifier
    from ocrlc.recognition.recognizer import Recognizer
    from ocrlc.results import Character, Line, Page, Reading, Word, ZoneText

__all__ = [
    "OCR",
    "BatchError",
    "Block",
    "Cell",
    "Character",
    "ConfigError",
    "Detector",
    "Document",
    "FormatError",
    "InputError",
    "IsolatedReader",
    "LimitError",
    "Line",
    "LineClassifier",
    "LoadOptions",
    "ModelError",
    "OcrlcError",
    "Outcome",
    "Page",
    "ReadOptions",
    "Reading",
    "Recognizer",
    "Table",
    "TimeLimitError",
    "Word",
    "Zone",
    "ZoneText",
    "__version__",
    "load_template",
]

_MODULES = {
    "LoadOptions": "loading.options",
    "ReadOptions": "options.read_options",
    "Zone": "options.zones",
    "load_template": "options.template",
    "OCR": "pipeline",
    "IsolatedReader": "batches.isolated_reader",
    "Outcome": "batches.outcomes",
    "Detector": "detection.detector",
    "LineClassifier": "recognition.line_classifier",
    "Recognizer": "recognition.recognizer",
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
    **dict.fromkeys(("Block", "Cell", "Table"), "blocks"),
    **dict.fromkeys(("Character", "Line", "Page", "Reading", "Word", "ZoneText"), "results"),
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
