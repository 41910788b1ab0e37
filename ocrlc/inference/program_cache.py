"""The cache of inference programs, by a hash of their content; a damaged entry is made again."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ocrlc.errors import OcrlcError, ResourceError
from ocrlc.inference.program import PARAMS, PROGRAM, Program
from ocrlc.system.files import home_folder
from ocrlc.system.platforms import is_ours_alone
from ocrlc.system.refusals import refusals_told

logger = logging.getLogger(__name__)

MANIFEST = "sha256.json"
LEFT_SECONDS = 3600.0
"""Age in seconds from which on an unfinished folder belongs to no living process."""


def cache_folder() -> Path:
    """Return the folder of the cache: `OCRLC_CACHE`, else one in the user's cache folder."""
    base = os.environ.get("OCRLC_CACHE")
    if base:
        return Path(base)
    return Path(os.environ.get("XDG_CACHE_HOME") or home_folder() / ".cache") / "ocrlc"


def cached_program(key: str, save: Callable[[Path], None]) -> Program:
    """Return the program cached under a key; if there is none, `save` writes it to a folder."""
    folder = cached_folder(key, save)
    return Program(folder / PROGRAM, folder / PARAMS)


def cached_folder(key: str, save: Callable[[Path], None]) -> Path:
    """Return the folder cached under a key; if it is missing or damaged, `save` fills a new one.

    If it cannot be written there, as on a full disk, it is made in the system's temporary folder,
    and removed when the program ends.

    Raises:
        ResourceError: it can be written nowhere.
        Exception: any exception of `save`.
    """
    folder = cache_folder() / key
    if _intact(folder):
        return folder
    try:
        return _build(save, folder)
    except OcrlcError:
        raise
    except Exception as error:  # Paddle raises several types if it cannot write
        reason = " ".join(str(error).split())[:200]
        logger.warning("cache %s cannot be written (%s)", folder.parent, reason)
    try:
        with refusals_told():
            temporary = Path(tempfile.mkdtemp(prefix="ocrlc-"))
            atexit.register(shutil.rmtree, temporary, ignore_errors=True)
            save(temporary)
    except ResourceError as error:
        places = f"neither in {folder.parent} nor in the temporary folder"
        raise ResourceError(f"{error}; a model can be prepared {places}") from error
    return temporary


def _intact(folder: Path) -> bool:
    try:
        if not _trusted(folder):
            return False
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == _hashes(folder))
    except (OSError, ValueError):
        return False


def _trusted(folder: Path) -> bool:
    """Whether no other user can have written a folder: programs are code."""
    return is_ours_alone(folder.stat())


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST
    }


def _build(save: Callable[[Path], None], target: Path) -> Path:
    """Fill a folder beside the target, then replace the target by it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_left(target)
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    stale = target.with_name(f"{fresh.name}.stale")
    try:
        save(fresh)
        (fresh / MANIFEST).write_text(json.dumps(_hashes(fresh)), encoding="utf-8")
        try:
            if target.exists():
                os.replace(target, stale)
            os.replace(fresh, target)
        except OSError:
            # another process has just written the same program
            if not _intact(target):
                raise
    finally:
        shutil.rmtree(stale, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _remove_left(target: Path) -> None:
    """Remove what processes have left that were killed while they filled the same folder."""
    for left in target.parent.glob(f".{target.name}.*"):
        try:
            old = time.time() - left.stat().st_mtime > LEFT_SECONDS
        except OSError:  # its process has just moved it
            continue
        if old:
            shutil.rmtree(left, ignore_errors=True)
