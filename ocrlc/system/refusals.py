"""What the system refuses: memory, threads, open files, room on the disk, a temporary folder.

Such errors are neither a bug nor the fault of a document or a model.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocrlc.errors import OcrlcError, ResourceError

REFUSED = {
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN")
    if hasattr(errno, name)
}
"""Errors of system calls that mean it."""
NO_TEMPORARY = "No usable temporary directory"
NO_MEMORY = "there is not enough memory"
OUT_OF_MEMORY = (
    "std::bad_alloc",
    "Insufficient memory",
    "failed to map segment",
    "Cannot allocate memory",
    "cannot allocate memory",
)
"""What engines, OpenCV and the loader of libraries say of it."""
OUT_OF_THREADS = ("can't start new thread", "Resource temporarily unavailable")
"""What Python and engines say of it."""
SIZE_LIMIT = "; the system limits the size of files, see ulimit -f"


def refusal(error: BaseException) -> str | None:
    """Return what the system refuses, if that is the error."""
    said = str(error)
    if isinstance(error, OcrlcError):
        return None
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if not isinstance(error, OSError) and any(words in said for words in OUT_OF_MEMORY):
        return NO_MEMORY
    if isinstance(error, RuntimeError) and any(words in said for words in OUT_OF_THREADS):
        return "the system starts no more threads: a limit, or not enough memory"
    if isinstance(error, OSError) and NO_TEMPORARY in said:
        return f"{error.strerror or said}: set TMPDIR to a folder that can be written"
    if isinstance(error, OSError) and error.errno in REFUSED:
        place = f" ({error.filename})" if error.filename else ""
        advice = SIZE_LIMIT if error.errno == errno.EFBIG else ""
        return f"{error.strerror or said}{place}{advice}"
    return None


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what the system refuses within the block into a ResourceError."""
    try:
        yield
    except Exception as error:
        reason = refusal(error)
        if reason is None:
            raise
        raise ResourceError(reason) from error


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Yield a new folder in the system's temporary folder; it is removed at the end.

    Raises:
        ResourceError: there is no temporary folder, or it is full.
    """
    with refusals_told():
        folder = tempfile.TemporaryDirectory(prefix=prefix)
    with folder as name:
        yield Path(name)
