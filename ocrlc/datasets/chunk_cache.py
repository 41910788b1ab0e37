"""A cache on disk for chunks of training data, so that runs on the same data share them."""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.config import Config, LabelSource, PageSource
from ocrlc.datasets.batches import Batch
from ocrlc.datasets.crop_chunks import CropBatch
from ocrlc.errors import ConfigError
from ocrlc.system.files import atomic_path, expand_path
from ocrlc.version import __version__

logger = logging.getLogger(__name__)

FORM = 2
"""Part of the folder's name; increase it when the format of the files changes."""

Made = TypeVar("Made", covariant=True)


class Maker(Protocol[Made]):
    """Makes chunks of batches."""

    def chunk(self, number: int) -> Sequence[Made]:
        """Return the batches of chunk `number`; they depend on nothing else."""


Kind = TypeVar("Kind", Batch, CropBatch)


@dataclass(frozen=True)
class StoredChunks(Generic[Kind]):
    """Reads chunks from a folder; missing ones are made and written there.

    Args:
        maker: makes the missing chunks.
        kind: class of their batches.
        folder: folder for the chunks of this maker only, see `chunk_folder`.
    """

    maker: Maker[Kind]
    kind: type[Kind]
    folder: Path

    def chunk(self, number: int) -> Sequence[Kind]:
        """Return the batches of chunk `number`; a damaged file is replaced."""
        path = self.folder / f"{number}.npz"
        try:
            return load_chunk(path, self.kind)
        except FileNotFoundError:
            logger.debug("%s is not there yet", path)
        except Exception as error:  # NumPy and the archive's reader raise a dozen types
            logger.warning("%s is damaged and made again: %s", path, error)
        batches = self.maker.chunk(number)
        try:
            save_chunk(path, batches)
        except OSError as error:  # a full disk: training goes on
            logger.error("data.cache: chunk %d is not kept: %s", number, error)
        return batches


def make_chunk_folder(config: Config) -> None:
    """Make the cache folder, if the recipe names one.

    Raises:
        ConfigError: the folder cannot be made.
    """
    if config.data.cache is None:
        return
    try:
        chunk_folder(config).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"data.cache: {error}") from error


def chunk_folder(config: Config) -> Path:
    """Return the folder in which the chunks of a recipe are cached.

    Its name is a hash of what the chunks depend on: data, charset, seed, this package's version,
    and the state of label files and archives. Installed fonts and single images in a folder are not
    considered.
    """
    assert config.data.cache is not None
    files = (s for s in config.data.train if isinstance(s, LabelSource | PageSource))
    unused = set() if config.model.family == "detector" else {"crops"}
    parts: dict[str, Any] = {
        "version": __version__,
        "form": FORM,
        "data": config.data.model_dump(exclude={"cache", "workers", "validation", *unused}),
        "files": [_state(source) for source in files],
        "charset": Charset.load(config.charset.name).characters,
        "family": config.model.family,
        "seed": config.train.seed,
        "curriculum_lines": config.train.curriculum_lines,
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return Path(expand_path(config.data.cache)) / digest[:16]


def _state(source: LabelSource | PageSource) -> list[tuple[str, int, int]]:
    """Return path, size and modification time of a source's files that are on disk."""
    paths = [Path(expand_path(name)) for name in (source.labels, source.images) if name]
    found = [(path, path.stat()) for path in paths if path.exists()]
    return [(str(path.resolve()), stat.st_size, stat.st_mtime_ns) for path, stat in found]


def save_chunk(path: Path, batches: Sequence[Batch | CropBatch]) -> None:
    """Write batches to one file."""
    arrays: dict[str, Any] = {
        f"{i}/{name}": array
        for i, batch in enumerate(batches)
        for name, array in batch.arrays().items()
    }
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load_chunk(path: Path, kind: type[Kind]) -> list[Kind]:
    """Read batches that `save_chunk` wrote.

    Args:
        path: the file.
        kind: class of its batches.

    Raises:
        FileNotFoundError: the file does not exist.
        Exception: the file is damaged.
    """
    batches: dict[int, dict[str, NDArray[Any]]] = {}
    with zipfile.ZipFile(path) as archive:
        for key in archive.namelist():
            # `np.load` would not look at the checksum of an array whose shape has become smaller.
            array = np.load(BytesIO(archive.read(key)), allow_pickle=False)
            number, _, name = key.removesuffix(".npy").partition("/")
            batches.setdefault(int(number), {})[name] = array
    return [kind.of_arrays(batches[i]) for i in range(len(batches))]
