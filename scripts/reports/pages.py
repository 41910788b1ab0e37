"""Pages in docs/benchmarks that are made whole from stored measurements, and their records.

Every comparison measures, keeps one record of plain data beside its page, and makes the page of
it; `scripts.write_docs` makes them all again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocrlc.system.files import write_atomic
from scripts.backbones import page as backbones
from scripts.backbones.families import FAMILIES
from scripts.peers import page as peers
from scripts.reports.tables import BENCHMARKS
from scripts.strategies import page as strategies

FOLDER = Path(__file__).parents[2] / BENCHMARKS

Records = Mapping[str, Any]
"""Stored measurements by the name of their file."""


@dataclass(frozen=True)
class Page:
    """A page made of records.

    Attributes:
        records: names of the files it is made of; those that are missing are left out.
        render: makes its text.
        draw: draws the picture it shows, if there is one, to a path.
    """

    records: tuple[str, ...]
    render: Callable[[Records], str]
    draw: Callable[[Records, Path], None] | None = None


def _backbones(name: str) -> Page:
    record = f"{name}.json"
    return Page(
        (record,),
        lambda records: backbones.render(records[record], record, f"{name}.png"),
        lambda records, picture: backbones.draw(records[record], picture),
    )


_STRATEGIES = "strategies.json"

PAGES: Mapping[str, Page] = {
    **{family.page: _backbones(family.page) for family in FAMILIES.values()},
    "strategies": Page(
        (_STRATEGIES,), lambda records: strategies.render(records[_STRATEGIES], _STRATEGIES)
    ),
    "peers": Page(tuple(peers.TITLES), peers.render),
}
"""All pages by name."""


def texts(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the pages whose records are there, by path, as they should read."""
    found = {name: load(page, folder) for name, page in PAGES.items()}
    return {
        folder / f"{name}.md": PAGES[name].render(records)
        for name, records in found.items()
        if records
    }


def load(page: Page, folder: Path = FOLDER) -> Records:
    """Return those of a page's records that are stored."""
    paths = [folder / name for name in page.records]
    return {p.name: json.loads(p.read_text(encoding="utf-8")) for p in paths if p.is_file()}


def publish(name: str, record: Any = None, folder: Path = FOLDER) -> list[Path]:
    """Write the page of one record, and its picture.

    Args:
        name: the page's name.
        record: measurements to store first; without them the stored ones are shown.
        folder: folder of page, picture and record.

    Returns:
        The files that belong to the page.
    """
    page = PAGES[name]
    stored = folder / page.records[0]
    if record is not None:
        write_atomic(stored, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    records = load(page, folder)
    text = folder / f"{name}.md"
    write_atomic(text, page.render(records))
    if page.draw is None:
        return [text, stored]
    picture = folder / f"{name}.png"
    page.draw(records, picture)
    return [text, picture, stored]
