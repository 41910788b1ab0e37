"""Kinds of difficult pages: each function drafts a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scripts.difficult.kinds import graphics, office, printed, screens, sparse
from scripts.difficult.markup import Draft, Maker

KINDS: Mapping[str, Callable[[Maker], Draft]] = {
    "forms": office.form,
    "tables": office.table,
    "tickets": printed.ticket,
    "interfaces": screens.interface,
    "slides": screens.slide,
    "newspapers": printed.newspaper,
    "letters": office.letter,
    "headings": printed.headings,
    "turned": printed.turned,
    "charts": graphics.chart,
    "inverse": graphics.inverse,
    "photographs": graphics.poster,
    "marks": sparse.marks,
    "leaders": sparse.leaders,
    "listings": screens.listing,
    "blank": sparse.blank,
}
"""All kinds by name."""
