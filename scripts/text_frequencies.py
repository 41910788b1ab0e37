"""Compare how often characters and pairs of them come in drawn lines and in running text.

    python -m scripts.text_frequencies runs/prose

Draws lines without and with pieces of the text in each folder, counts ordinary sequences, and
lists the characters and pairs that the drawn lines have far more rarely than the text. Figures
are per 100,000 lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

import click

from ocrlc.charset import Charset
from ocrlc.synthesis.text.corpus import CODE, LONGEST, TextCorpus, cut
from ocrlc.synthesis.text.mixture import TextSource, fit
from ocrlc.synthesis.text.typesetting import plain

PER = 100_000
SEQUENCES = {
    "I, alone or in I'm": r"(?<!\w)I(?!\w)",
    "| alone": r"(?<!\S)\|(?!\S)",
    "stop and space": r"\. ",
    ".,": r"\.,",
    "et al.": r"\bet al\.",
    "stop and closing quote": r"\.[”\"’»“]",
    "closing quote and stop": r"[”\"’»“][.,]",
    "small roman numeral": r"(?<!\w)(?=[ivxlc]{2,}\b)c*(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?!\w)",
    "[number]": r"\[\d+(?:[,–-] ?\d+)*\]",
    "[ ]": r"\[ \]",
    "parentheses": r"\([^()]+\)",
    "letter and digit": r"[A-Za-z]\d",
    "digit and letter": r"\d[A-Za-z]",
    "comma and space": r", ",
    "semicolon": r";",
    "hyphen at the end": r"[^\W\d_]-$",
    "ellipsis": r"…|\.\.\.",
    "n°, N°": r"\b[nN]°",
    "nº, Nº": r"\b[nN]º",
}


def count_sequences(lines: Iterable[str]) -> Counter[str]:
    """Count the ordinary sequences of `SEQUENCES` in lines."""
    patterns = {name: re.compile(pattern) for name, pattern in SEQUENCES.items()}
    counts: Counter[str] = Counter()
    for line in lines:
        for name, pattern in patterns.items():
            counts[name] += sum(1 for _ in pattern.finditer(line))
    return counts


def count_pairs(lines: Iterable[str]) -> Counter[str]:
    """Count characters and pairs of neighbouring characters in lines."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line)
        counts.update(a + b for a, b in pairwise(line))
    return counts


def too_rare(
    drawn: Counter[str], real: Counter[str], *, least: float, share: float
) -> list[tuple[str, int, int]]:
    """Return what is frequent in real lines and rare in drawn ones, the worst first.

    Args:
        drawn: counts in drawn lines.
        real: counts in as many real lines.
        least: count in real lines from which a sequence is ordinary.
        share: share of its count in real lines that a sequence should reach in drawn ones.

    Returns:
        The sequence, its count in drawn lines and in real ones.
    """
    rare = [(s, drawn[s], n) for s, n in real.items() if n >= least and drawn[s] < share * n]
    return sorted(rare, key=lambda row: ((row[1] + 1) / row[2], row[0]))


def real_lines(folder: str, characters: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Yield pieces of running text as a column has them, by the languages' shares."""
    corpus = TextCorpus(folder)
    for number in range(count):
        rng = Random(seed + number)
        language = CODE
        while language == CODE and corpus.names != [CODE]:
            language = corpus.draw_language(rng)
        piece = cut(corpus.paragraph(rng, language), "line", rng, language)
        yield fit(piece, characters, LONGEST)


def _drawn_lines(source: TextSource, count: int, seed: int) -> list[str]:
    return [plain(source.draw(Random(seed + number))) for number in range(count)]


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
@click.option("-n", "--lines", default=PER, show_default=True, type=click.IntRange(100))
@click.option("--profile", default="documents", show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--least", default=20.0, show_default=True, help="Least count of a sequence in text.")
@click.option(
    "--share",
    default=0.2,
    show_default=True,
    help="Share of the text's count below which it is listed.",
)
@click.option("--rows", default=60, show_default=True, help="Longest list of rare sequences.")
def main(
    folders: tuple[str, ...],
    lines: int,
    profile: str,
    seed: int,
    least: float,
    share: float,
    rows: int,
) -> None:
    """Compare drawn lines with the running text in FOLDERS."""
    characters = Charset.load("latin").characters
    scale = PER / lines
    alone = count_sequences(_drawn_lines(TextSource(characters, profile), lines, seed))
    for folder in folders:
        drawn = _drawn_lines(TextSource(characters, profile, folder), lines, seed)
        real = list(real_lines(folder, characters, lines, seed))
        with_prose, in_text = count_sequences(drawn), count_sequences(real)
        click.echo(f"{folder}, per {PER:,} lines\n")
        click.echo("| sequence | drawn alone | with the text | the text itself |")
        click.echo("|---|---:|---:|---:|")
        for name in SEQUENCES:
            figures = (alone[name], with_prose[name], in_text[name])
            click.echo(f"| {name} | " + " | ".join(f"{scale * n:,.0f}" for n in figures) + " |")
        rare = too_rare(count_pairs(drawn), count_pairs(real), least=least / scale, share=share)
        click.echo(f"\n{len(rare)} sequences are too rare:\n")
        click.echo("| sequence | drawn | the text |\n|---|---:|---:|")
        for sequence, mine, theirs in rare[:rows]:
            click.echo(f"| `{sequence}` | {scale * mine:,.0f} | {scale * theirs:,.0f} |")


if __name__ == "__main__":
    main()
