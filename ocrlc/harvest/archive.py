"""A harvest packed into a zip."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from ocrlc.harvest.journal import JOURNAL, LINES, PAGES, read_journal
from ocrlc.system.files import atomic_path


def pack(folder: Path, archive: Path) -> None:
    """Move a harvest into a zip: its label files and the images they name."""
    names = [LINES, PAGES]
    for page in read_journal(folder / JOURNAL):
        names += [line.image for line in page.lines]
        names += [page.image] if page.image else []
    with atomic_path(archive) as temporary, zipfile.ZipFile(temporary, "w") as opened:
        for name in names:
            member = zipfile.ZipInfo(name)  # without the time: equal harvests, equal archives
            member.external_attr = 0o644 << 16
            opened.writestr(member, (folder / name).read_bytes())
    shutil.rmtree(folder)
