"""What is harvested, and from which size of print on."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ocrlc.errors import ConfigError
from ocrlc.harvest.documents import Split
from ocrlc.harvest.soundness import AGREEMENT
from ocrlc.synthesis.augmentation import Rng

SMALLEST_EM = {"clean": 8.5, "degraded": 10.0}
"""Lines of smaller fonts, in pixels, cannot be read by people either."""
LARGEST_EM = 60.0
"""Pages are drawn no larger than for this size of their small print, pixels."""

THINNING = 6
"""Of lines that are too many, one in so many is kept."""


@dataclass(frozen=True)
class HarvestOptions:
    """What is harvested.

    Attributes:
        split: which documents: `train`, `test` or all.
        charset: lines with other characters are left out.
        dpi: lowest and highest resolution; pages are drawn at one between them.
        dpi_steps: pages are drawn at one of these instead; empty for any.
        degraded: share of the pages that are degraded.
        thin: regular expression of lines that are too many; of those it is found in, one in
            `THINNING` is kept. Empty for none.
        per_page: so many lines of a page at most, chosen by chance; None for all.
        seed: of all chance.
        agreement: of the reader and the layer, from which on a line is kept, 0 to 1.
    """

    split: Split = "all"
    charset: str = "latin"
    dpi: tuple[int, int] = (72, 300)
    dpi_steps: tuple[int, ...] = ()
    degraded: float = 0.75
    thin: str = ""
    per_page: int | None = None
    seed: int = 0
    agreement: float = AGREEMENT

    def __post_init__(self) -> None:
        try:
            re.compile(self.thin)
        except re.error as error:
            raise ConfigError(f"not a regular expression: {self.thin!r}: {error}") from error

    def is_kept(self, text: str, rng: Rng) -> bool:
        """Whether a line passes the thinning."""
        return not self.thin or not re.search(self.thin, text) or rng.random() * THINNING < 1

    def settings(self, folder: Path) -> dict[str, Any]:
        """Return what must stay the same for a harvest of a folder to be gone on with."""
        values = {**asdict(self), "dpi": list(self.dpi), "dpi_steps": list(self.dpi_steps)}
        return {"folder": str(folder.resolve()), **values}
