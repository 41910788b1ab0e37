"""From the INPUT arguments to a list of documents: files, folders, globs, stdin."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path, PurePath

ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pdf"))
TYPES = "JPEG, PNG, WebP, BMP, GIF, TIFF or PDF"
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True)
class Input:
    """One document to read.

    Attributes:
        name: How messages call it.
        path: Where it is; None for stdin.
        relative: Its place below an output folder.
        from_folder: Whether a folder or glob was named rather than the file itself.
        problem: Why it cannot be read at all; empty where it may be tried.
    """

    name: str
    path: Path | None
    relative: PurePath
    from_folder: bool = False
    problem: str = ""


def expand(arguments: Iterable[str]) -> list[Input]:
    """Find what the arguments name, in their order, each file once.

    What is named and not there stays in the list with its `problem`: one missing file of
    several must not be lost, nor stop the rest.
    """
    inputs: dict[str, Input] = {}
    for argument in arguments:
        for item in _find(argument):
            key = os.path.abspath(item.path) if item.path else item.name
            inputs.setdefault(key, item)
    return _place(inputs)


def _find(argument: str) -> Iterator[Input]:
    path = Path(argument)
    if argument == "-":
        yield Input("<stdin>", None, PurePath("stdin"))
    elif path.is_dir():
        yield from _walk(path)
    elif path.exists() or path.is_symlink():
        yield Input(argument, path, PurePath(path.name))
    elif has_magic(argument):
        yield from _match(argument)
    else:
        yield _missing(argument, "no such file or folder")


def _match(pattern: str) -> Iterator[Input]:
    found = False
    for match in sorted(glob(pattern, recursive=True)):
        path = Path(match)
        if path.is_dir():
            items = [item for item in _walk(path) if item.path]
        else:
            items = [Input(match, path, PurePath(path.name), True)] if is_document(path) else []
        found = found or bool(items)
        yield from items
    if not found:
        yield _missing(pattern, f"no {TYPES} file matches")


def _walk(folder: Path) -> Iterator[Input]:
    problems: list[Input] = []

    def note(error: OSError) -> None:
        problems.append(_missing(str(error.filename), f"cannot list it: {error.strerror}"))

    files = [
        Path(root, name)
        for root, _, names in os.walk(folder, onerror=note)
        for name in names
        if not name.startswith(".")
    ]
    documents = [path for path in sorted(files) if is_document(path)]
    for path in documents:
        yield Input(str(path), path, path.relative_to(folder), True)
    yield from problems
    if not documents and not problems:
        yield _missing(str(folder), f"the folder holds no {TYPES} file")


def _missing(name: str, problem: str) -> Input:
    return Input(name, None, PurePath(name), problem=f"{name}: {problem}")


def is_document(path: Path) -> bool:
    """Tell by content or by ending whether a file found in a folder is to be read.

    The ending counts too, so that a broken `scan.jpg` is reported rather than passed over.
    """
    if path.suffix.lower() in ENDINGS:
        return True
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:
        return False
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return head.startswith(SIGNATURES) or is_webp or b"%PDF-" in head


def _place(inputs: dict[str, Input]) -> list[Input]:
    """Give inputs of the same name their folders too, so that no output overwrites another."""
    items = list(inputs.values())
    if len({item.relative for item in items}) == len(items):
        return items
    paths = [key for key, item in inputs.items() if item.path]
    top = os.path.commonpath([os.path.dirname(path) for path in paths])
    return [
        Input(item.name, item.path, PurePath(os.path.relpath(key, top)), item.from_folder)
        if item.path
        else item
        for key, item in inputs.items()
    ]
