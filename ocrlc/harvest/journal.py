"""What was harvested, page by page: the record from which label files are written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ocrlc.errors import ConfigError
from ocrlc.system.files import write_atomic

JOURNAL = "harvest.jsonl"
LINES = "labels.txt"
PAGES = "Label.txt"


@dataclass(frozen=True)
class HarvestedLine:
    """A line crop.

    Attributes:
        image: its path in the output folder.
        text: what it says.
        reading: what the reader made of it, undegraded.
        font: most of its characters' font, as the file names it.
        em: size of that font on the crop, pixels.
        agreement: with the reader, 0 to 1.
        new_font: whether it is set in a font that training never shows.
    """

    image: str
    text: str
    reading: str
    font: str
    em: float
    agreement: float
    new_font: bool


@dataclass(frozen=True)
class HarvestedPage:
    """A page.

    Attributes:
        document: its path in the folder that is harvested.
        page: its number, from 1.
        dpi: at which it was drawn.
        look: what happened to it then; "clean" for nothing.
        image: its path in the output folder; None where it is of no use to a detector.
        regions: its lines in PaddleOCR's detection form.
        lines: its line crops.
        dropped: regions found that gave no line, by reason.
    """

    document: str
    page: int
    dpi: int
    look: str
    image: str | None = None
    regions: tuple[dict[str, Any], ...] = ()
    lines: tuple[HarvestedLine, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)


class Journal:
    """The record of a harvest, a page a row; what was killed goes on where it stopped.

    Args:
        folder: of the output.
        settings: what the harvest was started with; other ones cannot go on with it.

    Raises:
        ConfigError: the folder holds a harvest with other settings.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self.path = folder / JOURNAL
        self.done: set[tuple[str, int]] = set()
        self.counts: Counter[str] = Counter()
        folder.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            write_atomic(self.path, json.dumps({"settings": settings}) + "\n")
        self._drop_torn_row()
        head = json.loads(self.path.read_text(encoding="utf-8").partition("\n")[0])
        if head != {"settings": settings}:
            raise ConfigError(f"{folder} holds a harvest with other settings; give a new folder")
        for page in read_journal(self.path):
            self._count(page)

    def add(self, page: HarvestedPage) -> None:
        """Write a page down; its images are there already."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(page), ensure_ascii=False) + "\n")
        self._count(page)

    def write_labels(self) -> None:
        """Write the label files of all pages so far."""
        lines, pages = [], []
        for page in read_journal(self.path):
            lines += [f"{line.image}\t{line.text}\n" for line in page.lines]
            if page.image:
                pages.append(
                    f"{page.image}\t{json.dumps(list(page.regions), ensure_ascii=False)}\n"
                )
        write_atomic(self.folder / LINES, "".join(lines))
        write_atomic(self.folder / PAGES, "".join(pages))

    def _count(self, page: HarvestedPage) -> None:
        self.done.add((page.document, page.page))
        self.counts["lines"] += len(page.lines)
        self.counts["pages"] += page.image is not None
        for reason, count in page.dropped.items():
            self.counts[f"dropped: {reason}"] += count

    def _drop_torn_row(self) -> None:
        """Cut off a row that was being written when the process was killed."""
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with self.path.open("r+b") as file:
                file.truncate(whole)


def read_journal(path: Path) -> Iterator[HarvestedPage]:
    """Yield the pages of a harvest."""
    with path.open(encoding="utf-8") as file:
        next(file)
        for row in file:
            values = json.loads(row)
            lines = tuple(HarvestedLine(**line) for line in values.pop("lines"))
            regions = tuple(values.pop("regions"))
            yield HarvestedPage(**values, lines=lines, regions=regions)
