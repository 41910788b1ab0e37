"""Telling of files in folders that are no documents: none is skipped without a word."""

from __future__ import annotations

from collections.abc import Sequence

from ocrlc.loading.input_formats import HEAD

from ..common import say

NAMES_SHOWN = 10


def tell_left_out(paths: Sequence[str]) -> None:
    """Print how many files were left out, and of each kind that is known what would open it."""
    if not paths:
        return
    files = "file is" if len(paths) == 1 else "files are"
    say(f"{len(paths)} {files} no document: {listed(paths)}")
    tell_kinds(paths)


def tell_kinds(paths: Sequence[str]) -> None:
    """Print of each kind among files that are no documents what would open it, if it is known."""
    if not paths:
        return
    # It loads Pillow, which a process that only hands out work does not need.
    from ocrlc.loading.other_formats import UNKNOWN, why_not

    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(why_not(_head(path)), []).append(path)
    for why, those in kinds.items():
        if why != UNKNOWN:
            more = f" (and {len(those) - 1} more)" if len(those) > 1 else ""
            say(f"{those[0]}{more}: {why}")


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(HEAD)
    except OSError:  # such as a folder's link that leads nowhere
        return b""


def listed(names: Sequence[str]) -> str:
    """Return the names with commas; of more than `NAMES_SHOWN`, the first and a count."""
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
