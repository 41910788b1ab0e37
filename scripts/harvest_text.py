"""Gather running text in many languages from Debian packages, for the lines that are drawn.

    python -m scripts.harvest_text -o runs/prose

Writes `<language>.txt` with a paragraph or heading a line, `code.txt` with lines of code, and
`SOURCES.md` with what was read and its licences. Needs `apt-get` and `dpkg-deb`; the packages
are unpacked into a folder, nothing is installed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random

import click

from ocrlc.system.files import write_atomic
from scripts.harvesting.balance import first_characters, shares
from scripts.harvesting.cleaning import is_clean
from scripts.harvesting.packages import PACKAGES, Package, files_of, read_file, unpack

_MOST_OF_ONE = 0.5
"""Largest share of a language's text that comes from one package."""

Found = dict[str, dict[str, list[str]]]
"""Texts by language and package; "code" is filed as a language."""


def gather(packages: Iterable[Package], limit: int, seed: int) -> Found:
    """Read packages until each has given a number of characters in each language.

    A package's files are read in an order drawn at random; a text is kept once.

    Args:
        packages: unpacked.
        limit: characters to take of a package in a language, at most.
        seed: seed of the random order of files.
    """
    found: Found = defaultdict(dict)
    seen: dict[str, set[int]] = defaultdict(set)
    for package in packages:
        for language, files in sorted(files_of(package).items()):
            Random(f"{seed} {package.name} {language}").shuffle(files)
            size = {"prose": 0, "code": 0}
            for path in files:
                if size["prose"] >= limit:
                    break
                try:
                    pieces = list(read_file(path, language))
                except (OSError, ValueError) as error:
                    click.echo(f"{path} left out: {error}", err=True)
                    continue
                for piece in pieces:
                    kind = "code" if piece.kind == "code" else "prose"
                    where = "code" if kind == "code" else language
                    if (kind == "code" and language != "en") or size[kind] >= limit:
                        continue
                    mark = hash(piece.text)
                    if mark in seen[where] or not is_clean(piece, language):
                        continue
                    seen[where].add(mark)
                    found[where].setdefault(package.name, []).append(piece.text)
                    size[kind] += len(piece.text)
        click.echo(f"{package.name} {package.version}")
    return found


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--debs", default=Path("runs/debs"), show_default=True,
              type=click.Path(path_type=Path), help="Folder of unpacked packages.")  # fmt: skip
@click.option("--megabytes", default=2.0, show_default=True, help="Most text per language.")
@click.option("--seed", default=0, show_default=True)
def main(output: Path, debs: Path, megabytes: float, seed: int) -> None:
    """Gather the text into the folder OUTPUT."""
    limit = round(megabytes * 1e6)
    packages = unpack(PACKAGES, debs)
    found = gather(packages, round(_MOST_OF_ONE * limit), seed)
    output.mkdir(parents=True, exist_ok=True)
    used: dict[str, dict[str, int]] = defaultdict(dict)
    rows = []
    for language, sources in sorted(found.items()):
        parts = shares({name: sum(map(len, texts)) for name, texts in sources.items()}, limit)
        texts = []
        for name in sorted(sources):
            part = first_characters(sources[name], parts[name])
            used[name][language] = sum(map(len, part))
            texts.extend(part)
        write_atomic(output / f"{language}.txt", "".join(f"{text}\n" for text in texts))
        rows.append(f"| {language} | {len(texts):,} | {sum(map(len, texts)) / 1e6:.2f} |")
    write_atomic(output / "SOURCES.md", _sources(packages, used, rows))
    click.echo("\n".join(rows))


def _sources(packages: Iterable[Package], used: dict[str, dict[str, int]], rows: list[str]) -> str:
    lines = [
        "# Where this text comes from", "",
        "Made by `python -m scripts.harvest_text` from these packages of Debian; each keeps the "
        "licence its own copyright file states.", "",
        "| language | lines | million characters |", "|---|---:|---:|", *rows, "",
        "| package | version | licences its copyright file names | characters taken |",
        "|---|---|---|---|",
    ]  # fmt: skip
    for package in packages:
        taken = ", ".join(f"{k} {v:,}" for k, v in sorted(used[package.name].items()) if v)
        if taken:
            lines.append(f"| {package.name} | {package.version} | {package.licences} | {taken} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
