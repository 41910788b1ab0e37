"""The cache of inference programs, by a hash of their content; a damaged entry is made again."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ocrlc.inference.program import PARAMS, PROGRAM, Program

logger = logging.getLogger(__name__)

MANIFEST = "sha256.json"


def cache_folder() -> Path:
    """Return the folder of the cache: `OCRLC_CACHE`, else one in the user's cache folder."""
    base = os.environ.get("OCRLC_CACHE")
    if base:
        return Path(base)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ocrlc"


def cached_program(key: str, save: Callable[[Path], None]) -> Program:
    """Return the program cached under a key; if there is none, `save` writes it to a folder."""
    folder = cached_folder(key, save)
    return Program(folder / PROGRAM, folder / PARAMS)


def cached_folder(key: str, save: Callable[[Path], None]) -> Path:
    """Return the folder cached under a key; if it is missing or damaged, `save` fills a new one."""
    folder = cache_folder() / key
    return folder if _intact(folder) else _build(save, folder)


def _intact(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == _hashes(folder))
    except (OSError, ValueError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST
    }


def _build(save: Callable[[Path], None], target: Path) -> Path:
    """Fill a folder beside the target, then replace the target by it."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        fresh = Path(tempfile.mkdtemp(prefix="ocrlc-"))
        atexit.register(shutil.rmtree, fresh, ignore_errors=True)
        logger.warning("cache %s is not writable (%s); using %s", target.parent, error, fresh)
        target = fresh
    try:
        save(fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    (fresh / MANIFEST).write_text(json.dumps(_hashes(fresh)), encoding="utf-8")
    if fresh == target:
        return target
    stale = target.with_name(f"{fresh.name}.stale")
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
