"""From the INPUT arguments to a list of documents: files, folders, globs, URLs, stdin."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from glob import escape, glob, has_magic
from pathlib import Path, PurePath
from typing import TypeVar

from ocrlc.errors import InputError
from ocrlc.loading.input_formats import ENDINGS, HEAD, format_names, input_format_of
from ocrlc.system.storage import absolute, find_urls, is_url, shown
from ocrlc.writers import FORMATS

OVERLAY = ".overlay.png"
"""File-name ending of overlay pictures in a folder."""
RESULTS = (OVERLAY, *(one.ending for one in FORMATS.values()))
"""File-name endings of results that lie beside their documents."""

Located = TypeVar("Located", bound=PurePath)


@dataclass(frozen=True)
class Input:
    """One document to read.

    Attributes:
        name: Its name in messages.
        path: The file; None for stdin and URLs.
        relative: The path of its results, relative to an output folder.
        from_folder: Whether it was found in a folder or by a glob, not named itself.
        problem: Why it cannot be opened; empty if nothing is known against it.
        results: Files beside it, in a folder, that are taken for its results and not read; URLs as
            text.
        url: The file's URL, if it has one.
        stamp: What differs when the content at the URL does; empty if nothing is known.
    """

    name: str
    path: Path | None
    relative: PurePath
    from_folder: bool = False
    problem: str = ""
    results: tuple[Path | str, ...] = ()
    url: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class Found:
    """What the arguments name.

    Attributes:
        inputs: The documents to read.
        left_out: Names of the files in folders that are no documents.
    """

    inputs: list[Input]
    left_out: list[str]


def expand(arguments: Iterable[str], outputs: Iterable[str | None] = ()) -> Found:
    """Find the documents that the arguments name, in their order, each file once.

    A missing file stays in the list with its `problem`: it must be reported, and must not keep
    the others from being read.

    Args:
        arguments: files, folders, globs, URLs of these, or `-` for stdin.
        outputs: files and folders that results are written to; inside an input folder, an output
            folder is skipped.
    """
    results = frozenset(absolute(output) for output in outputs if output)
    inputs: dict[str, Input] = {}
    left_out: dict[str, str] = {}
    for argument in arguments:
        for item in _find(argument, results):
            if isinstance(item, Path):
                left_out.setdefault(os.path.abspath(item), str(item))
                continue
            key = os.path.abspath(item.path) if item.path else item.url or item.name
            inputs.setdefault(key, item)
    return Found(_place(inputs), [name for key, name in left_out.items() if key not in inputs])


def _find(argument: str, results: frozenset[str]) -> Iterator[Input | Path]:
    """Yield the documents an argument names, and the paths of other files in folders."""
    path = Path(argument)
    if argument == "-":
        yield Input("<stdin>", None, PurePath("stdin"))
    elif is_url(argument):
        yield from _at_url(argument, results)
    elif os.path.isdir(argument):
        yield from _walk(path, results)
    elif os.path.lexists(argument):
        yield Input(argument, path, PurePath(path.name))
    elif has_magic(argument):
        yield from _match(argument, results)
    else:
        yield _missing(argument or "''", "no such file or folder")


def _match(pattern: str, results: frozenset[str]) -> Iterator[Input | Path]:
    found = False
    for match in sorted(set(_glob(pattern))):
        path = Path(match)
        if path.is_dir():
            items = [x for x in _walk(path, results) if isinstance(x, Path) or x.path]
        elif is_document(path):
            items = [Input(match, path, PurePath(path.name), True)]
        else:
            items = [path] if path.is_file() else []
        found = found or any(isinstance(item, Input) for item in items)
        yield from items
    if not found:
        yield _missing(pattern, f"no {format_names()} file matches")


def _glob(pattern: str) -> Iterator[str]:
    """Yield what a pattern matches; `**` stands for any folders, each once even with links."""
    parts = Path(pattern).parts
    if "**" not in parts:
        yield from glob(pattern)
        return
    place = parts.index("**")
    for top in glob(os.path.join(*parts[:place])) if place else [os.curdir]:
        folders = (root for root, _ in _folders(top)) if parts[place + 1 :] else [top]
        for folder in folders:
            start = "" if folder == os.curdir else escape(folder.removeprefix("./"))
            yield from _glob(os.path.join(start, *parts[place + 1 :]) or os.curdir)


def _folders(
    top: str | Path,
    results: frozenset[str] = frozenset(),
    onerror: Callable[[OSError], object] | None = None,
) -> Iterator[tuple[str, list[str]]]:
    """Yield a folder and all folders below it with their files' names; links are followed.

    Each folder comes once. Hidden files and folders and the folders in `results` are left out.
    """
    seen: set[str] = {os.path.realpath(top)}
    for root, folders, names in os.walk(top, onerror=onerror, followlinks=True):
        inside = {name: os.path.join(root, name) for name in sorted(folders)}
        folders.clear()
        for name, path in inside.items():
            target = os.path.realpath(path)  # links may lead in circles
            if not (name.startswith(".") or target in seen or os.path.abspath(path) in results):
                seen.add(target)
                folders.append(name)
        yield root, [name for name in names if not name.startswith(".")]


def _walk(folder: Path, results: frozenset[str]) -> Iterator[Input | Path]:
    """Yield the documents below a folder, and the paths of the other files there."""
    problems: list[Input] = []

    def note(error: OSError) -> None:
        problems.append(_missing(str(error.filename), f"cannot list it: {error.strerror}"))

    documents: list[Path] = []
    results_of: dict[Path, list[Path]] = {}
    others: list[Path] = []
    for root, names in _folders(folder, results, note):
        paths = [Path(root, name) for name in names]
        found = {path for path in paths if is_document(path)}
        for path in sorted(paths):
            if (origin := _origin(path, found)) is not None:
                if path in found:
                    results_of.setdefault(origin, []).append(path)
            elif path in found:
                documents.append(path)
            elif path.is_file():
                others.append(path)
    documents.sort()
    for path in documents:
        beside = tuple(results_of.get(path, ()))
        yield Input(str(path), path, path.relative_to(folder), True, results=beside)
    yield from problems
    if not documents and not problems:
        yield _missing(str(folder), f"the folder holds no {format_names()} file")
    yield from sorted(others)


def _at_url(url: str, results: frozenset[str]) -> Iterator[Input]:
    """Yield the documents at a URL; of those below a folder, the ending tells what they are."""
    name = shown(url)
    # An output folder below the URL; one that the URL itself lies in holds the documents, too.
    inner = [f"{one.rstrip('/')}/" for one in results]
    inner = [folder for folder in inner if not f"{url.rstrip('/')}/".startswith(folder)]
    try:
        stored = [one for one in find_urls(url) if not one.url.startswith(tuple(inner))]
    except InputError as error:
        yield Input(name, None, PurePath(name), problem=str(error))
        return
    if [one.url for one in stored] == [url]:
        yield Input(name, None, PurePath(stored[0].below), url=url, stamp=stored[0].stamp)
        return
    files = [(PurePath(one.below), one) for one in stored]
    documents = {path: one for path, one in files if path.suffix.lower() in ENDINGS}
    results_of: dict[PurePath, list[str]] = {}
    for path, one in documents.items():
        if origin := _origin(path, documents):
            results_of.setdefault(origin, []).append(one.url)
    for path, one in documents.items():
        if _origin(path, documents) is None:
            beside = tuple(results_of.get(path, ()))
            yield Input(one.url, None, path, True, "", beside, one.url, one.stamp)
    if not documents:
        yield _missing(name, f"there is no {format_names()} file")


def _origin(path: Located, documents: Collection[Located]) -> Located | None:
    """Return the document beside a file that the file is a result of: `scan.jpg.pdf`'s `scan.jpg`.

    None if there is none. Of the result of a result, it is the document at the beginning.
    """
    for ending in RESULTS:
        if path.name.endswith(ending) and path.name != ending:
            origin = path.with_name(path.name[: -len(ending)])
            if origin in documents:
                return _origin(origin, documents) or origin
    return None


def _missing(name: str, problem: str) -> Input:
    return Input(name, None, PurePath(name), problem=f"{name}: {problem}")


def is_document(path: Path) -> bool:
    """Tell by content or by ending whether a file found in a folder is to be read.

    The ending counts too, so that a broken `scan.jpg` is reported, not skipped. Files that cannot
    be opened are reported as well. Pipes and devices, which may never end, are skipped.
    """
    by_name = path.suffix.lower() in ENDINGS
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        if by_name:
            return True
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:  # a link that leads nowhere
        return by_name
    except OSError:
        return True
    return input_format_of(head) is not None


def _place(inputs: dict[str, Input]) -> list[Input]:
    """Add folders to the output paths of inputs that share a name: none overwrites another."""
    items = list(inputs.values())
    if len({item.relative for item in items}) == len(items):
        return items
    items = [
        replace(item, relative=PurePath(item.name.partition("://")[2])) if item.url else item
        for item in items
    ]
    paths = [key for key, item in inputs.items() if item.path]
    top = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    return [
        replace(item, relative=PurePath(os.path.relpath(item.path, top))) if item.path else item
        for item in items
    ]
