"""What reading needs of a bundle's config, kept in the cache.

Checking a config takes pydantic, whose import and schemas take as much processor time as reading a
page with a warm engine. What was checked once is taken from the cache, by the file's content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrlc.inference.program_cache import cached_folder
from ocrlc.version import __version__

if TYPE_CHECKING:
    from ocrlc.config import Config

VERSION = 1
"""Part of the cache key; increase it when the same config is understood differently."""
FILE = "brief.json"
ONE_WIDTH = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Brief:
    """A bundle's config, as far as reading needs it.

    Attributes:
        family: `recognizer`, `classifier` or `detector`.
        network: the architecture as JSON, without what only concerns the use of its output.
        charset: name of the charset.
        height: height of its lines in pixels; None for detectors, which take pages.
        stretch: factor by which lines are widened for it.
        strips: whether it was trained on lines side by side.
        many_widths: whether it was trained on lines of many widths.
        boxes: options of a detector's boxes, by name; empty for others.
    """

    family: str
    network: str
    charset: str
    height: int | None
    stretch: float
    strips: bool
    many_widths: bool
    boxes: dict[str, Any]


def make_brief(config: Config) -> Brief:
    """Return the brief of a config."""
    model, data = config.model, config.data
    lines = None if model.family == "detector" else model.input
    boxes: dict[str, Any] = {}
    if model.family == "detector":
        boxes = {"shrink": data.crops.shrink, **model.boxes.model_dump()}
    return Brief(
        family=model.family,
        network=model.model_dump_json(exclude={"boxes"}),
        charset=config.charset.name,
        height=lines.height if lines else None,
        stretch=lines.stretch if lines else 1.0,
        strips=data.strips > 0,
        many_widths=data.stretch != ONE_WIDTH,
        boxes=boxes,
    )


def cached_brief(path: Path, load: Callable[[], Config]) -> Brief:
    """Return the brief of a config's file; only if there is none in the cache, load the config.

    Raises:
        OSError: the file cannot be read.
        OcrlcError: any error of `load`.
    """
    digest = hashlib.sha256(path.read_bytes())
    digest.update(f"{__version__} {VERSION}".encode())

    def save(folder: Path) -> None:
        text = json.dumps(asdict(make_brief(load())))
        (folder / FILE).write_text(text, encoding="utf-8")

    folder = cached_folder(f"{digest.hexdigest()[:24]}-brief", save)
    return Brief(**json.loads((folder / FILE).read_text(encoding="utf-8")))
