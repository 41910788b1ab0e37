"""One layout a file; each draws one page of its kind."""

from __future__ import annotations

from collections.abc import Callable

from scripts.drawing.layouts import (
    contract,
    datasheet,
    delivery_note,
    form,
    invoice,
    letter,
    minutes,
    price_list,
    report,
    statement,
)
from scripts.drawing.looks import Style
from scripts.drawing.prose import Writer
from scripts.drawing.sheet import Sheet

Layout = Callable[[Sheet, Writer, Style], None]

LAYOUTS: dict[str, Layout] = {
    "contract": contract.draw,
    "datasheet": datasheet.draw,
    "delivery_note": delivery_note.draw,
    "form": form.draw,
    "invoice": invoice.draw,
    "letter": letter.draw,
    "minutes": minutes.draw,
    "price_list": price_list.draw,
    "report": report.draw,
    "statement": statement.draw,
}
