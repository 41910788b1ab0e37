"""Finding labelled lines that training cannot use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocrlc.charset import Charset
from ocrlc.datasets.image_store import ImageStore
from ocrlc.datasets.records import Record
from ocrlc.preprocess import line_width
from ocrlc.recognition.batching import COLUMNS_PER_STEP


@dataclass(frozen=True, slots=True)
class Scan:
    """How to check the images of a label file for lines that training would skip.

    Attributes:
        max_width: largest width of a line at the network's height, in pixels.
        stretch: factor by which lines are widened, see `resize_line`.
    """

    max_width: int
    stretch: float = 1.0


def find_fault(
    record: Record, store: ImageStore, charset: Charset, scan: Scan | None
) -> tuple[str, str] | None:
    """Return why a record cannot be used, as a kind and details; None if it can be used.

    The image is checked only with `scan`.
    """
    encoded = charset.encode(record.text)
    if encoded.unknown:
        return "character outside the charset", "".join(encoded.unknown)
    if not encoded.classes:
        return "empty text", ""
    if scan is None:
        return None
    try:
        image = store.line(record)
    except OSError:
        return "missing image", ""
    if image is None:
        return "corrupt image" if record.corners is None else "corrupt page or region off it", ""
    width = line_width(image, stretch=scan.stretch)
    kind = misfit(encoded.classes, width, scan.max_width)
    return None if kind is None else (kind, f"{width} pixels wide")


def misfit(classes: Sequence[int], width: int, max_width: int) -> str | None:
    """Return why training cannot use a line; None if it can.

    Args:
        classes: class indices of the line's text; none if there is nothing to read.
        width: width of the line at the network's height, in pixels.
        max_width: largest width of a line in training, in pixels.
    """
    if width > max_width:
        return "wider than data.max_width"
    # CTC needs a blank between two equal classes.
    steps = len(classes) + sum(a == b for a, b in pairwise(classes))
    return "too short for its text" if steps > width // COLUMNS_PER_STEP else None
