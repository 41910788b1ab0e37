"""Chunks of training data kept on disk, so that runs of the same data make them once."""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ocrlc.charset import Charset
from ocrlc.config import Config, LabelSource
from ocrlc.datasets.batches import Batch
from ocrlc.datasets.chunks import ChunkMaker
from ocrlc.errors import ConfigError
from ocrlc.system.files import atomic_path, expand_path
from ocrlc.version import __version__

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredChunks:
    """Takes chunks from a folder, and puts there what it has to make.

    Args:
        maker: makes those that are not there.
        folder: of this maker's chunks alone, see `chunk_folder`.
    """

    maker: ChunkMaker
    folder: Path

    def chunk(self, number: int) -> list[Batch]:
        """Return the batches of chunk `number`; a damaged file is made anew."""
        path = self.folder / f"{number}.npz"
        try:
            return load_chunk(path)
        except FileNotFoundError:
            logger.debug("%s is not there yet", path)
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            logger.warning("%s is made anew: %s", path, error)
        batches = self.maker.chunk(number)
        try:
            save_chunk(path, batches)
        except OSError as error:  # a full disk: training goes on
            logger.error("data.cache: chunk %d is not kept: %s", number, error)
        return batches


def make_chunk_folder(config: Config) -> None:
    """Make the folder, if the recipe names one.

    Raises:
        ConfigError: that cannot be done.
    """
    if config.data.cache is None:
        return
    try:
        chunk_folder(config).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"data.cache: {error}") from error


def chunk_folder(config: Config) -> Path:
    """Return where the chunks of a recipe are kept.

    The folder is named after all that chunks follow from: data, charset, seed, this package's
    version, and the label files and archives as they are now. The fonts at hand and single images
    in a folder are not in it.
    """
    assert config.data.cache is not None
    parts: dict[str, Any] = {
        "version": __version__,
        "data": config.data.model_dump(exclude={"cache", "workers", "validation"}),
        "files": [_state(s) for s in config.data.train if isinstance(s, LabelSource)],
        "charset": Charset.load(config.charset.name).characters,
        "family": config.model.family,
        "seed": config.train.seed,
        "curriculum_lines": config.train.curriculum_lines,
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return Path(expand_path(config.data.cache)) / digest[:16]


def _state(source: LabelSource) -> list[tuple[str, int, int]]:
    """Path, size and time of change of a source's files, as far as they are on disk."""
    paths = [Path(expand_path(name)) for name in (source.labels, source.images) if name]
    found = [(path, path.stat()) for path in paths if path.exists()]
    return [(str(path.resolve()), stat.st_size, stat.st_mtime_ns) for path, stat in found]


def save_chunk(path: Path, batches: list[Batch]) -> None:
    """Write batches to one file."""
    arrays: dict[str, Any] = {}
    for i, batch in enumerate(batches):
        arrays[f"images{i}"] = batch.images
        arrays[f"classes{i}"] = batch.classes
        arrays[f"lengths{i}"] = batch.lengths
    texts = json.dumps([batch.texts for batch in batches]).encode()
    arrays["texts"] = np.frombuffer(texts, np.uint8)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load_chunk(path: Path) -> list[Batch]:
    """Read what `save_chunk` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile: it is damaged.
    """
    with np.load(path, allow_pickle=False) as arrays:
        texts = json.loads(arrays["texts"].tobytes())
        return [
            Batch(arrays[f"images{i}"], arrays[f"classes{i}"], arrays[f"lengths{i}"], tuple(own))
            for i, own in enumerate(texts)
        ]
