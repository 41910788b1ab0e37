"""No result may take the place of a document, be it an input or one that was passed over."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from ocrlc.batches.journal import known_results
from ocrlc.batches.url_journal import has_results
from ocrlc.errors import ConfigError
from ocrlc.system.storage import folders_of, is_url
from ocrlc.writers import FORMATS

from ..common import say
from .inputs import OVERLAY, Input
from .outputs import below


def check_results(
    items: Sequence[Input],
    output: str | None,
    overlay: str | None,
    formats: Iterable[str],
) -> None:
    """Check the paths of all results before anything is read.

    Args:
        items: the inputs.
        output: the folder that results go to; None if they do not go to a folder.
        overlay: the folder that overlay pictures go to; None likewise.
        formats: names of the formats of the results.

    Raises:
        ConfigError: a result would replace a document.
    """
    inputs = {os.path.realpath(item.path): item.name for item in items if item.path}
    passed = dict(_passed_over(items, inputs))
    if output and is_url(output):
        _check_urls(items, output, formats, passed)
        output = None
    documents = {**{os.path.realpath(path): str(path) for path in passed}, **inputs}
    kinds = [(output, FORMATS[name].ending) for name in formats] + [(overlay, OVERLAY)]
    for folder, ending in kinds:
        for item in items if folder else ():
            target = os.path.realpath(below(Path(folder or ""), item, ending))
            numbered = _numbered(target, documents) if ending == OVERLAY else ()
            for path in (target, *numbered):
                if path in documents and documents[path] != item.name:
                    raise _replaced(documents[path], item)
    if passed:
        path, origin = next(iter(passed.items()))
        more = f" and {len(passed) - 1} more" if len(passed) > 1 else ""
        say(
            f"warning: {path}{more} left unread: by its name it is a result of {origin.name}; "
            "name it as an input to have it read"
        )


def _check_urls(
    items: Sequence[Input], output: str, formats: Iterable[str], passed: Iterable[Path | str]
) -> None:
    documents = {item.url for item in items if item.url}.union(map(str, passed))
    for name in formats:
        for item in items:
            target = str(below(output, item, FORMATS[name].ending))
            if target in documents and target != item.url:
                raise _replaced(target, item)


def _replaced(document: str, item: Input) -> ConfigError:
    return ConfigError(
        f"{document} is a document; the result of {item.name} would take its place: choose "
        "another folder"
    )


def _passed_over(
    items: Sequence[Input], inputs: Container[str]
) -> Iterator[tuple[Path | str, Input]]:
    """Yield files that were taken for results, though no journal speaks of them, with origins."""
    urls = {item.url for item in items}
    has_run = functools.cache(has_results)
    for item in items:
        for path in item.results:
            if isinstance(path, str):
                if path not in urls and not any(map(has_run, folders_of(path))):
                    yield path, item
            elif os.path.realpath(path) not in inputs and not any(
                path.absolute() in _known(folder) for folder in path.parents
            ):
                yield path, item


@functools.cache
def _known(folder: Path) -> set[Path]:
    return known_results(folder)


def _numbered(target: str, documents: Iterable[str]) -> Iterator[str]:
    """Yield the documents that are named as the pictures of several pages would be."""
    stem, suffix = os.path.splitext(target)
    pattern = re.compile(re.escape(stem) + r"-[0-9]+" + re.escape(suffix))
    yield from (path for path in documents if pattern.fullmatch(path))
