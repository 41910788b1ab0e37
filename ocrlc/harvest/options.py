"""What is harvested, and from which size of print on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ocrlc.harvest.documents import Split
from ocrlc.harvest.soundness import AGREEMENT

SMALLEST_EM = {"clean": 8.5, "degraded": 10.0}
"""Lines of smaller fonts, in pixels, cannot be read by people either."""
LARGEST_EM = 60.0
"""Pages are drawn no larger than for this size of their small print, pixels."""


@dataclass(frozen=True)
class HarvestOptions:
    """What is harvested.

    Attributes:
        split: which documents: `train`, `test` or all.
        charset: lines with other characters are left out.
        dpi: lowest and highest resolution; pages are drawn at one between them.
        dpi_steps: pages are drawn at one of these instead; empty for any.
        degraded: share of the pages that are degraded.
        per_page: so many lines of a page at most, chosen by chance; None for all.
        seed: of all chance.
        agreement: of the reader and the layer, from which on a line is kept, 0 to 1.
    """

    split: Split = "all"
    charset: str = "latin"
    dpi: tuple[int, int] = (72, 300)
    dpi_steps: tuple[int, ...] = ()
    degraded: float = 0.75
    per_page: int | None = None
    seed: int = 0
    agreement: float = AGREEMENT

    def settings(self, folder: Path) -> dict[str, Any]:
        """Return what must stay the same for a harvest of a folder to be gone on with."""
        values = {**asdict(self), "dpi": list(self.dpi), "dpi_steps": list(self.dpi_steps)}
        return {"folder": str(folder.resolve()), **values}
