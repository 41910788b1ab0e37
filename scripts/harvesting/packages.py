"""Debian packages with running text: getting, unpacking and reading them."""

from __future__ import annotations

import gzip
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.harvesting.catalogue import read_catalogue
from scripts.harvesting.cleaning import language_of
from scripts.harvesting.manpage import read_manual_page
from scripts.harvesting.markup import read_markup
from scripts.harvesting.piece import Piece
from scripts.harvesting.plaintext import read_plain_text, read_pod

_HELP = "en-us ca cs da de es et fi fr hu it nl pl pt sl sv tr"
_L10N = "hr is lt lv nb ro sk tr"
_MANUALS = "cs da de es fi fr hu it nb nl pl pt-br ro sv tr"
PACKAGES = (
    *(f"libreoffice-help-{language}" for language in _HELP.split()),
    *(f"libreoffice-l10n-{language}" for language in _L10N.split()),
    "manpages",
    *(f"manpages-{language}" for language in _MANUALS.split()),
    *(f"debian-edu-doc-{language}" for language in ("da", "en", "nb-no", "nl", "pt-pt")),
    *(f"debian-edu-doc-legacy-{language}" for language in ("nb-no", "pl", "sv")),
    *(f"debian-reference-{language}" for language in ("de", "en", "es", "fr", "it", "pt")),
    "aisleriot", "anarchism", "apt-doc", "aptitude-doc-fi", "crawl-common", "debian-faq",
    "debian-handbook", "developers-reference", "dict-devil", "dict-foldoc", "dict-jargon",
    "evolution-common", "freeciv-data", "git-doc", "gnome-user-docs", "gnucash-common", "gramps",
    "harden-doc", "installation-guide-amd64", "maint-guide", "perl-doc", "postgresql-doc-15",
    "tuxpaint-data", "wesnoth-1.16-data",
)  # fmt: skip
"""Packages of Debian 12 whose text may be read, changed and passed on, as their licences say."""

_LANGUAGE = r"(?P<language>[a-z]{2}(?:[-_][A-Za-z]{2})?)"
_MARKUP = re.compile(r"\.(x?html|page|docbook|xml)(\.gz)?$")
_LANGUAGE_FOLDER = re.compile(rf"/{_LANGUAGE}/")
_LANGUAGE_SUFFIX = re.compile(rf"\.{_LANGUAGE}\.\w+$")
_MANUAL = re.compile(rf"/man/(?:{_LANGUAGE}[^/]*/)?man\d[^/]*/[^/]+\.gz$")
_CATALOGUE = re.compile(rf"/{_LANGUAGE}/LC_MESSAGES/[^/]+\.mo$")
_PLAIN = re.compile(r"\.(txt|txt\.gz|dict\.dz|ascii)$")
_NO_PROSE = re.compile(r"/(index|genindex|toc|ix\d*|licen[cs]e\w*|copying|release-\d[-\d]*)\.\w+$")


@dataclass(frozen=True)
class Package:
    """An unpacked package.

    Attributes:
        name: as Debian calls it.
        folder: folder with its unpacked files.
        version: Debian's.
    """

    name: str
    folder: Path
    version: str

    @property
    def licences(self) -> str:
        """The licences its copyright file names."""
        path = self.folder / "usr/share/doc" / self.name / "copyright"
        text = path.read_text("utf-8", "replace") if path.exists() else ""
        named = re.findall(r"^License:[ \t]*(\S[^\n]*)", text, re.MULTILINE)
        if not named:
            named = re.findall(
                r"Creative Commons[\w ,-]*|GNU Free Documentation License|"
                r"GNU (?:Lesser )?General Public License|public domain|BSD|MIT|PostgreSQL License",
                " ".join(text.split()),
            )
        names = list(dict.fromkeys(" ".join(name.split()) for name in named))
        return ", ".join(names[:6]) + (" …" if len(names) > 6 else "") or "see its copyright file"


def unpack(names: Sequence[str], folder: Path) -> list[Package]:
    """Download those packages that are not in a folder yet and unpack them there.

    Raises:
        subprocess.CalledProcessError: `apt-get` or `dpkg-deb` failed.
    """
    (folder / "unpacked").mkdir(parents=True, exist_ok=True)
    missing = [name for name in names if not any(folder.glob(f"{name}_*.deb"))]
    if missing:
        subprocess.run(["apt-get", "download", "-qq", *missing], cwd=folder, check=True)
    packages = []
    for name in names:
        archive = next(folder.glob(f"{name}_*.deb"))
        target = folder / "unpacked" / name
        if not (target / "usr").exists():
            subprocess.run(["dpkg-deb", "-x", archive, target], check=True)
        packages.append(Package(name, target, archive.name.split("_")[1].replace("%3a", ":")))
    return packages


def files_of(package: Package) -> dict[str, list[Path]]:
    """Return a package's files that can be read, by language."""
    found: dict[str, list[Path]] = {}
    for path in sorted(package.folder.rglob("*")):
        where = path.relative_to(package.folder).as_posix()
        if path.is_symlink() or not path.is_file() or _NO_PROSE.search(where):
            continue
        language = _language(f"/{where}", package.name)
        if language:
            found.setdefault(language, []).append(path)
            if _CATALOGUE.search(where) and language == "de":
                found.setdefault("en", []).append(path)
    return found


def _language(where: str, package: str) -> str | None:
    for pattern in (_MANUAL, _CATALOGUE):
        if match := pattern.search(where):
            return language_of(match["language"] or "en")
    if _MARKUP.search(where):
        match = _LANGUAGE_FOLDER.search(where.replace("/html/C/", "/en/"))
        match = match or _LANGUAGE_SUFFIX.search(where)
        return language_of(match["language"] if match else _suffix(package))
    if _PLAIN.search(where) or where.endswith(".pod"):
        return language_of(_suffix(package))
    return None


def _suffix(package: str) -> str:
    match = re.search(r"-(?:legacy-)?([a-z]{2}(?:-[a-z]{2})?)$", package)
    return match[1] if match and language_of(match[1]) else "en"


def read_file(path: Path, language: str) -> Iterator[Piece]:
    """Yield what a file says in a language."""
    data = path.read_bytes()
    if path.suffix == ".mo":
        yield from read_catalogue(data, originals=language == "en")
        return
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8", "replace")
    if _MARKUP.search(path.name):
        yield from read_markup(text)
    elif path.name.endswith(".pod"):
        yield from read_pod(text)
    elif _MANUAL.search(path.as_posix()):
        yield from read_manual_page(text)
    else:
        yield from read_plain_text(text)
