"""Tables as scientific papers set them: three rules across or a few more, none upright."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scripts.drawing.prose import Writer
from scripts.structured.contents import Cell, Table

_METRICS = ("Acc.", "F1", "P", "R", "AUC", "mAP", "BLEU", "RMSE", "MAE", "Time (s)", "Params (M)")
_UNITS = ("mm", "kg", "°C", "kPa", "mg/L", "%", "µm", "h", "–", "N/m")
_SYMBOLS = ("α", "β", "T0", "k1", "Vmax", "λ", "n", "R2", "pH", "σ", "μ", "Km")
_BASES = "ACGT"


def paper_table(writer: Writer) -> Table:
    """Return a table of one of the kinds that papers have."""
    return writer.rng.choice(KINDS)(writer)


def _head(text: str, columns: int = 1, rows: int = 1, centre: bool = True) -> Cell:
    return Cell(text, columns, rows, header=True, centre=centre)


def _name(writer: Writer) -> str:
    """Return a method's or sample's name."""
    rng, word = writer.rng, writer.word().capitalize()
    return rng.choice(
        (word, f"{word[:4]}Net", f"{word}-{rng.randint(1, 50)}",
         f"{word} et al. [{rng.randint(1, 60)}]", f"{word} + {writer.word()}",
         word[:3].upper(), f"{word} ({rng.randint(1990, 2024)})")
    )  # fmt: skip


def _figure(rng: Random, kind: str) -> str:
    value = rng.uniform(0, 100)
    return {
        "plain": f"{value:.1f}",
        "two": f"{value:.2f}",
        "pm": f"{value:.1f} ± {rng.uniform(0, 9):.1f}",
        "pm_tight": f"{value:.2f}±{rng.uniform(0, 2):.2f}",
        "share": f"{rng.randint(1, 90)} ({value:.1f})",
        "small": f"{rng.uniform(0, 1):.3f}",
        "whole": f"{rng.randint(0, 20000):,}",
        "range": f"{value:.1f} ({value * 0.8:.1f}–{value * 1.2:.1f})",
    }[kind]


def _value(rng: Random, kind: str, empty: float) -> str:
    return rng.choice(("", "–", "-", "n/a")) if rng.random() < empty else _figure(rng, kind)


def _results(writer: Writer) -> Table:
    """Methods by data sets, each with some measures below its name."""
    rng = writer.rng
    groups, each = rng.choice(((2, 2), (2, 3), (3, 2), (3, 3), (4, 2), (1, 4), (1, 5)))
    kind = rng.choice(("plain", "two", "pm", "pm_tight", "small"))
    if "pm" in kind:
        groups, each = min(groups, 2), min(each, 3)
    names = rng.sample(_METRICS, each)
    stub = rng.choice(("Method", "Model", "Approach", "Sample", ""))
    head = []
    if groups > 1:
        over = [_head(writer.word().capitalize(), each) for _ in range(groups)]
        first = [_head(stub, rows=2, centre=False)] if stub else [_head("", centre=False)]
        below = [_head(name) for _ in range(groups) for name in names]
        head = [(*first, *over), tuple(below if stub else [_head("", centre=False), *below])]
    else:
        head = [(_head(stub, centre=False), *(_head(name) for name in names))]
    rows: list[tuple[Cell, ...]] = []
    width = groups * each
    parted = rng.random() < 0.35
    for _ in range(2 if parted else 1):
        if parted:
            rows.append((Cell(f"{writer.word().capitalize()} {writer.word()}", width + 1),))
        for _ in range(rng.randint(2, 5) if parted else rng.randint(4, 9)):
            best = rng.random() < 0.2
            rows.append(
                (Cell(_name(writer), bold=best),
                 *(Cell(_value(rng, kind, 0.08), centre=True, bold=best) for _ in range(width)))
            )  # fmt: skip
    return Table((*head, *rows), "paper")


def _patients(writer: Writer) -> Table:
    """Characteristics of groups of patients, with lines that head a few rows."""
    rng = writer.rng
    groups = rng.randint(2, 3)
    counts = [
        _head(f"{writer.word().capitalize()} (n = {rng.randint(12, 400)})") for _ in range(groups)
    ]
    last = [_head("P value")] if rng.random() < 0.7 else []
    rows: list[tuple[Cell, ...]] = []
    for _ in range(rng.randint(3, 5)):
        unit = rng.choice(("years", "n (%)", "kg", "mean ± SD", "cm"))
        name = f"{writer.word().capitalize()}, {unit}"
        p = [Cell(rng.choice((f"{rng.uniform(0, 1):.3f}", "< 0.001", "0.04*")), centre=True)]
        if rng.random() < 0.5:
            kind = rng.choice(("pm", "range"))
            values = [Cell(_figure(rng, kind), centre=True) for _ in range(groups)]
            rows.append((Cell(name), *values, *(p if last else [])))
            continue
        rows.append((Cell(name), *(Cell("") for _ in range(groups)), *(p if last else [])))
        for _ in range(rng.randint(2, 3)):
            values = [Cell(_figure(rng, "share"), centre=True) for _ in range(groups)]
            part = Cell(f"\u00a0\u00a0\u00a0{writer.word().capitalize()}")
            rows.append((part, *values, *([Cell("")] if last else [])))
    head = (_head(rng.choice(("Characteristic", "Variable", "")), centre=False), *counts, *last)
    return Table((head, *rows), "paper")


def _parameters(writer: Writer) -> Table:
    """Symbols with what they mean, in cells of several lines."""
    rng = writer.rng
    rows = [
        (
            Cell(symbol),
            Cell(" ".join(writer.sentence().split()[: rng.randint(3, 12)]).strip(".,")),
            Cell(_value(rng, rng.choice(("plain", "small", "whole")), 0.1), centre=True),
            Cell(rng.choice(_UNITS), centre=True),
        )
        for symbol in rng.sample(_SYMBOLS, rng.randint(4, 8))
    ]
    names = ("Symbol", "Description", "Value", "Unit")
    head = tuple(_head(name, centre=place > 1) for place, name in enumerate(names))
    return Table((head, *rows), "paper", (0.8, 3.2, 1.1, 0.8))


def _regression(writer: Writer) -> Table:
    """Coefficients with their errors in a row of their own below."""
    rng = writer.rng
    models = rng.randint(2, 5)
    rows: list[tuple[Cell, ...]] = []
    for _ in range(rng.randint(3, 6)):
        here = [rng.random() < 0.8 for _ in range(models)]
        stars = rng.choice(("", "*", "**", "***"))
        rows.append(
            (
                Cell(writer.word().capitalize()),
                *(Cell(f"{rng.uniform(-1, 1):.3f}{stars}" * one, centre=True) for one in here),
            )
        )
        rows.append(
            (
                Cell(""),
                *(Cell(f"({rng.uniform(0, 0.3):.3f})" if one else "", centre=True) for one in here),
            )
        )
    rows.append(
        (Cell("Observations"), *(Cell(_figure(rng, "whole"), centre=True) for _ in range(models)))
    )
    rows.append((Cell("R2"), *(Cell(_figure(rng, "small"), centre=True) for _ in range(models))))
    numbers = [_head("", centre=False), *(_head(f"({place + 1})") for place in range(models))]
    head = [tuple(numbers)]
    if rng.random() < 0.5:
        head.insert(
            0,
            (
                _head("", centre=False),
                _head(f"{writer.word().capitalize()} {writer.word()}", models),
            ),
        )
    return Table((*head, *rows), "paper")


def _primers(writer: Writer) -> Table:
    rng = writer.rng

    def sequence() -> str:
        return "".join(rng.choice(_BASES) for _ in range(rng.randint(16, 22)))

    rows = [
        (Cell(f"{writer.word()[:4].upper()}{rng.randint(1, 9)}"), Cell(sequence()),
         Cell(sequence()), Cell(str(rng.randint(80, 400)), centre=True))
        for _ in range(rng.randint(4, 8))
    ]  # fmt: skip
    names = ("Gene", "Forward primer (5'–3')", "Reverse primer (5'–3')", "Size (bp)")
    head = tuple(_head(name, centre=place == 3) for place, name in enumerate(names))
    return Table((head, *rows), "paper")


def _tight(writer: Writer) -> Table:
    """Many narrow columns of figures close to each other."""
    rng = writer.rng
    columns = rng.randint(7, 11)
    kind = rng.choice(("plain", "two", "small"))
    names = rng.choice((
        [str(2001 + place) for place in range(columns)],
        [f"x{place}" for place in range(1, columns + 1)],
        [writer.word()[:3].capitalize() for _ in range(columns)],
    ))  # fmt: skip
    rows = [
        (Cell(_name(writer).split()[0]),
         *(Cell(_value(rng, kind, 0.1), centre=True) for _ in range(columns)))
        for _ in range(rng.randint(4, 10))
    ]  # fmt: skip
    head = (_head(rng.choice(("Year", "Site", "")), centre=False), *(_head(name) for name in names))
    return Table((head, *rows), "paper")


def _texts(writer: Writer) -> Table:
    """Studies with texts of several lines, some cells of which span rows."""
    rng = writer.rng
    rows: list[tuple[Cell, ...]] = []
    for _ in range(rng.randint(2, 4)):
        count = rng.randint(1, 3)
        for place in range(count):
            words = " ".join(writer.sentence().split()[: rng.randint(3, 10)]).strip(".,")
            own = (
                Cell(words),
                Cell(_figure(rng, "whole"), centre=True),
                Cell(_figure(rng, "two"), centre=True),
            )
            first = (Cell(writer.word().capitalize(), rows=count),) if place == 0 else ()
            rows.append((*first, *own))
    names = ("Group", "Study and design", "N", "Effect")
    head = tuple(_head(name, centre=place > 1) for place, name in enumerate(names))
    return Table((head, *rows), "paper", (1.2, 3, 0.8, 0.9))


KINDS: tuple[Callable[[Writer], Table], ...] = (
    _results, _results, _patients, _patients, _parameters, _regression, _primers, _tight, _texts,
)  # fmt: skip
"""What tables there are; some are more frequent."""
