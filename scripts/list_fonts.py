"""List the fonts synthetic lines are drawn with, or the Debian packages worth installing."""

from __future__ import annotations

from collections import Counter

import click

from ocrlc.charset import Charset
from ocrlc.synthesis import find_fonts

PACKAGES = (
    # What office documents use, and fonts of the same widths.
    "fonts-liberation",
    "fonts-urw-base35",
    "fonts-freefont-ttf",
    "fonts-dejavu",
    "fonts-crosextra-carlito",
    "fonts-crosextra-caladea",
    "fonts-croscore",
    "fonts-arkpandora",
    "fonts-noto-core",
    "fonts-noto-mono",
    "fonts-roboto",
    "fonts-roboto-slab",
    "fonts-lato",
    "fonts-open-sans",
    "fonts-inter",
    "fonts-cantarell",
    "fonts-cabin",
    "fonts-clear-sans",
    "fonts-karla",
    "fonts-manrope",
    "fonts-sora",
    "fonts-oxygen",
    "fonts-play",
    "fonts-tuffy",
    "fonts-quicksand",
    "fonts-averia-sans-gwf",
    "fonts-b612",
    "fonts-paratype",
    "fonts-sil-andika",
    "fonts-adf-verana",
    "fonts-adf-gillius",
    "fonts-tiresias",
    # Book faces.
    "fonts-texgyre",
    "fonts-lmodern",
    "fonts-cmu",
    "fonts-ebgaramond",
    "fonts-linuxlibertine",
    "fonts-vollkorn",
    "fonts-quattrocento",
    "fonts-oldstandard",
    "fonts-stix",
    "fonts-sil-charis",
    "fonts-sil-gentiumplus",
    "fonts-adf-tribun",
    # Narrow ones, and those of signs and drawings.
    "fonts-opendin",
    "fonts-yanone-kaffeesatz",
    "fonts-dosis",
    "fonts-adf-universalis",
    "fonts-osifont",
    "fonts-routed-gothic",
    # One width: code, tills, terminals, dot-matrix printers, typewriters, machine-readable.
    "fonts-inconsolata",
    "fonts-anonymous-pro",
    "fonts-agave",
    "fonts-fantasque-sans",
    "fonts-firacode",
    "fonts-go",
    "fonts-hack",
    "fonts-hermit",
    "fonts-jetbrains-mono",
    "fonts-league-mono",
    "fonts-mononoki",
    "fonts-courier-prime",
    "fonts-tlwg-typewriter-ttf",
    "fonts-tlwg-typist-ttf",
    "fonts-tlwg-typo-ttf",
    "fonts-ocr-a",
    "fonts-ocr-b",
    "fonts-3270",
    "fonts-glasstty",
    "fonts-pc",
    "fonts-spleen",
    "fonts-dotgothic16",
    # A little handwriting-like.
    "fonts-comic-neue",
    "fonts-dancingscript",
    # Hundreds of families of all kinds, book faces most of them, and some for display.
    "fonts-adf-accanthis",
    "fonts-allerta",
    "fonts-arapey",
    "fonts-bebas-neue",
    "fonts-beteckna",
    "fonts-blankenburg",
    "fonts-breip",
    "fonts-bwht",
    "fonts-cabinsketch",
    "fonts-cardo",
    "fonts-century-catalogue",
    "fonts-comfortaa",
    "fonts-compagnon",
    "fonts-dkg-handwriting",
    "fonts-dustin",
    "fonts-elstob",
    "fonts-essays1743",
    "fonts-f500",
    "fonts-fanwood",
    "fonts-femkeklaver",
    "fonts-georgewilliams",
    "fonts-gotico-antiqua",
    "fonts-goudybookletter",
    "fonts-humor-sans",
    "fonts-isabella",
    "fonts-junction",
    "fonts-junicode",
    "fonts-jura",
    "fonts-kaushanscript",
    "fonts-klaudia-berenika",
    "fonts-kristi",
    "fonts-league-spartan",
    "fonts-leckerli-one",
    "fonts-lemonada",
    "fonts-levien-museum",
    "fonts-levien-typoscript",
    "fonts-lindenhill",
    "fonts-linex",
    "fonts-lobster",
    "fonts-lobstertwo",
    "fonts-monofur",
    "fonts-national-park",
    "fonts-okolaks",
    "fonts-prociono",
    "fonts-radisnoir",
    "fonts-rufscript",
    "fonts-sjfonts",
    "fonts-staypuft",
    "fonts-summersby",
    "fonts-tomsontalks",
    "fonts-yrsa-rasa",
    "texlive-fonts-extra",
)
"""Debian packages, all under free licences and in its main section."""


@click.command()
@click.option("--packages", is_flag=True, help="Print Debian packages worth installing and stop.")
@click.option("--charset", default="latin", show_default=True, help="Charset to measure against.")
@click.option("--summary", is_flag=True, help="Only count faces and families.")
def main(packages: bool, charset: str, summary: bool) -> None:
    """List family, style, kind, coverage of the charset and split of every usable font.

    Install what --packages prints: apt-get install $(python -m scripts.list_fonts --packages)
    """
    if packages:
        click.echo(" ".join(PACKAGES))
        return
    wanted = frozenset(Charset.load(charset).characters) - {" "}
    faces = find_fonts()
    for face in faces if not summary else ():
        share = len(wanted & face.characters) / len(wanted)
        columns = (face.family, face.style, face.kind, f"{share:.0%}", face.split, face.path)
        click.echo("\t".join(columns))
    families = Counter(train=0, test=0)
    families.update(split for _, split in {(face.family, face.split) for face in faces})
    click.echo(
        f"{len(faces)} faces; families: {families['train']} train, {families['test']} test",
        err=True,
    )


if __name__ == "__main__":
    main()
