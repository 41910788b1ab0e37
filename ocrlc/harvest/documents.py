"""Which documents and pages are harvested, and what is kept apart for tests."""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

Split = Literal["train", "test", "all"]

TEST_DOCUMENTS = 0.1
"""Share of the documents kept for tests."""
TEST_FONTS = 0.15
"""Share of the font families that training never shows."""
COMMON_FONTS = re.compile(
    r"^(cm|sf|ec|lm|latinmodern|nimbus|times|helvetica|arial|courier|dejavu|bitstreamvera|"
    r"liberation|palatino|pagella|urwpalladio|txr|txs|txtt|charter|bookman|newcentury|"
    r"freeserif|freesans|freemono|utopia)"
)
"""Families so frequent that nothing could be learnt without them: never kept apart."""
_STYLES = re.compile(
    r"(regular|roman|bold|italic|oblique|medium|light|book|black|semi|demi|extra|condensed|"
    r"caps|smallcaps|slanted|reg|obl|ital|med|cond|ps|mt|std|pro|otf|ttf|[0-9]+)+$"
)


@dataclass(frozen=True)
class Document:
    """A PDF.

    Attributes:
        path: its file.
        name: its path in the folder that is harvested.
    """

    path: Path
    name: str

    @property
    def unit(self) -> str:
        """What it is kept together with: its sub-folder; in the folder itself it stands alone."""
        folder = self.name.rpartition("/")[0]
        return folder or self.name

    @property
    def group(self) -> str:
        """The first folder on its path, from which pages are taken in turn."""
        return self.name.partition("/")[0] if "/" in self.name else ""


def share_of(name: str) -> float:
    """Return a number from 0 to 1 that a name always has: the start of its SHA-256."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:12], 16) / 16**12


def is_test_document(document: Document) -> bool:
    """Whether a document is kept for tests."""
    return share_of(document.unit) < TEST_DOCUMENTS


def font_family(font: str) -> str:
    """Return a font's family: its name without subset tag, style and size, lower case."""
    name = re.sub(r"^[A-Z]{6}\+", "", font)
    name = re.sub(r"[^A-Za-z0-9]", "", name.partition("-")[0]).lower()
    return _STYLES.sub("", name) or name


def is_test_font(font: str) -> bool:
    """Whether a font is of a family that training never shows."""
    family = font_family(font)
    return not COMMON_FONTS.match(family) and share_of(family) < TEST_FONTS


def find_documents(folder: Path, split: Split) -> list[Document]:
    """Return the PDFs in a folder and the folders in it, of a split."""
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() == ".pdf" and p.is_file())
    documents = [Document(path, path.relative_to(folder).as_posix()) for path in found]
    if split == "all":
        return documents
    return [d for d in documents if is_test_document(d) == (split == "test")]


def in_turn(documents: Sequence[Document], seed: int) -> Iterator[Document]:
    """Yield documents without end, each as often as pages are to be taken from it.

    Groups take turns by the cube root of their bytes, so that small ones have a say; the documents
    of a group come one after the other, in an order drawn by `seed`.
    """
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        groups[document.group].append(document)
    turns: list[tuple[float, float, str]] = []
    orders: dict[str, list[Document]] = {}
    for group, members in groups.items():
        orders[group] = sorted(members, key=lambda d: share_of(f"{seed} {d.name}"))
        weight = sum(d.path.stat().st_size for d in members) ** (1 / 3) or 1.0
        heapq.heappush(turns, (1 / weight * share_of(f"{seed} {group}"), 1 / weight, group))
    taken: dict[str, int] = defaultdict(int)
    while turns:
        place, step, group = heapq.heappop(turns)
        order = orders[group]
        yield order[taken[group] % len(order)]
        taken[group] += 1
        heapq.heappush(turns, (place + step, step, group))


def page_order(document: Document, pages: int, seed: int) -> list[int]:
    """Return the numbers, from 0, of a document's pages in the order in which they are taken."""
    start = int(share_of(f"{seed} {document.name}") * 2**32)
    return [int(number) for number in np.random.default_rng(start).permutation(pages)]
