"""Output formats: a module each, one registry, and writing to a file in one step."""

from __future__ import annotations

from pathlib import Path

from ocrlc.errors import ConfigError
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Pages
from ocrlc.writers import csv, json, jsonl, layout, parquet, text, tsv
from ocrlc.writers.markup import alto, hocr, html, markdown
from ocrlc.writers.output import numbered, write_output
from ocrlc.writers.output_format import OutputFormat
from ocrlc.writers.overlay import save_overlay
from ocrlc.writers.pdf import write as pdf

FORMATS: dict[str, OutputFormat] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        text,
        layout,
        markdown,
        html,
        json,
        jsonl,
        csv,
        tsv,
        hocr,
        alto,
        pdf,
        parquet,
    )
}
"""All output formats by name. The command line, the server and its web page use this list."""

__all__ = ["FORMATS", "OutputFormat", "format_of", "save", "save_each", "save_overlay", "write"]


def write(
    document: Pages,
    format: str,
    load_options: LoadOptions | None = None,
    word_boxes: bool = False,
) -> bytes:
    """Return the document in a format; text is encoded as UTF-8.

    Args:
        document: the document.
        format: one of `FORMATS`.
        load_options: how the document was opened; a searchable PDF needs to open it again.
        word_boxes: whether HTML tells where each word is; other formats always do, or never.

    Raises:
        ConfigError: the format is unknown (the known ones are listed), or needs a package that is
            not installed.
        InputError: the format needs the document's file, and it cannot be opened.
    """
    if format not in FORMATS:
        raise ConfigError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    chosen = FORMATS[format]
    chosen.check_installed()
    options = (load_options,) if chosen.needs_source else ()
    extras = {"word_boxes": True} if word_boxes and chosen.has_word_boxes else {}
    content = chosen.write(document, *options, **extras)
    return content.encode("utf-8", errors="replace") if isinstance(content, str) else content


def save(
    document: Pages,
    path: str | Path,
    format: str | None = None,
    load_options: LoadOptions | None = None,
    word_boxes: bool = False,
) -> None:
    """Write the document to a file, completely or not at all.

    Args:
        document: the document.
        path: the file to write, or its URL.
        format: one of `FORMATS`; None to choose by the file's ending.
        load_options: how the document was opened, as for `write`.
        word_boxes: as for `write`.

    Raises:
        ConfigError: the format is unknown or needs a package that is not installed, or the file
            cannot be written.
        InputError: the format needs the document's file, and it cannot be opened.
    """
    write_output(path, write(document, format or format_of(path), load_options, word_boxes))


def save_each(
    document: Pages,
    place: str | Path,
    format: str,
    load_options: LoadOptions | None = None,
    word_boxes: bool = False,
) -> list[str | Path]:
    """Write the document to a file, or to several if the format has one for each of its parts.

    Args:
        document: the document.
        place: the file to write, or its URL; of several files, `name.csv` stands for `name-1.csv`,
            `name-2.csv` and so on.
        format: one of `FORMATS`.
        load_options: how the document was opened, as for `write`.
        word_boxes: as for `write`.

    Returns:
        The files written.

    Raises:
        ConfigError: as `save` does.
        InputError: as `save` does.
    """
    each = FORMATS[format].write_each
    contents = each(document) if each else []
    if len(contents) < 2:
        save(document, place, format, load_options, word_boxes)
        return [place]
    places = [numbered(place, number) for number in range(1, len(contents) + 1)]
    for one, content in zip(places, contents, strict=True):
        write_output(one, content.encode())
    return places


def format_of(path: str | Path | None, default: str | None = None) -> str:
    """Return the name of the format that a file's ending stands for.

    Raises:
        ConfigError: the ending is unknown, and there is no default; the known ones are listed.
    """
    name = str(path or "").lower()
    # The longest ending first: `.layout.txt` is a `.txt` too.
    for format in sorted(FORMATS.values(), key=lambda one: -len(one.ending)):
        if name.endswith(format.ending):
            return format.name
    if default is None:
        known = ", ".join(format.ending for format in FORMATS.values())
        raise ConfigError(f"{path}: the ending names no format; known are {known}")
    return default
