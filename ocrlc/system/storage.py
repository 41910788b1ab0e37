"""Documents and results at URLs: in object stores and on web servers, through fsspec.

Credentials are what each protocol's library finds: environment variables, profiles, files. Objects
of a store appear when they are complete, so a write that is interrupted leaves nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import has_magic
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ocrlc.errors import ConfigError, InputError, LimitError, OcrlcError

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Protocol:
    """How URLs that begin alike are reached.

    Attributes:
        package: the package that fsspec needs for it.
        extra: this package's extra that installs it.
        is_store: whether it has folders, and results can be written to it.
    """

    package: str
    extra: str
    is_store: bool = True


PROTOCOLS = {
    "s3": Protocol("s3fs", "s3"),
    "gs": Protocol("gcsfs", "gs"),
    "az": Protocol("adlfs", "az"),
    "https": Protocol("aiohttp", "https", is_store=False),
}
"""The protocols by the beginning of their URLs."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a store.

    Attributes:
        url: its URL.
        below: its path relative to the folder that was listed.
        stamp: differs from what it was when the file's content has changed.
    """

    url: str
    below: str
    stamp: str


def is_url(place: str | os.PathLike[str]) -> bool:
    """Whether a place is a URL of a known protocol, not a path."""
    protocol, parted, _ = place.partition("://") if isinstance(place, str) else ("", "", "")
    return bool(parted) and protocol in PROTOCOLS


def absolute(place: str | os.PathLike[str]) -> str:
    """Return the absolute path; a URL as it is."""
    return str(place) if is_url(place) else os.path.abspath(place)


def shown(url: str) -> str:
    """Return a URL as it may appear in messages and results: without a password or signature."""
    if protocol_of(url).is_store:
        return url
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def protocol_of(url: str) -> Protocol:
    """Return the protocol of a URL."""
    return PROTOCOLS[url.partition("://")[0]]


def check_output(place: str) -> None:
    """Check that results can be written to a place, if it is a URL.

    Raises:
        ConfigError: its protocol is unknown, only for reading, or needs a package.
    """
    stores = ", ".join(f"{name}://" for name, one in PROTOCOLS.items() if one.is_store)
    if is_url(place) and protocol_of(place).is_store:
        file_system(place)
    elif re.match(r"[a-z][a-z0-9+.-]*://", place):
        raise ConfigError(f"{place}: results can be written to paths and to {stores}")


def read_url(url: str, max_bytes: int) -> bytes:
    """Return the content of the file at a URL; a file that is too large is not downloaded.

    Raises:
        InputError: it cannot be read.
        LimitError: it is larger than `max_bytes`.
        ConfigError: the protocol's package is not installed.
    """
    name = shown(url)
    files, path = file_system(url)
    with _input_errors(url):
        size = files.info(path).get("size")
        if size == 0:  # of which stores give no range
            return b""
        if size is None or size <= max_bytes:
            data = _content(files, path, url, max_bytes + 1)
            if len(data) <= max_bytes:
                return data
    raise LimitError(f"{name}: larger than {max_bytes / 1e6:.4g} MB")


def find_urls(url: str) -> Iterator[Stored]:
    """Yield the files that a URL names: itself, those below it, or those that it is a pattern of.

    Hidden files and folders, whose names begin with a dot, are left out.

    Raises:
        InputError: it names nothing, or cannot be listed.
        ConfigError: the protocol's package is not installed.
    """
    if not protocol_of(url).is_store:
        yield Stored(url, urlsplit(url).path.rpartition("/")[2] or "index", "")
        return
    files, path = file_system(url)
    with _input_errors(url):
        files.invalidate_cache()
        folder = path.rstrip("/")
        if files.isfile(path):
            found = {path: files.info(path)}
        elif has_magic(path):
            found = files.glob(path, detail=True)
            folder = re.split(r"[*?[]", path, maxsplit=1)[0].rpartition("/")[0]
        else:
            found = files.find(path, detail=True)
    scheme = url.partition("://")[0]
    for place, info in sorted(found.items()):
        if info["type"] != "file" or place.endswith("/"):
            continue
        below = place.strip("/").removeprefix(folder.strip("/")).strip("/")
        if any(part.startswith(".") for part in below.split("/")):
            continue
        # A file that was named itself is below nothing.
        below = below or place.rpartition("/")[2]
        yield Stored(f"{scheme}://{place.lstrip('/')}", below, str(sorted(info.items(), key=str)))


def write_url(url: str, content: bytes) -> None:
    """Write a file at a URL, completely or not at all.

    Raises:
        ConfigError: it cannot be written, or the protocol's package is not installed.
    """
    check_output(url)
    files, path = file_system(url)
    try:
        files.pipe_file(path, content)
    except Exception as error:  # each library raises its own
        raise ConfigError(f"cannot write {shown(url)}: {_reason(error, url)}") from error


def list_url(folder: str) -> set[str]:
    """Return the URLs of all files below a folder, hidden ones too; none if it does not exist.

    Raises:
        InputError: it cannot be listed.
        ConfigError: the protocol's package is not installed.
    """
    files, path = file_system(folder)
    scheme = folder.partition("://")[0]
    with _input_errors(folder):
        files.invalidate_cache()
        try:
            return {f"{scheme}://{place.lstrip('/')}" for place in files.find(path)}
        except FileNotFoundError:
            return set()


def is_folder(url: str) -> bool:
    """Whether files lie below a URL, hidden ones too.

    Raises:
        ConfigError: the protocol's package is not installed.
    """
    files, path = file_system(url)
    return bool(files.isdir(path))


def folders_of(url: str) -> list[str]:
    """Return the URLs of the folders that a file at a URL lies in, the innermost first."""
    scheme, _, path = url.partition("://")
    parts = path.split("/")[:-1]
    return [f"{scheme}://{'/'.join(parts[:count])}" for count in range(len(parts), 0, -1)]


def file_system(url: str) -> tuple[Any, str]:
    """Return fsspec's file system of a URL, and the file's path there.

    Raises:
        ConfigError: the protocol's package is not installed, or finds no account.
    """
    protocol = protocol_of(url)
    if find_spec("fsspec") is None or find_spec(protocol.package) is None:
        raise ConfigError(
            f"{shown(url)} needs {protocol.package}: pip install 'ocrlc[{protocol.extra}]'"
        )
    import fsspec  # an extra

    try:
        files, path = fsspec.core.url_to_fs(url)
    except Exception as error:  # each library raises its own, such as for a missing account
        raise ConfigError(f"cannot reach {shown(url)}: {_reason(error, url)}") from error
    return files, str(path)


def _content(files: Any, path: str, url: str, limit: int) -> bytes:
    """Return the first `limit` bytes of a file, or the whole of it if it has less."""
    if protocol_of(url).is_store:
        content: bytes = files.cat_file(path, start=0, end=limit)
        return content
    # A web server may answer a request for a part with the whole: it is read as it comes.
    parts: list[bytes] = []
    with files.open(path, "rb", block_size=0) as file:
        while limit > 0 and (part := file.read(min(limit, BLOCK))):
            parts.append(part)
            limit -= len(part)
    return b"".join(parts)


@contextmanager
def _input_errors(url: str) -> Iterator[None]:
    """Turn the errors of libraries into those that users understand."""
    try:
        yield
    except OcrlcError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"{shown(url)}: no such file") from error
    except Exception as error:  # each library raises its own
        raise InputError(f"{shown(url)}: cannot be read ({_reason(error, url)})") from error


def _reason(error: Exception, url: str) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text.replace(url, shown(url))
