"""Output formats: a module each, a plain registry, and writing to a file in one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Pages
from ocrlc.writers import alto, hocr, json, jsonl, layout, text, tsv
from ocrlc.writers.output import write_output
from ocrlc.writers.overlay import save_overlay
from ocrlc.writers.pdf.write import write as write_pdf

WRITERS: dict[str, Callable[[Pages], str | bytes]] = {
    "text": text.write,
    "layout": layout.write,
    "json": json.write,
    "jsonl": jsonl.write,
    "tsv": tsv.write,
    "hocr": hocr.write,
    "alto": alto.write,
    "pdf": write_pdf,
}

ENDINGS = {
    "text": ".txt",
    "layout": ".layout.txt",
    "json": ".json",
    "jsonl": ".jsonl",
    "tsv": ".tsv",
    "hocr": ".hocr",
    "alto": ".alto.xml",
    "pdf": ".pdf",
}
"""What a format's file name ends in; unlike for each, so that formats share a folder."""

BINARY = frozenset(("pdf",))
"""Formats that are not text: nothing to print on a terminal or beside another."""

__all__ = ["BINARY", "ENDINGS", "WRITERS", "format_of", "save", "save_overlay", "write"]


def write(document: Pages, format: str, load_options: LoadOptions | None = None) -> bytes:
    """Return the document in a format, text as UTF-8.

    Args:
        document: what was read.
        format: see `WRITERS`.
        load_options: how it was opened: a searchable PDF is made of the file once more.

    Raises:
        ConfigError: the format is unknown; the known ones are listed.
        InputError: the document's file is needed and cannot be opened.
    """
    if format not in WRITERS:
        raise ConfigError(f"unknown format {format!r}; known are {', '.join(WRITERS)}")
    if format == "pdf":
        return write_pdf(document, load_options)
    content = WRITERS[format](document)
    return content.encode("utf-8", errors="replace") if isinstance(content, str) else content


def save(
    document: Pages,
    path: Path,
    format: str | None = None,
    load_options: LoadOptions | None = None,
) -> None:
    """Write the document to a file: complete or not at all.

    Args:
        document: what was read.
        path: where to.
        format: what the ending says, if None.
        load_options: as for `write`.

    Raises:
        ConfigError: the format is unknown, or the file cannot be written.
        InputError: as for `write`.
    """
    write_output(path, write(document, format or format_of(path), load_options))


def format_of(path: str | Path | None, default: str | None = None) -> str:
    """Return the format that a file's ending stands for.

    Raises:
        ConfigError: it stands for none, and there is no default; the endings are listed.
    """
    name = str(path or "").lower()
    # The longest ending first: `.layout.txt` is a `.txt` too.
    for format, ending in sorted(ENDINGS.items(), key=lambda item: -len(item[1])):
        if name.endswith(ending):
            return format
    if default is None:
        known = ", ".join(ENDINGS.values())
        raise ConfigError(f"{path}: the ending names no format; known are {known}")
    return default
