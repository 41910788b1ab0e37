"""The kinds of pages, each a function that draws on a sheet, and how often each is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ocrlc.synthesis.pages.kinds import (
    blank,
    catalogue,
    chart,
    contents,
    form,
    invoice,
    letter,
    newspaper,
    paper,
    screen,
    single,
    sizes,
    slide,
    tables,
    ticket,
    turned,
)
from ocrlc.synthesis.pages.sheet import Sheet

PRINTED: Mapping[str, float] = {
    "plain": 25, "scan": 35, "photo": 18, "fax": 9, "photocopy": 13,
}  # fmt: skip
SHOWN: Mapping[str, float] = {"plain": 25, "screen": 60, "photo": 15}
ANY: Mapping[str, float] = {
    "plain": 20, "screen": 20, "scan": 25, "photo": 20, "fax": 6, "photocopy": 9,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of page.

    Attributes:
        draw: function that draws such a page on a sheet.
        weight: how often it is drawn, relative to the other kinds.
        width, height: smallest and largest size in pixels.
        em: smallest, usual and largest em of its running text in pixels.
        effects: effects on it, by weight.
        hinted: share of pages whose letters are fitted to pixels.
    """

    draw: Callable[[Sheet], None]
    weight: float
    width: tuple[int, int] = (800, 1200)
    height: tuple[int, int] = (1000, 1500)
    em: tuple[int, int, int] = (13, 18, 26)
    effects: Mapping[str, float] = field(default_factory=lambda: PRINTED)
    hinted: float = 0.1


KINDS: Mapping[str, Kind] = {
    "letter": Kind(letter.draw, 8, em=(14, 19, 28)),
    "invoice": Kind(invoice.draw, 8),
    "form": Kind(form.draw, 9),
    "ruled_table": Kind(tables.draw_ruled, 6),
    "open_table": Kind(tables.draw_open, 6),
    "ticket": Kind(ticket.draw, 7, (300, 640), (600, 1500), (15, 22, 34), hinted=0.2),
    "paper": Kind(paper.draw, 9),
    "newspaper": Kind(newspaper.draw, 7, (900, 1300), (1000, 1500), (12, 15, 20)),
    "slide": Kind(slide.draw, 4, (900, 1400), (600, 1000), (20, 28, 44), ANY, 0.3),
    "screen": Kind(screen.draw, 9, (800, 1400), (600, 1000), (12, 15, 24), SHOWN, 0.7),
    "catalogue": Kind(catalogue.draw, 5, effects=ANY),
    "poster": Kind(catalogue.draw_poster, 3, (600, 1200), (600, 1400), (18, 28, 48), ANY),
    "sizes": Kind(sizes.draw, 5, em=(14, 19, 26)),
    "turned": Kind(turned.draw, 6),
    "chart": Kind(chart.draw, 4, (700, 1300), (600, 1200), (14, 19, 28), ANY, 0.4),
    "contents": Kind(contents.draw, 3),
    "few": Kind(single.draw_few, 4, (80, 900), (80, 900), (16, 28, 60), ANY, 0.2),
    "crop": Kind(single.draw_crop, 3, (60, 900), (24, 64), (14, 26, 44), ANY, 0.2),
    "blank": Kind(blank.draw, 4, (400, 1100), (400, 1300), effects=ANY),
}
"""The kinds by name."""

PROFILES: Mapping[str, Mapping[str, float]] = {
    "documents": {name: kind.weight for name, kind in KINDS.items()},
    "receipts": {"ticket": 70, "invoice": 12, "few": 6, "crop": 4, "form": 4, "blank": 4},
}
"""Weight of each kind, by name of the profile."""
