"""Families of pages: what comes on them, in which type, and how their tables look."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scripts.drawing.prose import Writer
from scripts.structured.contents import Cell, Heading, Items, Paragraph, Part, Table
from scripts.structured.papers import paper_table


@dataclass(frozen=True)
class Look:
    """How a family is set.

    Attributes:
        type: the type family of the text.
        size: size of the text in points.
        columns: number of columns of text.
        table: the look of its tables.
        justify: whether lines are filled.
        indent: whether paragraphs begin with an indent rather than after a gap.
        numbered: whether headings have numbers.
    """

    type: str
    size: float
    columns: int
    table: str
    justify: bool = False
    indent: bool = False
    numbered: bool = False


@dataclass(frozen=True)
class Family:
    """A family: its kind of page, language and look."""

    kind: str
    language: str
    look: Look


BUILDING = (
    Family("report", "en", Look("liberation-sans", 9.5, 1, "grid", numbered=True)),
    Family("paper", "en", Look("liberation-serif", 9, 2, "booktabs", True, True, True)),
    Family("minutes", "de", Look("carlito", 10.5, 1, "rows")),
    Family("statement", "fr", Look("open-sans", 8.5, 1, "none")),
    Family("catalogue", "es", Look("lato", 8.5, 2, "zebra")),
    Family("report", "pl", Look("pt-serif", 9, 2, "band", justify=True)),
    Family("paper", "de", Look("noto-serif", 8, 2, "none", True, True)),
    Family("statement", "en", Look("dejavu-condensed", 8, 1, "grid")),
)
"""Families to build the rules on."""

HELD_OUT = (
    Family("report", "fr", Look("roboto", 9, 1, "booktabs", numbered=True)),
    Family("paper", "es", Look("gentium", 9, 2, "none", True, True, True)),
    Family("minutes", "en", Look("caladea", 10, 1, "grid")),
    Family("statement", "de", Look("noto-sans", 8, 1, "rows")),
    Family("catalogue", "pl", Look("pt-sans", 9, 1, "columns")),
    Family("report", "en", Look("free-serif", 10, 2, "grid", justify=True)),
    Family("paper", "fr", Look("dejavu-serif", 8, 1, "booktabs", True)),
    Family("statement", "es", Look("liberation-narrow", 9.5, 1, "none")),
)
"""Families to measure on: their types and combinations are not among those above."""


PAPERS = (
    Family("tables", "en", Look("liberation-serif", 8, 2, "paper", True)),
    Family("tables", "en", Look("liberation-sans", 8, 1, "paper")),
    Family("tables", "en", Look("open-sans", 7.5, 2, "paper", True)),
    Family("tables", "en", Look("noto-serif", 8.5, 1, "paper", True)),
)
"""Tables of scientific papers to build the rules on."""

PAPERS_HELD_OUT = (
    Family("tables", "en", Look("gentium", 8.5, 2, "paper", True)),
    Family("tables", "en", Look("free-serif", 9, 1, "paper", True)),
    Family("tables", "en", Look("roboto", 7.5, 2, "paper")),
    Family("tables", "en", Look("dejavu-serif", 7.5, 1, "paper", True)),
)
"""Tables of scientific papers to measure on."""


def parts_of(family: Family, rng: random.Random) -> Iterator[Part]:
    """Yield the parts of a page without end; the page takes what fits on it."""
    writer = Writer(family.language, rng)
    yield Heading(1, rng.choice(writer.language.titles))
    number = rng.randint(1, 4)
    while True:
        heading = rng.choice(writer.language.headings)
        yield Heading(2, f"{number} {heading}" if family.look.numbered else heading)
        number += 1
        yield from KINDS[family.kind](writer, family.look)


def _report(writer: Writer, look: Look) -> Iterator[Part]:
    yield _paragraph(writer)
    yield from _captioned(writer, _figures(writer, look))
    yield _paragraph(writer)
    yield Heading(3, writer.rng.choice(writer.language.headings))
    yield _paragraph(writer)
    yield _list(writer)


def _paper(writer: Writer, look: Look) -> Iterator[Part]:
    for _ in range(writer.rng.randint(2, 3)):
        yield _paragraph(writer)
    yield from _captioned(writer, _grouped(writer, look))
    yield _paragraph(writer)


def _minutes(writer: Writer, look: Look) -> Iterator[Part]:
    yield _paragraph(writer)
    yield _list(writer, nested=True)
    yield _tasks(writer, look)
    yield _paragraph(writer)


def _statement(writer: Writer, look: Look) -> Iterator[Part]:
    yield _paragraph(writer)
    yield _bookings(writer, look)
    yield _paragraph(writer)


def _catalogue(writer: Writer, look: Look) -> Iterator[Part]:
    yield _paragraph(writer)
    yield _goods(writer, look)


def _tables(writer: Writer, look: Look) -> Iterator[Part]:
    yield _paragraph(writer)
    yield from _captioned(writer, paper_table(writer))


KINDS: dict[str, Callable[[Writer, Look], Iterator[Part]]] = {
    "report": _report,
    "paper": _paper,
    "minutes": _minutes,
    "statement": _statement,
    "catalogue": _catalogue,
    "tables": _tables,
}
"""What follows each heading, by kind of page."""


def _paragraph(writer: Writer) -> Paragraph:
    return Paragraph(writer.paragraph(writer.rng.randint(2, 4)))


def _captioned(writer: Writer, table: Table) -> Iterator[Part]:
    caption = f"{writer.term('table', n=writer.rng.randint(1, 9))}. {writer.sentence()}"
    yield Paragraph(caption, caption=True)
    yield table


def _list(writer: Writer, nested: bool = False) -> Items:
    rng = writer.rng
    marker = rng.choice(("•", "–", "1.", "a)"))
    items: list[tuple[str, str, int]] = []
    for place in range(rng.randint(3, 5)):
        own = {"1.": f"{place + 1}.", "a)": f"{'abcdefg'[place]})"}.get(marker, marker)
        items.append((own, writer.sentence(), 1))
        if nested and place == 1:
            items += [("–" if marker != "–" else "•", writer.sentence(), 2) for _ in range(2)]
    return Items(tuple(items))


def _head(*texts: str, right: int = 99) -> tuple[Cell, ...]:
    return tuple(Cell(text, header=True, right=place >= right) for place, text in enumerate(texts))


def _figures(writer: Writer, look: Look) -> Table:
    rng, rows = writer.rng, []
    for year in range(2016, 2016 + rng.randint(4, 8)):
        rows.append(
            (
                Cell(str(year)),
                Cell(writer.integer(900, 98000), right=True),
                Cell(f"{writer.number(rng.uniform(1, 99), 1)} %", right=True),
                Cell(writer.number(rng.uniform(0, 5), 1) if rng.random() < 0.8 else "", right=True),
            )
        )
    head = _head(*(writer.term(key) for key in ("year", "visitors", "share")), "±", right=1)
    return Table((head, *rows), look.table, (1, 1.4, 1.2, 0.8))


def _grouped(writer: Writer, look: Look) -> Table:
    """Figures below group headings that span two columns each, as papers have them."""
    rng = writer.rng
    groups = [writer.word().capitalize() for _ in range(2)]
    first = (
        Cell(writer.word().capitalize(), rows=2, header=True),
        *(Cell(group, columns=2, header=True) for group in groups),
    )
    second = tuple(Cell(name, header=True, right=True) for name in ("P", "R", "P", "R"))
    rows = [
        (
            Cell(writer.word().capitalize()),
            *(Cell(writer.number(rng.uniform(1, 99), 1), right=True) for _ in range(4)),
        )
        for _ in range(rng.randint(4, 7))
    ]
    return Table((first, second, *rows), look.table, (1.7, 1, 1, 1, 1))


def _tasks(writer: Writer, look: Look) -> Table:
    """Texts of several lines in cells."""
    rng = writer.rng
    tasks = rng.sample(writer.language.tasks, min(4, len(writer.language.tasks)))
    rows = [
        (
            Cell(str(place)),
            Cell(writer.fill(task)),
            Cell(writer.person()),
            Cell(writer.short_date()),
        )
        for place, task in enumerate(tasks, 1)
    ]
    head = _head("#", *(writer.word().capitalize() for _ in range(3)))
    return Table((head, *rows), look.table, (0.4, 3, 1.6, 1.2))


def _bookings(writer: Writer, look: Look) -> Table:
    """Money that stands in one of two columns; a total that spans."""
    rng, rows = writer.rng, []
    for _ in range(rng.randint(6, 14)):
        amount = Cell(writer.number(rng.uniform(10, 2000)), right=True)
        nothing = Cell("")
        sides = (amount, nothing) if rng.random() < 0.6 else (nothing, amount)
        text = writer.fill(rng.choice(writer.language.bookings))
        rows.append((Cell(writer.short_date()), Cell(text), *sides))
    names = [writer.word().capitalize() for _ in range(4)]
    head = tuple(Cell(name, header=True, right=place > 1) for place, name in enumerate(names))
    total = (
        Cell(writer.word().capitalize(), columns=3),
        Cell(writer.number(rng.uniform(100, 9000)), right=True),
    )
    return Table((head, *rows, total), look.table, (1.1, 3, 1.1, 1.1))


def _goods(writer: Writer, look: Look) -> Table:
    rng, rows = writer.rng, []
    for _ in range(rng.randint(5, 11)):
        rows.append(
            (
                Cell(writer.digits("###-##")),
                Cell(writer.model()),
                Cell(writer.money(rng.uniform(3, 900)), right=True),
            )
        )
    head = _head(*(writer.word().capitalize() for _ in range(3)), right=2)
    return Table((head, *rows), look.table, (1, 2.6, 1.2))
